/**
 * The p-th percentile (0 < p <= 100) by nearest rank: the smallest value that at least p % of the values do not exceed,
 * the ⌈p / 100 · n⌉-th in order. It is always one of the values. Null without values.
 */
export function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  // Rounded first: 0.07 · 100 is a little over 7 in binary, and must stay the 7th.
  const rank = Math.ceil(Number(((p / 100) * sorted.length).toFixed(9)));
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
}

/** Tokens after the first per second of the time after the first; null where nothing was streamed. Times in ms. */
export function tokensPerSecond(tokens: number, firstTokenMs: number | null, totalMs: number | null): number | null {
  if (firstTokenMs === null || totalMs === null || tokens < 2 || totalMs <= firstTokenMs) return null;
  return ((tokens - 1) * 1000) / (totalMs - firstTokenMs);
}
