/** Copies `source` to `target` scaled to length 1; a vector without length stays all zeros. */
export function writeUnit(source: Float32Array, target: Float32Array, offset: number): void {
  let sum = 0;
  for (const value of source) sum += value * value;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let i = 0; i < source.length; i++) target[offset + i] = source[i]! * scale;
}
