import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../core/contract/index.ts';
import type { CaseSlice } from '../../core/evaluation/case-slices.ts';
import { seededRandom } from '../../core/evaluation/random.ts';
import { comparePairs, type MadePair, repeat } from './made-results.ts';

const same: MadePair = { before: {}, other: {} };
const codes = ({ reasons }: Comparison) => reasons.map(({ code }) => code);

describe('the paired verdict', () => {
  it('passes a version that gives the same in the same time', async () => {
    const found = await comparePairs(repeat(30, () => same));
    expect(found).toMatchObject({
      verdict: 'passed',
      score: { difference: 0, low: 0, high: 0, pairs: 30 },
      latency: { ratio: 1, low: 1, high: 1, pairs: 30, medianSlowdownMs: 0 },
      lost: 0,
      gained: 0,
      worst: [],
      best: [],
    });
    expect(codes(found)).toEqual(['no-worse', 'no-slower']);
  });

  it('fails a version that is worse, with the interval below zero', async () => {
    const found = await comparePairs(repeat(40, (at) => ({ before: {}, other: { score: at % 2 } })));
    expect(found.verdict).toBe('failed');
    expect(codes(found)).toEqual(['worse']);
    expect(found.score!.difference).toBe(-0.5);
    expect(found.score!.high).toBeLessThan(0);
    expect(found.lost).toBe(20);
  });

  it('does not let a case pass that was not asked', async () => {
    const missing = { state: 'missing' as const, ms: null };
    expect(await comparePairs([...repeat(50, () => same), { before: {} }])).toMatchObject({ verdict: 'error' });
    const found = await comparePairs([...repeat(50, () => same), { before: missing, other: {} }]);
    expect(codes(found)).toEqual(['missing']);
    expect(found.reasons[0]!.message).toBe('1 of 51 questions were not asked of both versions.');
  });

  it('fails on errors from one in a hundred on, and counts a failed answer as 0', async () => {
    const failed = { state: 'failed' as const, code: 'model-crashed', score: 0 };
    const one = (of: number) => comparePairs([...repeat(of - 1, () => same), { before: {}, other: failed }]);
    expect(codes(await one(100))).toEqual(['errors']);
    const rare = await one(101);
    expect(rare.verdict).toBe('passed');
    expect(rare.score!.difference).toBeCloseTo(-1 / 101, 12);
    expect(rare.latency!.pairs).toBe(100);
  });

  it('is an error when the baseline itself fails on many, and leaves those out of the differences', async () => {
    const failed = { state: 'failed' as const, code: 'timed-out', score: 0 };
    const few = await comparePairs([...repeat(39, () => same), { before: failed, other: {} }]);
    expect(few).toMatchObject({ verdict: 'passed', score: { difference: 0, pairs: 39 } });
    const many = await comparePairs([...repeat(30, () => same), ...repeat(3, () => ({ before: failed, other: {} }))]);
    expect(many.verdict).toBe('error');
    expect(codes(many)).toEqual(['baseline-failed']);
  });

  it('fails on a single critical question that is lost', async () => {
    const lost = (tags: string[]): MadePair => ({ before: {}, other: { score: 0 }, tags });
    const usual = await comparePairs([...repeat(99, () => same), lost(['hotel'])]);
    expect(usual).toMatchObject({ verdict: 'passed', lost: 1, worst: ['100'] });
    const critical = await comparePairs([...repeat(99, () => same), lost(['hotel', 'critical'])]);
    expect(codes(critical)).toEqual(['critical-lost']);
    expect(critical.reasons[0]!.figures).toMatchObject({ lost: 1, list: '100' });
  });

  it('sees a loss in one kind of question behind a gain in another', async () => {
    const zh = { kind: 'language' as const, slice: 'zh' };
    const latin = { kind: 'language' as const, slice: 'latin' };
    const found = await comparePairs([
      ...repeat(20, (at) => ({ before: { score: 1 }, other: { score: at % 4 === 0 ? 1 : 0.5 }, slices: [zh] })),
      ...repeat(40, (at) => ({ before: { score: 0.4 }, other: { score: at % 4 === 0 ? 0.5 : 0.9 }, slices: [latin] })),
    ]);
    expect(found.score!.difference).toBeGreaterThan(0);
    expect(codes(found)).toEqual(['slice-worse']);
    expect(found.reasons[0]!.figures).toMatchObject({ kind: 'language', slice: 'zh', pairs: 20 });
  });

  it('is too early to tell from few questions, and from questions that scatter', async () => {
    const few = await comparePairs(repeat(19, () => same));
    expect(few.verdict).toBe('inconclusive');
    expect(codes(few)).toEqual(['too-few']);
    const scattered = await comparePairs(
      repeat(30, (at) => ({ before: { score: at % 2 }, other: { score: at % 3 === 0 ? 1 - (at % 2) : at % 2 } })),
    );
    expect(scattered.verdict).toBe('inconclusive');
    expect(codes(scattered)).toEqual(['score-open']);
  });

  it('fails a version that is slower beyond the limit, and one that might be is too early to tell', async () => {
    const slower = (ratios: readonly number[]) =>
      comparePairs(repeat(30, (at) => ({ before: {}, other: { ms: 1000 * ratios[at % ratios.length]! } })));
    const much = await slower([1.4, 1.5, 1.6]);
    expect(codes(much)).toEqual(['slower']);
    expect(much.latency!.low).toBeGreaterThan(1.2);
    const perhaps = await slower([0.6, 1.2, 2.1]);
    expect(perhaps.verdict).toBe('inconclusive');
    expect(codes(perhaps)).toEqual(['latency-open']);
    expect((await slower([1.05, 1.1])).verdict).toBe('passed');
  });

  it('takes no notice of a few milliseconds, whatever the ratio', async () => {
    const found = await comparePairs(repeat(30, () => ({ before: { ms: 3 }, other: { ms: 9 } })));
    expect(found.latency!.ratio).toBeCloseTo(3, 9);
    expect(found.verdict).toBe('passed');
  });

  it('names at most twenty worst and best cases, the largest change first', async () => {
    const found = await comparePairs(
      repeat(60, (at) => ({ before: { score: 0.5 }, other: { score: at < 30 ? at / 100 : 0.5 + at / 200 } })),
    );
    expect(found.worst).toEqual(repeat(20, (at) => String(at + 1)));
    expect(found.best).toEqual(repeat(20, (at) => String(60 - at)));
  });
});

describe('simulated runs', () => {
  /** Scores of 0, ½ or 1 and times that scatter by a third; `gain` shifts the other version's chances. */
  function simulated(random: () => number, gain: number, slowdown: number): MadePair[] {
    const score = (shift: number) => {
      const value = random() + shift;
      return value < 0.2 ? 0 : value < 0.4 ? 0.5 : 1;
    };
    const ms = (factor: number) => 800 * factor * Math.exp((random() - 0.5) * 0.6);
    const slicesOf = (at: number): CaseSlice[] => [
      { kind: 'language', slice: at % 2 === 0 ? 'zh' : 'latin' },
      { kind: 'tag', slice: `tag ${at % 5}` },
    ];
    return repeat(120, (at) => ({
      slices: slicesOf(at),
      before: { score: score(0), ms: ms(1) },
      other: { score: score(gain), ms: ms(slowdown) },
    }));
  }

  async function verdicts(rounds: number, gain: number, slowdown: number): Promise<Record<string, number>> {
    const random = seededRandom(20_26);
    const counts: Record<string, number> = { passed: 0, failed: 0, inconclusive: 0, error: 0 };
    for (let round = 0; round < rounds; round++) {
      counts[(await comparePairs(simulated(random, gain, slowdown), round)).verdict]! += 1;
    }
    return counts;
  }

  it('fail equal versions in at most 5 of 100 runs', async () => {
    const counts = await verdicts(400, 0, 1);
    expect(counts.failed! / 400).toBeLessThanOrEqual(0.05);
    expect(counts.passed).toBeGreaterThan(0);
    expect(counts.error).toBe(0);
  });

  it('fail a version that is planted worse, and never pass it', async () => {
    const counts = await verdicts(40, -0.25, 1);
    expect(counts.failed).toBeGreaterThanOrEqual(38);
    expect(counts.passed).toBe(0);
  });

  it('pass a version that is planted better', async () => {
    const counts = await verdicts(40, 0.2, 1);
    expect(counts.passed).toBeGreaterThanOrEqual(38);
  });

  it('fail a version that is planted slow', async () => {
    const counts = await verdicts(40, 0.2, 1.5);
    expect(counts.failed).toBe(40);
  });
});
