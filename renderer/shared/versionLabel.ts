import type { Pointer } from '../../core/contract/models.ts';

/**
 * The number beside the words Stable and Beta: 1.0.0 and 1.0.0-beta.2 are shown as 1.0. Any other last part stays,
 * because then it tells two versions apart.
 */
export function shortVersion(version: string): string {
  return version.replace(/-.*$/, '').replace(/^(\d+\.\d+)\.0$/, '$1');
}

/** The part after the last @ of a version id such as everyday@1.0.0. */
export function versionOfId(id: string): string {
  const at = id.lastIndexOf('@');
  return at < 0 ? id : id.slice(at + 1);
}

export function nameOfId(id: string): string {
  const at = id.lastIndexOf('@');
  return at < 0 ? id : id.slice(0, at);
}

/** Which accent an answer is shown in. Colour is never the only sign: the label always stands beside it. */
export function accentOf(pointer: Pointer | null): 'stable' | 'beta' | 'plain' {
  return pointer === 'stable' || pointer === 'beta' ? pointer : 'plain';
}
