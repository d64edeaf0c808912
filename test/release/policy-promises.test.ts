import { describe, expect, it } from 'vitest';
import { policyOf } from '../../core/release/policy.ts';
import { createSeededRandom } from '../../models/seeded-random.ts';
import { scenarios } from '../../scripts/bench/policy/scenarios.ts';
import { type SimulatedEnd, simulateRollout } from '../../scripts/bench/policy/simulate-rollout.ts';
import { wilson } from '../../scripts/bench/policy/wilson.ts';

const policy = policyOf({ rollout: { promotion: 'automatic' } });
const rollouts = 200;

/** A few rollouts with a fixed seed; the bench makes ten thousand. */
function endsOf(name: string): SimulatedEnd[] {
  const scenario = scenarios.find((item) => item.name === name)!;
  const random = createSeededRandom(11);
  return Array.from({ length: rollouts }, () => simulateRollout(scenario, policy, random));
}
const count = (ends: SimulatedEnd[], end: SimulatedEnd['end']) => ends.filter((item) => item.end === end).length;

describe('the default policy', () => {
  it('moves equal versions neither forward nor back by chance', () => {
    expect(rollouts - count(endsOf('equal'), 'held')).toBeLessThanOrEqual(rollouts * 0.05);
  });

  it('takes a version that fails in 30 of 100 answers back within ten of them in the middle', () => {
    for (const name of ['beta fails 30 %', 'beta fails 30 %, ramp forced']) {
      const ends = endsOf(name);
      expect(count(ends, 'promoted')).toBe(0);
      const answers = ends.map((end) => end.betaAnswers).sort((a, b) => a - b);
      expect(answers[rollouts / 2]).toBeLessThanOrEqual(10);
    }
  });

  it('never promotes what is 40 % slower, and promotes what is clearly preferred', () => {
    expect(count(endsOf('beta 40 % slower and preferred 70/30'), 'promoted')).toBeLessThanOrEqual(rollouts * 0.05);
    expect(count(endsOf('beta preferred 85/15'), 'promoted')).toBeGreaterThan(rollouts * 0.9);
  });

  it('names the kind of question in which a version is worse, although it wins over all', () => {
    const ends = endsOf('beta better in one kind of question and worse in another');
    expect(ends.filter((end) => end.guard === 'slices').length).toBeGreaterThan(rollouts * 0.9);
  });
});

describe('the interval of a share', () => {
  it('is the one of Wilson', () => {
    expect(wilson(5, 100)).toEqual({ share: 0.05, low: 0.0215, high: 0.1118 });
    expect(wilson(0, 10_000)).toMatchObject({ low: 0, high: 0.0004 });
    expect(wilson(0, 0)).toEqual({ share: 0, low: 0, high: 1 });
  });
});
