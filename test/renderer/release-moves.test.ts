import { describe, expect, it } from 'vitest';
import { AppError, type Guard, type ReleaseStatus } from '../../core/contract/index.ts';
import { applyMove, type Fleet } from '../../core/release/fleet.ts';
import { policyOf } from '../../core/release/policy.ts';
import type { Rollout, RolloutEvent, RolloutState, StateName } from '../../core/release/rollout.ts';
import { consequencesOf } from '../../renderer/pages/versions/consequences.ts';
import { installCheck } from '../../renderer/pages/versions/installCheck.ts';
import { nextStepOf } from '../../renderer/pages/versions/nextStep.ts';
import {
  canWeigh,
  type MoveName,
  needsConfirmation,
  permissionOf,
  rollbackOf,
} from '../../renderer/pages/versions/releaseMoves.ts';
import { timelineOf } from '../../renderer/pages/versions/timeline.ts';

const policy = policyOf({});
const MINUTE = 60_000;

const guard = (id: Guard['id'], change: Partial<Guard> = {}): Guard => ({
  id,
  value: 0,
  limit: 1,
  sample: 0,
  verdict: 'inconclusive',
  since: 0,
  needed: [],
  onFailure: 'hold',
  detail: '',
  ...change,
});

const status = (change: Partial<ReleaseStatus> = {}): ReleaseStatus => ({
  stable: 'everyday@1.0.0',
  beta: 'everyday@1.1.0',
  previous: null,
  generation: 3,
  version: 'everyday@1.1.0',
  state: 'ramping',
  since: 0,
  weight: 10,
  step: 0,
  steps: policy.ramp.steps,
  reason: null,
  guards: [],
  breaker: { state: 'closed', until: null, cause: null },
  rules: [],
  policy,
  versions: [],
  history: [],
  ...change,
});
const alone = (state: ReleaseStatus['state'], change: Partial<ReleaseStatus> = {}) =>
  status({ beta: null, version: 'everyday@1.0.0', state, step: null, weight: 0, ...change });

/** A fleet of the application in the same position as a status. */
function fleetIn(state: StateName): Fleet {
  const life = (version: string, at: RolloutState, wasStable: boolean): Rollout => ({
    version,
    state: at,
    salt: version,
    attempt: 1,
    startedAt: 0,
    wasStable,
  });
  const progress = { since: 0, step: 0, weight: 0.1 };
  const at = (
    state === 'paused' ? { name: state, ...progress, by: 'person', reason: '' } : { name: state, ...progress }
  ) as RolloutState;
  return {
    pointers: { stable: 'everyday@1.0.0', beta: 'everyday@1.1.0', previous: null, generation: 3 },
    rollouts: {
      'everyday@1.0.0': life('everyday@1.0.0', { name: 'stable', since: 0 }, true),
      'everyday@1.1.0': life('everyday@1.1.0', at, false),
    },
  };
}

const events: Partial<Record<MoveName, (guards: Guard[], force?: string) => RolloutEvent>> = {
  shadow: () => ({ type: 'shadow' }),
  ramp: (guards, force) => ({ type: 'ramp', weight: 0.1, guards, ...(force ? { force } : {}) }),
  advance: (guards, force) => ({ type: 'advance', weight: 0.25, guards, ...(force ? { force } : {}) }),
  pause: () => ({ type: 'pause', by: 'person', reason: '' }),
  promote: (guards, force) => ({ type: 'promote', guards, ...(force ? { force } : {}) }),
  abort: () => ({ type: 'rollback', guard: null, reason: '' }),
};
const states: StateName[] = ['installing', 'verifying', 'staged', 'shadow', 'ramping', 'paused', 'ready', 'promoting'];

describe('what the page offers is what the application allows', () => {
  const waiting = [
    guard('shadow', { needed: ['ramp'] }),
    guard('ramp', { needed: ['advance', 'ready'] }),
    guard('votes', { needed: ['ready'] }),
  ];
  const passed = waiting.map((one) => ({ ...one, verdict: 'passed' as const }));
  const failed = [...passed, guard('latency', { verdict: 'failed' })];

  const accepted = (state: StateName, event: RolloutEvent): boolean => {
    try {
      applyMove(fleetIn(state), { type: 'event', version: 'everyday@1.1.0', event, warmUntil: 0 }, 1);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') return false;
      throw error;
    }
  };

  it.each(
    states.flatMap((state) =>
      (
        [
          ['waiting', waiting],
          ['passed', passed],
          ['failed', failed],
        ] as const
      ).map(([name, guards]) => [state, name, guards] as const),
    ),
  )('while a version is %s with guards %s', (state, _, guards) => {
    for (const [name, eventOf] of Object.entries(events)) {
      const { allowed } = permissionOf(status({ state, guards: [...guards] }), { name: name as MoveName });
      const plain = accepted(state, eventOf([...guards]));
      const forced = accepted(state, eventOf([...guards], 'because'));
      expect([name, allowed]).toEqual([name, plain ? 'yes' : forced ? 'forced' : 'no']);
    }
  });

  it('moves the weight in the states in which it has an effect, and only there', () => {
    const weighed = states.filter((state) => canWeigh(status({ state })));
    expect(weighed).toEqual(['ramping', 'ready']);
    for (const state of weighed) expect(accepted(state, { type: 'weight', weight: 0.5 })).toBe(true);
  });

  it('resumes at once, and past a failed guard only with a reason', () => {
    expect(permissionOf(status({ state: 'paused', guards: passed }), { name: 'resume' }).allowed).toBe('yes');
    const held = permissionOf(status({ state: 'paused', guards: failed }), { name: 'resume' });
    expect(held.allowed).toBe('forced');
    expect(held.inTheWay.map(({ id }) => id)).toEqual(['latency']);
    expect(permissionOf(status({ state: 'ramping' }), { name: 'resume' }).allowed).toBe('no');
  });

  it('names the guards that stand in the way of a promotion', () => {
    const early = permissionOf(status({ guards: waiting }), { name: 'promote' });
    expect(early.inTheWay.map(({ id }) => id)).toEqual(['shadow', 'ramp', 'votes']);
    expect(needsConfirmation({ name: 'promote' }, early)).toBe(true);
  });

  it('restores what was stable, tries again what ended, and nothing else', () => {
    const versions = [
      { version: 'a', state: 'retired-cold' as const, since: 0 },
      { version: 'b', state: 'rolled-back' as const, since: 0 },
    ];
    const now = alone('stable', { versions });
    expect(permissionOf(now, { name: 'restore', version: 'a' }).allowed).toBe('yes');
    expect(permissionOf(now, { name: 'restore', version: 'b' }).allowed).toBe('no');
    expect(permissionOf(now, { name: 'retry', version: 'b' }).allowed).toBe('yes');
    expect(permissionOf(status({ versions }), { name: 'retry', version: 'b' }).allowed).toBe('no');
  });
});

describe('roll back', () => {
  it('takes the traffic from a version on its way', () => {
    expect(rollbackOf(status({ previous: 'everyday@0.9.0' }))).toMatchObject({
      kind: 'candidate',
      from: 'everyday@1.1.0',
    });
  });

  it('brings the version before back while the next one has not begun', () => {
    expect(rollbackOf(status({ state: 'staged', previous: 'everyday@0.9.0' }))).toEqual({
      kind: 'stable',
      from: 'everyday@1.0.0',
      to: 'everyday@0.9.0',
    });
  });

  it('is not offered where there is nothing to go back to', () => {
    expect(permissionOf(alone('stable'), { name: 'rollback' }).allowed).toBe('no');
  });
});

describe('what a move changes', () => {
  it('is told in numbers for a promotion', () => {
    expect(consequencesOf(status({ weight: 25 }), { name: 'promote' })).toEqual([
      { what: 'stable', now: 'everyday@1.0.0', after: 'everyday@1.1.0' },
      { what: 'beta', now: 'everyday@1.1.0', after: null },
      { what: 'previous', now: null, after: 'everyday@1.0.0' },
      { what: 'share', version: 'everyday@1.1.0', now: 25, after: 100 },
    ]);
  });

  it('agrees with what the application makes of the pointers', () => {
    const fleet = applyMove(
      fleetIn('promoting'),
      { type: 'event', version: 'everyday@1.1.0', event: { type: 'swap', replaced: 'everyday@1.0.0' }, warmUntil: 0 },
      1,
    );
    const told = consequencesOf(status(), { name: 'promote' });
    for (const pointer of ['stable', 'beta', 'previous'] as const)
      expect(told.find(({ what }) => what === pointer)?.after).toBe(fleet.pointers[pointer]);
  });

  it('never takes chats away when a step begins', () => {
    expect(consequencesOf(status({ weight: 40 }), { name: 'advance' })).toEqual([]);
    expect(consequencesOf(status({ weight: 10 }), { name: 'advance' })[0]).toMatchObject({ now: 10, after: 25 });
  });

  it('leaves stable alone when a release is ended', () => {
    expect(consequencesOf(status(), { name: 'abort' }).map(({ what }) => what)).toEqual(['beta', 'share', 'share']);
  });
});

describe('the timeline', () => {
  const marks = (change: Partial<ReleaseStatus>) =>
    timelineOf(status(change)).map(({ key, mark, paused }) => `${key} ${paused ? 'paused' : mark}`);

  it('ticks what is done and marks the present step of the ramp', () => {
    expect(marks({ step: 1, guards: [guard('shadow', { verdict: 'passed' })] })).toEqual([
      'installed done',
      'verified done',
      'shadow done',
      'ramp done',
      'ramp now',
      'ramp later',
      'ready later',
      'watch later',
    ]);
  });

  it('does not tick hidden answers that somebody went past', () => {
    expect(marks({ guards: [guard('shadow')] })[2]).toBe('shadow skipped');
  });

  it('shows a pause where the ramp stopped', () => {
    expect(marks({ state: 'paused', step: 2 })[5]).toBe('ramp paused');
  });

  it('is empty when nothing is on its way, and ends with the watch after a promotion', () => {
    expect(timelineOf(alone('stable'))).toEqual([]);
    expect(timelineOf(alone('watching')).at(-1)).toMatchObject({ key: 'watch', mark: 'now' });
  });
});

describe('the next step', () => {
  it('counts the chats and minutes that are missing', () => {
    const ramp = guard('ramp', { value: 1 });
    expect(nextStepOf(status({ guards: [ramp] }), 18 * MINUTE)).toEqual({ key: 'step', chats: 4, minutes: 12 });
    expect(nextStepOf(status({ step: 2, guards: [ramp] }), 29.5 * MINUTE)).toEqual({
      key: 'end',
      chats: 9,
      minutes: 1,
    });
  });

  it('names the guards that it waits for once the step itself is over', () => {
    const guards = [guard('ramp', { value: 5, verdict: 'passed' }), guard('latency', { verdict: 'failed' })];
    const next = nextStepOf(status({ guards }), 31 * MINUTE);
    expect(next.key === 'waits' && next.guards.map(({ id }) => id)).toEqual(['latency']);
  });

  it('counts the watch down after a promotion', () => {
    const now = alone('watching', { guards: [guard('watch', { value: 8 })] });
    expect(nextStepOf(now, 20 * MINUTE)).toEqual({ key: 'watch', turns: 12, minutes: 10 });
  });
});

describe('installing', () => {
  it.each([
    [status({ state: 'staged' }), 'other@1.0.0', 'replaces'],
    [status({ state: 'shadow' }), 'other@1.0.0', 'busy'],
    [alone('stable'), 'other@1.0.0', 'free'],
    [alone('stable'), 'everyday@1.0.0', 'again'],
  ])('says beforehand what becomes of the version that is there (%#)', (now, id, key) => {
    expect(installCheck(now, id).key).toBe(key);
  });
});
