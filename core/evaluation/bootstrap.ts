import { percentile } from './percentile.ts';
import { seededRandom } from './random.ts';

export interface DifferenceInterval {
  /** Mean of the differences. */
  difference: number;
  low: number;
  high: number;
  pairs: number;
}

const mostResamples = 2000;
/** Draws of one interval. It bounds how long a large set keeps the process busy. */
const mostDraws = 2_000_000;

/**
 * Two-sided interval of a mean of paired differences by the percentile bootstrap: as many pairs drawn with replacement,
 * their mean, 2000 times (fewer above 1000 pairs), and the outer percentiles of those means. Efron and Tibshirani, An Introduction to the
 * Bootstrap (1993), 13.3; paired by case as in Koehn, EMNLP 2004. `level` is 0.95 unless told. The same differences and
 * seed give the same interval. Null without pairs.
 */
export function pairedDifference(
  differences: readonly number[],
  seed: number,
  level = 0.95,
): DifferenceInterval | null {
  const pairs = differences.length;
  if (pairs === 0) return null;
  const difference = differences.reduce((sum, value) => sum + value, 0) / pairs;
  const resamples = Math.min(mostResamples, Math.max(200, Math.floor(mostDraws / pairs)));
  const random = seededRandom(seed);
  const means: number[] = [];
  for (let round = 0; round < resamples; round++) {
    let sum = 0;
    for (let draw = 0; draw < pairs; draw++) sum += differences[Math.floor(random() * pairs)]!;
    means.push(sum / pairs);
  }
  const tail = ((1 - level) / 2) * 100;
  return { difference, low: percentile(means, tail)!, high: percentile(means, 100 - tail)!, pairs };
}
