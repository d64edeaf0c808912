import { logGamma, upperGamma } from './incomplete-gamma.ts';

/**
 * p of Pearson's χ² test that counts fall into arms in the given shares (which sum to 1): Q((k - 1) / 2, χ² / 2) with
 * χ² = Σ (observed - expected)² / expected. A small p says that a split does not split as it should (sample ratio
 * mismatch: Fabijan et al., KDD 2019). 1 without counts.
 */
export function sampleRatioP(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 || counts.length < 2) return 1;
  let statistic = 0;
  for (const [arm, count] of counts.entries()) {
    const expected = total * shares[arm]!;
    statistic += (count - expected) ** 2 / expected;
  }
  return upperGamma((counts.length - 1) / 2, statistic / 2);
}

/**
 * Exact two-sided binomial p: the probability of all outcomes that are no likelier than `successes` of `trials` at
 * `probability`. The definition of R's binom.test. Right for few trials, where χ² is not.
 */
export function binomialP(successes: number, trials: number, probability: number): number {
  const logOf = (count: number) =>
    logGamma(trials + 1) -
    logGamma(count + 1) -
    logGamma(trials - count + 1) +
    (count === 0 ? 0 : count * Math.log(probability)) +
    (count === trials ? 0 : (trials - count) * Math.log(1 - probability));
  // Outcomes of equal likelihood differ in the last digits.
  const limit = logOf(successes) + 1e-7;
  let p = 0;
  for (let count = 0; count <= trials; count++) {
    const log = logOf(count);
    if (log <= limit) p += Math.exp(log);
  }
  return Math.min(1, p);
}
