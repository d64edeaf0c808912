import type { Manifest } from '../contract/index.ts';

/** A copy under the next version number that is free: 1.0.0 becomes 1.0.1-beta.1, 1.1.0-beta.1 becomes 1.1.0-beta.2. */
export function cloneManifest(manifest: Manifest, isTaken: (id: string) => boolean): Manifest {
  const [core = '0.0.0', label] = manifest.version.split(/-(.*)/s, 2) as [string, string | undefined];
  const [major, minor, patch] = core.split('.').map(Number) as [number, number, number];
  const numbered = label === undefined ? null : /^(.*?)\.?(\d+)$/.exec(label);
  const base = label === undefined ? `${major}.${minor}.${patch + 1}-beta` : `${core}-${numbered?.[1] || label}`;
  let number = numbered ? Number(numbered[2]) + 1 : 1;
  while (isTaken(`${manifest.name}@${base}.${number}`)) number += 1;
  return { ...structuredClone(manifest), version: `${base}.${number}` };
}
