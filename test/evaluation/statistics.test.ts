import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../core/evaluation/bootstrap.ts';
import { bradleyTerry, type Wins } from '../../core/evaluation/bradley-terry.ts';
import { logGamma, upperGamma } from '../../core/evaluation/incomplete-gamma.ts';
import { seededRandom } from '../../core/evaluation/random.ts';
import { binomialP, sampleRatioP } from '../../core/evaluation/sample-ratio.ts';
import { addValue, evidenceAbove, noMoments, pairedRatio, studentT95 } from '../../core/release/statistics.ts';

describe('seeded numbers', () => {
  it('repeat for a seed, differ between seeds, and fill [0, 1) evenly', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 10_000 }, random);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7).slice(0, 5)).not.toEqual(draw(8).slice(0, 5));
    const counts = new Array<number>(10).fill(0);
    for (const value of draw(1)) counts[Math.floor(value * 10)]! += 1;
    expect(sampleRatioP(counts, new Array<number>(10).fill(0.1))).toBeGreaterThan(0.001);
  });
});

describe('the paired bootstrap', () => {
  it('has the same interval for the same seed', () => {
    const differences = [0.1, -0.2, 0.3, 0, 0.5, -0.1, 0.2, 0.2];
    expect(pairedDifference(differences, 3)).toEqual(pairedDifference(differences, 3));
    expect(pairedDifference(differences, 4)).not.toEqual(pairedDifference(differences, 3));
  });

  it('agrees with mean ± 1.96 standard errors for many pairs', () => {
    const random = seededRandom(11);
    const differences = Array.from({ length: 900 }, () => random() - 0.4);
    const found = pairedDifference(differences, 5)!;
    const mean = differences.reduce((sum, value) => sum + value, 0) / 900;
    const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 900);
    expect(found.difference).toBeCloseTo(mean, 12);
    expect(found.low).toBeCloseTo(mean - (1.96 * deviation) / 30, 2);
    expect(found.high).toBeCloseTo(mean + (1.96 * deviation) / 30, 2);
  });

  it('is a point where every pair is alike, and nothing without pairs', () => {
    expect(pairedDifference([0, 0, 0], 1)).toEqual({ difference: 0, low: 0, high: 0, pairs: 3 });
    expect(pairedDifference([], 1)).toBeNull();
  });

  it('is wider at a higher level', () => {
    const random = seededRandom(2);
    const differences = Array.from({ length: 50 }, () => random() - 0.5);
    const usual = pairedDifference(differences, 1)!;
    const strict = pairedDifference(differences, 1, 0.995)!;
    expect(strict.low).toBeLessThan(usual.low);
    expect(strict.high).toBeGreaterThan(usual.high);
  });

  it('covers the truth in about 95 of 100 samples', () => {
    const random = seededRandom(99);
    let covered = 0;
    for (let sample = 0; sample < 300; sample++) {
      const differences = Array.from({ length: 60 }, () => random() - 0.5);
      const { low, high } = pairedDifference(differences, sample)!;
      if (low <= 0 && 0 <= high) covered += 1;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
  });
});

describe('the paired ratio of times', () => {
  it.each([
    [5, 2.015],
    [10, 1.812],
    [30, 1.697],
    [1000, 1.646],
  ])('takes t with %i degrees of freedom from the table: %f', (degrees, value) => {
    expect(Math.abs(studentT95(degrees) - value)).toBeLessThan(0.005);
  });

  it('is the geometric mean with its one-sided bounds', () => {
    // log2 of the ratios: 0, 1, 2, of mean 1 and deviation 1; t(2) is taken from the expansion itself.
    const moments = [1, 2, 4].reduce((sum, ratio) => addValue(sum, Math.log(ratio)), noMoments);
    const { ratio, lower, upper } = pairedRatio(moments)!;
    const margin = (studentT95(2) * Math.log(2)) / Math.sqrt(3);
    expect(ratio).toBeCloseTo(2, 12);
    expect(Math.log(upper / ratio)).toBeCloseTo(margin, 12);
    expect(Math.log(ratio / lower)).toBeCloseTo(margin, 12);
  });
});

describe('evidence of votes', () => {
  it.each([
    [7, 7],
    [13, 15],
    [16, 20],
    [23, 30],
  ])('reaches 20 with %i wins of %i, and not with one fewer', (wins, votes) => {
    expect(evidenceAbove(wins, votes - wins)).toBeGreaterThanOrEqual(20);
    expect(evidenceAbove(wins - 1, votes - wins + 1)).toBeLessThan(20);
  });

  it('has the closed form (2^(w+1) - 1) / (w + 1) for wins alone', () => {
    // ∫ from 1/2 to 1 of 2 (2p)^w dp = [(2p)^(w+1) / (w+1)] from 1/2 to 1.
    for (const wins of [1, 2, 5, 7, 20]) {
      expect(evidenceAbove(wins, 0) / ((2 ** (wins + 1) - 1) / (wins + 1))).toBeCloseTo(1, 6);
    }
  });

  it('averages to 1 over all outcomes of a fair coin, as an e-value must', () => {
    for (const votes of [1, 5, 12, 40]) {
      let mean = 0;
      for (let wins = 0; wins <= votes; wins++) {
        const log = logGamma(votes + 1) - logGamma(wins + 1) - logGamma(votes - wins + 1) - votes * Math.log(2);
        mean += Math.exp(log) * evidenceAbove(wins, votes - wins);
      }
      expect(mean).toBeCloseTo(1, 5);
    }
  });

  it('is reached by chance in at most 5 of 100 rollouts, however often one looks', () => {
    const random = seededRandom(2024);
    let reached = 0;
    for (let rollout = 0; rollout < 2000; rollout++) {
      let wins = 0;
      for (let votes = 1; votes <= 60; votes++) {
        if (random() < 0.5) wins += 1;
        if (evidenceAbove(wins, votes - wins) < 20) continue;
        reached += 1;
        break;
      }
    }
    expect(reached / 2000).toBeLessThanOrEqual(0.05);
    expect(reached).toBeGreaterThan(0);
  });

  it('finds a version that wins three of four votes', () => {
    const random = seededRandom(77);
    let found = 0;
    for (let rollout = 0; rollout < 500; rollout++) {
      let wins = 0;
      for (let votes = 1; votes <= 60; votes++) {
        if (random() < 0.75) wins += 1;
        if (evidenceAbove(wins, votes - wins) < 20) continue;
        found += 1;
        break;
      }
    }
    expect(found / 500).toBeGreaterThan(0.85);
  });
});

describe('Bradley-Terry strengths', () => {
  it('are those that Agresti gives for the American League of 1987', () => {
    const teams = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore'];
    // Wins of the row's team over the column's, 13 games each.
    const table = [
      [0, 7, 9, 7, 7, 9, 11],
      [6, 0, 7, 5, 11, 9, 9],
      [4, 6, 0, 7, 7, 8, 12],
      [6, 8, 6, 0, 6, 7, 10],
      [6, 2, 6, 7, 0, 7, 12],
      [4, 4, 5, 6, 6, 0, 6],
      [2, 4, 1, 3, 1, 7, 0],
    ];
    const wins: Wins[] = table.flatMap((row, i) =>
      row.map((count, j) => ({ winner: teams[i]!, loser: teams[j]!, count })).filter((_, j) => j !== i),
    );
    const found = new Map(bradleyTerry(wins)!.map((item) => [item.version, item.strength]));
    const published = [1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0];
    for (const [at, team] of teams.entries()) {
      expect(found.get(team)! - found.get('Baltimore')!).toBeCloseTo(published[at]!, 3);
    }
  });

  it('of two versions are ± half the log odds, with the error of log odds', () => {
    const wins = [
      { winner: 'a', loser: 'b', count: 30 },
      { winner: 'b', loser: 'a', count: 10 },
    ];
    const [a, b] = bradleyTerry(wins)!;
    expect(a!.strength).toBeCloseTo(Math.log(3) / 2, 9);
    expect(b!.strength).toBeCloseTo(-Math.log(3) / 2, 9);
    expect(a!.error).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 10) / 2, 9);
  });

  it('stay finite for a version that always won', () => {
    // Half a win each way: 7.5 against 0.5.
    const [always] = bradleyTerry([{ winner: 'a', loser: 'b', count: 7 }])!;
    expect(always!.strength).toBeCloseTo(Math.log(15) / 2, 9);
  });

  it('do not exist where nothing joins the versions', () => {
    expect(bradleyTerry([])).toBeNull();
    const apart = [
      { winner: 'a', loser: 'b', count: 2 },
      { winner: 'c', loser: 'd', count: 2 },
    ];
    expect(bradleyTerry(apart)).toBeNull();
  });
});

describe('the sample ratio', () => {
  it('has the p of the χ² table', () => {
    expect(upperGamma(1 / 2, 3.841459 / 2)).toBeCloseTo(0.05, 6);
    expect(upperGamma(2 / 2, 5.991465 / 2)).toBeCloseTo(0.05, 6);
    expect(upperGamma(10 / 2, 18.307038 / 2)).toBeCloseTo(0.05, 6);
    expect(upperGamma(10 / 2, 3.940299 / 2)).toBeCloseTo(0.95, 6);
    expect(upperGamma(1, 0)).toBe(1);
  });

  it('is χ² = 4 for 60 and 40 of a fair split', () => {
    // p of χ² = 4 with one degree of freedom is that of two standard deviations: 0.0455003.
    expect(sampleRatioP([60, 40], [0.5, 0.5])).toBeCloseTo(0.0455003, 6);
    expect(sampleRatioP([50, 50], [0.5, 0.5])).toBe(1);
    expect(sampleRatioP([0, 0], [0.5, 0.5])).toBe(1);
  });

  it("has R's exact p for Mendel's 682 of 925 against 3/4", () => {
    expect(binomialP(682, 925, 0.75)).toBeCloseTo(0.3825, 4);
  });

  it('is exact for few: 0 of 5 comes with 2/32', () => {
    expect(binomialP(0, 5, 0.5)).toBeCloseTo(2 / 32, 12);
    expect(binomialP(3, 6, 0.5)).toBe(1);
  });

  it('has ln Γ of the factorials', () => {
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(0.25)).toBeCloseTo(Math.log(3.625609908221908), 10);
  });
});
