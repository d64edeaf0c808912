/**
 * Numbers in [0, 1) that are the same for the same 32-bit seed: a Weyl sequence through the 32-bit finalizer of
 * MurmurHash3, the construction of SplitMix (Steele, Lea, Flood, OOPSLA 2014).
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
