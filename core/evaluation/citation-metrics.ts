import { holdsPlace, type RankedPlace, type WantedPlace } from './retrieval-metrics.ts';

/** 1 when a citation points into a wanted place, else 0. An answer without citations has none. */
export function citedPage(cited: readonly RankedPlace[], wanted: readonly WantedPlace[]): number {
  return cited.some((place) => wanted.some((item) => holdsPlace(place, item))) ? 1 : 0;
}

export type CharacterSpan = readonly [start: number, end: number];

/**
 * Overlap of two sets of half-open character ranges as the F1 of their characters, 2 |A ∩ B| / (|A| + |B|) (Dice 1945):
 * 1 for the same characters, 0 for none in common; a citation of the whole page is no perfect one.
 */
export function spanOverlap(one: readonly CharacterSpan[], other: readonly CharacterSpan[]): number {
  const left = joined(one);
  const right = joined(other);
  const size = (spans: readonly CharacterSpan[]) => spans.reduce((sum, [start, end]) => sum + end - start, 0);
  let common = 0;
  for (const [start, end] of left) {
    for (const [from, to] of right) common += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  const all = size(left) + size(right);
  return all === 0 ? 0 : (2 * common) / all;
}

/** Ranges in order, overlapping ones made one, so that no character counts twice. */
function joined(spans: readonly CharacterSpan[]): CharacterSpan[] {
  const out: [number, number][] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
