/** 95 % interval of a share after so many trials (Wilson 1927). */
export function wilson(hits: number, trials: number): { share: number; low: number; high: number } {
  if (trials === 0) return { share: 0, low: 0, high: 1 };
  const z = 1.959964;
  const share = hits / trials;
  const centre = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const margin = (z / (1 + (z * z) / trials)) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials ** 2));
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  return { share: round(share), low: round(Math.max(0, centre - margin)), high: round(Math.min(1, centre + margin)) };
}
