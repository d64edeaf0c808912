const scratch = new DataView(new ArrayBuffer(4));

/** The 16 bits of the half float nearest to `value`, ties to even. Values over 65504 become infinite. */
export function toHalfFloat(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const shifted = exponent - 112;
  if (shifted >= 31) return sign | 0x7c00;
  // Below the smallest normal half float the implicit leading 1 becomes part of the fraction.
  const dropped = shifted > 0 ? 13 : 14 - shifted;
  if (dropped > 24) return sign;
  const mantissa = shifted > 0 ? (shifted << 23) | fraction : fraction | 0x800000;
  const kept = mantissa >>> dropped;
  const rest = mantissa & (2 ** dropped - 1);
  const half = 2 ** (dropped - 1);
  const up = rest > half || (rest === half && (kept & 1) === 1);
  return sign | (kept + (up ? 1 : 0));
}
