import { describe, expect, it } from 'vitest';
import { Manifest, type RolloutPolicy } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { decide } from '../../core/release/decide.ts';
import type { Evidence, Outcome } from '../../core/release/evidence.ts';
import { findGuards } from '../../core/release/guards.ts';
import { insideWindow, policyOf } from '../../core/release/policy.ts';
import type { RolloutState } from '../../core/release/rollout.ts';
import { addValue, type Moments, noMoments } from '../../core/release/statistics.ts';

const policy = policyOf({});
const minute = 60_000;
const logs = (count: number, ratio: number, spread = 0.05): Moments =>
  Array.from({ length: count }, (_, i) => Math.log(ratio) + (i % 2 === 0 ? spread : -spread)).reduce(
    addValue,
    noMoments,
  );
const pairs = (count: number, change: Partial<Evidence['shadow']> = {}): Evidence['shadow'] => ({
  pairs: count,
  stableFailures: 0,
  betaFailures: 0,
  onlyStable: 0,
  onlyBeta: 0,
  logRatios: logs(count, 1),
  extraMs: 500,
  ...change,
});
const nothing: Evidence = {
  lastBeta: [],
  lastStable: [],
  recentBeta: { turns: 0, failures: 0 },
  recentStable: { turns: 0, failures: 0 },
  beta: { turns: 0, failures: 0 },
  stepChats: 0,
  watchTurns: 0,
  shadow: pairs(0),
  gate: null,
  betaTimes: noMoments,
  controlTimes: noMoments,
  votes: [],
};
const outcomes = (text: string): Outcome[] =>
  [...text].map((letter) => (letter === 'c' ? 'crashed' : letter === 'f' ? 'failed' : 'answered'));
const ramping = (step = 0): RolloutState => ({ name: 'ramping', since: 0, step, weight: 0.1 });
const judge = (change: Partial<Evidence>, state: RolloutState = ramping(), now = 31 * minute, own = policy) =>
  findGuards(own, { ...nothing, ...change }, state, now);
const guard = (id: string, ...rest: Parameters<typeof judge>) => judge(...rest).find((item) => item.id === id)!;
const decision = (change: Partial<Evidence>, state: RolloutState, now = 31 * minute, own: RolloutPolicy = policy) =>
  decide(state, own, judge(change, state, now, own), now);

describe('the breaker', () => {
  it.each([
    ['ccc', 'aaaaaaaaaa', 'failed'],
    ['ccc', 'fffffffff', 'failed'],
    ['cca', 'aaaaaaaaaa', 'passed'],
    ['cac', 'aaaaaaaaaa', 'passed'],
    ['faafaaafaa', 'aaaaaaaaaa', 'failed'],
    ['faafaaafaa', 'aaaaaaaaaf', 'passed'],
    ['faafaaafaa', 'aaaaaaaaaaf', 'failed'],
    ['faafaaaaaaf', 'aaaaaaaaaa', 'passed'],
    ['', '', 'inconclusive'],
  ])('after turns %s of beta (newest first) and %s of stable it has %s', (beta, stable, verdict) => {
    expect(guard('breaker', { lastBeta: outcomes(beta), lastStable: outcomes(stable) }).verdict).toBe(verdict);
  });
});

describe('error rates', () => {
  it.each([
    [58, 5, null, 'inconclusive'],
    [59, 2, 0.05, 'passed'],
    [59, 4, 0.05, 'inconclusive'],
    [59, 15, 0.05, 'failed'],
    [148, 7, 0.05, 'passed'],
    [149, 2, 0.02, 'passed'],
    [149, 4, 0.02, 'inconclusive'],
    [298, 5, 0.02, 'passed'],
    [299, 2, 0.01, 'passed'],
    [299, 4, 0.01, 'inconclusive'],
    [299, 20, 0.01, 'failed'],
  ])('of %i turns with %i failures are held against %s: %s', (turns, failures, limit, verdict) => {
    expect(guard('rates', { beta: { turns, failures } })).toMatchObject({ limit, verdict });
  });

  it('above their limit keep a version from being ready', () => {
    expect(guard('rates', { beta: { turns: 299, failures: 4 } }).needed).toContain('ready');
    expect(guard('rates', { beta: { turns: 20, failures: 1 } }).needed).toEqual([]);
  });
});

describe('a surge of errors', () => {
  it('is several failures in a few minutes that stable does not have as well', () => {
    const recentBeta = { turns: 6, failures: 3 };
    expect(guard('surge', { recentBeta }).verdict).toBe('failed');
    expect(guard('surge', { recentBeta, recentStable: { turns: 6, failures: 3 } }).verdict).toBe('passed');
    expect(guard('surge', { recentBeta: { turns: 2, failures: 2 } }).verdict).toBe('passed');
    expect(guard('surge', { recentBeta: { turns: 400, failures: 4 } }).verdict).toBe('passed');
  });
});

describe('latency', () => {
  it.each([
    [1.0, 20, 'passed', 'rollback'],
    [1.0, 19, 'inconclusive', 'rollback'],
    [1.19, 20, 'inconclusive', 'rollback'],
    [1.25, 20, 'failed', 'hold'],
    [1.4, 20, 'failed', 'rollback'],
    [1.4, 7, 'inconclusive', 'rollback'],
  ])('of %f times stable over %i pairs has %s', (ratio, count, verdict, onFailure) => {
    const shadow = pairs(count, { logRatios: logs(count, ratio) });
    expect(guard('latency', { shadow })).toMatchObject({ verdict, onFailure });
  });

  it('is not held for what may be chance', () => {
    const shadow = pairs(20, { logRatios: logs(20, 1.4, 1.2) });
    expect(guard('latency', { shadow }).verdict).toBe('inconclusive');
  });

  it('is no failure where nobody notices the difference', () => {
    const shadow = pairs(20, { logRatios: logs(20, 1.6), extraMs: 4 });
    const found = guard('latency', { shadow });
    expect(found.verdict).toBe('passed');
    expect(found.detail).toContain('4 ms');
  });

  it('may fail by the arms of the split while pairs say nothing', () => {
    const times = { betaTimes: logs(20, 4000), controlTimes: logs(20, 1000) };
    expect(guard('latency', times)).toMatchObject({ verdict: 'failed', onFailure: 'rollback' });
  });
});

describe('votes and slices', () => {
  it('need 7 of 7 to win, and lose by the same figures', () => {
    const of = (wins: number, losses: number) =>
      guard('votes', { votes: [{ slice: 'zh-short', wins, losses }] }).verdict;
    expect([of(6, 0), of(7, 0), of(0, 6), of(0, 7), of(13, 2), of(12, 3), of(3, 12), of(2, 13)]).toEqual([
      'inconclusive',
      'passed',
      'inconclusive',
      'failed',
      'passed',
      'inconclusive',
      'inconclusive',
      'failed',
    ]);
  });

  it('show a loss in one kind of question behind a gain in another', () => {
    const votes = [
      { slice: 'zh-short', wins: 60, losses: 2 },
      { slice: 'latin-long', wins: 1, losses: 13 },
    ];
    expect(guard('votes', { votes }).verdict).toBe('passed');
    expect(guard('slices', { votes })).toMatchObject({ verdict: 'failed', onFailure: 'hold' });
    expect(guard('slices', { votes }).detail).toContain('latin-long');
  });
});

describe('gate, shadow and support', () => {
  it('fail a question set for a single lost answer, a missing one, errors or time', () => {
    const gate = (change: Partial<NonNullable<Evidence['gate']>>) =>
      guard('gate', { gate: { ...pairs(60), missing: 0, ...change } });
    expect(gate({}).verdict).toBe('passed');
    expect(gate({ onlyStable: 1 })).toMatchObject({ verdict: 'failed', detail: '1 answers lost their support' });
    expect(gate({ missing: 1 }).verdict).toBe('failed');
    expect(gate({ betaFailures: 1 }).verdict).toBe('failed');
    expect(gate({ logRatios: logs(60, 1.25) }).verdict).toBe('failed');
    expect(judge({}).some((item) => item.id === 'gate')).toBe(false);
  });

  it('count hidden pairs, and fail when beta alone fails in several', () => {
    expect(guard('shadow', { shadow: pairs(19) }).verdict).toBe('inconclusive');
    expect(guard('shadow', { shadow: pairs(20) }).verdict).toBe('passed');
    expect(guard('shadow', { shadow: pairs(5, { betaFailures: 3 }) }).verdict).toBe('failed');
    expect(guard('shadow', { shadow: pairs(5, { betaFailures: 3, stableFailures: 3 }) }).verdict).toBe('inconclusive');
  });

  it('hold a version whose answers lose their sources', () => {
    expect(guard('support', { shadow: pairs(20, { onlyStable: 8 }) })).toMatchObject({
      verdict: 'failed',
      onFailure: 'hold',
    });
    expect(guard('support', { shadow: pairs(20, { onlyStable: 4, onlyBeta: 4 }) }).verdict).toBe('passed');
  });
});

describe('what follows from the guards', () => {
  const good: Partial<Evidence> = {
    shadow: pairs(20),
    lastBeta: outcomes('aaaa'),
    votes: [{ slice: 'zh-short', wins: 9, losses: 0 }],
  };

  it('is a ramp after enough hidden pairs, and not before', () => {
    const shadow: RolloutState = { name: 'shadow', since: 0 };
    expect(decision(good, shadow)?.event).toMatchObject({ type: 'ramp', weight: 0.1 });
    expect(decision({ ...good, shadow: pairs(19) }, shadow)).toBeNull();
  });

  it('is the next step after both its chats and its minutes, and ready after the last', () => {
    expect(decision({ ...good, stepChats: 4 }, ramping())).toBeNull();
    expect(decision({ ...good, stepChats: 5 }, ramping(), 29 * minute)).toBeNull();
    expect(decision({ ...good, stepChats: 5 }, ramping())?.event).toMatchObject({ type: 'advance', weight: 0.25 });
    expect(decision({ ...good, stepChats: 10 }, ramping(2))?.event.type).toBe('ready');
  });

  it('is a pause that asks where it is too early to tell, never a promotion', () => {
    const undecided = { ...good, stepChats: 10, votes: [{ slice: 'zh-short', wins: 5, losses: 3 }] };
    const found = decision(undecided, ramping(2));
    expect(found?.event).toMatchObject({ type: 'pause', by: 'inconclusive' });
    expect(found?.why).toContain('5 of 8 blind votes');
    const paused: RolloutState = { name: 'paused', since: 0, step: 2, weight: 0.5, by: 'inconclusive', reason: 'x' };
    expect(decision(undecided, paused)).toBeNull();
    expect(decision(good, paused)?.event.type).toBe('ready');
    expect(decision(good, { ...paused, by: 'person' })).toBeNull();
  });

  it('is a pause for what is worse, and the way back for what is broken', () => {
    const slow = { ...good, shadow: pairs(20, { logRatios: logs(20, 1.25) }) };
    expect(decision(slow, ramping())?.event).toMatchObject({ type: 'pause', by: 'guard' });
    const broken = { ...good, lastBeta: outcomes('ccc') };
    for (const state of ['shadow', 'ramping', 'paused', 'ready', 'watching'] as const) {
      const life = {
        name: state,
        since: 0,
        step: 0,
        weight: 0.1,
        by: 'person',
        reason: 'x',
        replaced: 'old',
      } as RolloutState;
      expect(decision(broken, life)?.event, state).toMatchObject({ type: 'rollback', guard: 'breaker' });
    }
    expect(decision(broken, { name: 'staged', since: 0 })).toBeNull();
    expect(decision(broken, { name: 'stable', since: 0 })).toBeNull();
  });

  it('is a promotion only where the policy says that nobody is asked', () => {
    const ready: RolloutState = { name: 'ready', since: 0, step: 2, weight: 0.5 };
    expect(decision(good, ready)).toBeNull();
    const automatic = policyOf({ rollout: { promotion: 'automatic' } });
    expect(decision(good, ready, minute, automatic)?.event.type).toBe('promote');
  });

  it('is the end of the watch after both its turns and its minutes', () => {
    const watching: RolloutState = { name: 'watching', since: 0, replaced: 'old' };
    expect(decision({ watchTurns: 19 }, watching)).toBeNull();
    expect(decision({ watchTurns: 20 }, watching, 29 * minute)).toBeNull();
    expect(decision({ watchTurns: 20 }, watching)?.event.type).toBe('settle');
  });

  it('waits for the hours in which versions may move, and never with the way back', () => {
    const hour = new Date(0).getHours();
    const own = policyOf({ rollout: { window: { from: (hour + 2) % 24, to: (hour + 4) % 24 } } });
    expect(insideWindow(own, 0)).toBe(false);
    expect(insideWindow(own, 3 * 60 * minute)).toBe(true);
    const shadow: RolloutState = { name: 'shadow', since: 0 };
    expect(decision(good, shadow, 0, own)).toBeNull();
    expect(decision(good, shadow, 3 * 60 * minute, own)?.event.type).toBe('ramp');
    expect(decision({ ...good, lastBeta: outcomes('ccc') }, ramping(), 0, own)?.event.type).toBe('rollback');
  });
});

describe('a policy', () => {
  it('takes single figures from the manifest and the rest from its preset', () => {
    const own = policyOf({ rollout: { preset: 'server', breaker: { crashesInRow: 5 } } });
    expect(own.ramp.steps.map((step) => step.weight)).toEqual([1, 5, 20, 50, 100]);
    expect(own.breaker).toEqual({ ...policy.breaker, crashesInRow: 5 });
    expect(policyOf({ rollout: { preset: 'team-of-ten' } }).ramp.steps[0]?.weight).toBe(5);
  });

  it('is refused with a figure that makes no sense', () => {
    const [manifest] = builtInManifests();
    expect(Manifest.safeParse({ ...manifest, rollout: { latency: { hold: 0.5 } } }).success).toBe(false);
    expect(Manifest.safeParse({ ...manifest, rollout: { ramp: { steps: [] } } }).success).toBe(false);
    expect(Manifest.safeParse({ ...manifest, rollout: { votes: { evidence: 30 }, later: 1 } }).success).toBe(true);
  });
});
