import { describe, expect, it } from 'vitest';
import {
  addValue,
  evidenceAbove,
  type Moments,
  momentsOfSums,
  noMoments,
  pairedRatio,
  studentT95,
  unpairedRatio,
} from '../../core/release/statistics.ts';
import { seeded } from './seeded.ts';

/** The integral of the formula by brute force, as a second way to it. */
function byMidpoints(wins: number, losses: number): number {
  const parts = 200_000;
  let sum = 0;
  for (let i = 0; i < parts; i++) {
    const p = 0.5 + (0.5 * (i + 0.5)) / parts;
    sum += 2 * (2 * p) ** wins * (2 * (1 - p)) ** losses;
  }
  return (sum * 0.5) / parts;
}

describe('evidence of blind votes', () => {
  it.each([
    [7, 7],
    [13, 15],
    [16, 20],
    [23, 30],
  ])('decides at %i of %i votes, and not at one vote less', (wins, votes) => {
    expect(evidenceAbove(wins, votes - wins)).toBeGreaterThanOrEqual(20);
    expect(evidenceAbove(wins - 1, votes - wins + (wins === votes ? 0 : 1))).toBeLessThan(20);
  });

  it('is the integral that its description names', () => {
    for (const [wins, losses] of [
      [0, 0],
      [0, 5],
      [3, 1],
      [7, 0],
      [13, 2],
      [40, 31],
    ] as const) {
      const exact = byMidpoints(wins, losses);
      expect(evidenceAbove(wins, losses) / exact).toBeCloseTo(1, 4);
    }
    // 2 ∫ (2p)^w dp = 2^(w+1) (1 - 2^-(w+1)) / (w+1)
    expect(evidenceAbove(60, 0) / ((2 ** 61 * (1 - 2 ** -61)) / 61)).toBeCloseTo(1, 4);
  });

  it('ever reaches 20 for equal versions in at most one of twenty rollouts, looked at after every vote', () => {
    const random = seeded(7);
    const rollouts = 4000;
    let decided = 0;
    for (let i = 0; i < rollouts; i++) {
      let wins = 0;
      for (let votes = 1; votes <= 150; votes++) {
        if (random() < 0.5) wins += 1;
        if (evidenceAbove(wins, votes - wins) >= 20) {
          decided += 1;
          break;
        }
      }
    }
    expect(decided / rollouts).toBeLessThan(0.05);
    expect(decided).toBeGreaterThan(0);
  });

  it('finds failures above a limit, and none where the rate is below it', () => {
    expect(evidenceAbove(3, 0, 0.03)).toBeGreaterThan(20);
    expect(evidenceAbove(1, 0, 0.03)).toBeLessThan(20);
    expect(evidenceAbove(15, 284, 0.01, 0.1)).toBeGreaterThan(20);
    expect(evidenceAbove(2, 297, 0.01, 0.1)).toBeLessThan(1);
  });
});

describe('bounds of ratios', () => {
  const of = (values: number[]): Moments => values.reduce(addValue, noMoments);

  it('agree with tables of the t distribution', () => {
    for (const [degrees, quantile] of [
      [4, 2.132],
      [7, 1.895],
      [19, 1.729],
      [60, 1.671],
    ] as const) {
      expect(Math.abs(studentT95(degrees) - quantile)).toBeLessThan(0.01);
    }
  });

  it('are the same from values as from the sums a database makes', () => {
    const values = [0.2, 0.31, 0.05, -0.1, 0.4];
    const sum = values.reduce((total, value) => total + value, 0);
    const squares = values.reduce((total, value) => total + value * value, 0);
    const added = of(values);
    const summed = momentsOfSums(values.length, sum, squares);
    expect(summed.mean).toBeCloseTo(added.mean, 12);
    expect(summed.squares).toBeCloseTo(added.squares, 12);
    expect(momentsOfSums(0, 0, 0)).toEqual(noMoments);
  });

  it('hold the true ratio from below in about 95 of 100 samples', () => {
    const random = seeded(3);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let paired = 0;
    let unpaired = 0;
    const samples = 2000;
    for (let i = 0; i < samples; i++) {
      const ratios = of(Array.from({ length: 12 }, () => Math.log(1.4) + 0.3 * normal()));
      if (pairedRatio(ratios)!.lower <= 1.4) paired += 1;
      const beta = of(Array.from({ length: 12 }, () => Math.log(140) + 0.3 * normal()));
      const stable = of(Array.from({ length: 20 }, () => Math.log(100) + 0.5 * normal()));
      if (unpairedRatio(beta, stable)!.lower <= 1.4) unpaired += 1;
    }
    for (const share of [paired / samples, unpaired / samples]) {
      expect(share).toBeGreaterThan(0.935);
      expect(share).toBeLessThan(0.965);
    }
  });

  it('are not made up from a single value', () => {
    expect(pairedRatio(of([0.3]))).toBeNull();
    expect(unpairedRatio(of([0.3]), of([0.1, 0.2]))).toBeNull();
  });
});
