/** Count, mean and sum of squared deviations of a sample, kept without the values (Welford 1962). */
export interface Moments {
  count: number;
  mean: number;
  squares: number;
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

export function addValue(moments: Moments, value: number): Moments {
  const count = moments.count + 1;
  const mean = moments.mean + (value - moments.mean) / count;
  return { count, mean, squares: moments.squares + (value - moments.mean) * (value - mean) };
}

/** From what a database adds up: count, sum, and sum of squares. */
export function momentsOfSums(count: number, sum: number, sumOfSquares: number): Moments {
  if (count === 0) return noMoments;
  const mean = sum / count;
  return { count, mean, squares: Math.max(0, sumOfSquares - count * mean * mean) };
}

/** 0.95 quantile of the standard normal distribution. */
const z95 = 1.6448536269514722;

/**
 * 0.95 quantile of Student's t distribution, by its expansion around the normal one (Abramowitz and Stegun, 26.7.5).
 * Within 0.01 from 4 degrees of freedom on.
 */
export function studentT95(degrees: number): number {
  const z = z95;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

export interface RatioBounds {
  ratio: number;
  /** One-sided 95 % bounds each. */
  lower: number;
  upper: number;
}

/** Bounds of a ratio from logarithms of paired ratios: exp(mean ± t · standard error). Null below two pairs. */
export function pairedRatio(logRatios: Moments): RatioBounds | null {
  const { count, mean, squares } = logRatios;
  if (count < 2) return null;
  const margin = studentT95(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { ratio: Math.exp(mean), lower: Math.exp(mean - margin), upper: Math.exp(mean + margin) };
}

/** The same for two independent samples of logarithms (Welch 1947): how beta compares to stable. */
export function unpairedRatio(beta: Moments, stable: Moments): RatioBounds | null {
  if (beta.count < 2 || stable.count < 2) return null;
  const ofBeta = beta.squares / (beta.count - 1) / beta.count;
  const ofStable = stable.squares / (stable.count - 1) / stable.count;
  const variance = ofBeta + ofStable;
  const degrees =
    variance === 0 ? 1000 : variance ** 2 / (ofBeta ** 2 / (beta.count - 1) + ofStable ** 2 / (stable.count - 1));
  const margin = studentT95(Math.max(2, degrees)) * Math.sqrt(variance);
  const difference = beta.mean - stable.mean;
  return {
    ratio: Math.exp(difference),
    lower: Math.exp(difference - margin),
    upper: Math.exp(difference + margin),
  };
}

/** Values found before, per null and top, by trials and successes. */
const known = new Map<string, Map<number, number>>();
let kept = 0;
/** Steps of Simpson's rule; 400 give five digits up to a thousand trials. */
const steps = 400;

/**
 * Evidence against "successes come with probability `most` at most", as an e-value: the likelihood ratio averaged over
 * p in (most, top], 1/(top-most) ∫ (p/most)^s ((1-p)/(1-most))^f dp. By Ville's inequality it ever reaches 20 with a
 * probability of at most 1/20 when nothing is there, however often one looks. With most = 1/2, successes = wins and
 * failures = losses it is ∫ over (0.5, 1] of 2 (2p)^w (2(1-p))^l dp: 20 is reached by 7 of 7, 13 of 15, 16 of 20 and
 * 23 of 30 votes. A lower `top` finds small excesses of rare events sooner.
 */
export function evidenceAbove(successes: number, failures: number, most = 0.5, top = 1): number {
  if (successes + failures === 0) return 1;
  const range = `${most} ${top}`;
  let values = known.get(range);
  if (!values) {
    values = new Map();
    known.set(range, values);
  }
  const key = (successes + failures) * 1e6 + successes;
  const found = values.get(key);
  if (found !== undefined) return found;
  // Around the peak of the integrand alone: far from it there is nothing to add up.
  const trials = successes + failures;
  const peak = Math.min(top, Math.max(most, successes / trials));
  const width = 12 * Math.sqrt(Math.max(peak * (1 - peak), 1 / trials) / trials);
  const from = Math.max(most, peak - width);
  const to = Math.min(top, peak + width);
  const size = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const p = from + i * size;
    const log =
      (successes === 0 ? 0 : successes * Math.log(p / most)) +
      (failures === 0 ? 0 : failures * Math.log(Math.max(0, 1 - p) / (1 - most)));
    sum += Math.exp(log) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  }
  const value = (sum * size) / 3 / (top - most);
  if (++kept > 100_000) {
    known.clear();
    kept = 0;
  }
  values.set(key, value);
  return value;
}
