import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import type { RolloutEvent, RolloutState } from '../../core/release/rollout.ts';
import { newRollout, transition } from '../../core/release/transition.ts';
import { everyEvent, everyState, guardFact, lifeIn } from './lives.ts';

const refusal = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const state = (name: RolloutState['name']) => everyState.find((item) => item.name === name)!;

/** What the diagram draws, and what ends a life or begins it anew: state, event, next state. */
const drawn: [RolloutState['name'], RolloutEvent['type'], RolloutState['name']][] = [
  ['installing', 'indexed', 'verifying'],
  ['installing', 'reject', 'rejected'],
  ['verifying', 'verified', 'staged'],
  ['verifying', 'reject', 'rejected'],
  ['staged', 'shadow', 'shadow'],
  ['shadow', 'ramp', 'ramping'],
  ['ramping', 'advance', 'ramping'],
  ['ramping', 'pause', 'paused'],
  ['ramping', 'ready', 'ready'],
  ['paused', 'resume', 'ramping'],
  ['paused', 'ready', 'ready'],
  ['ready', 'promote', 'promoting'],
  ['promoting', 'swap', 'watching'],
  ['promoting', 'swap-failed', 'ready'],
  ['watching', 'settle', 'stable'],
  ['stable', 'replaced', 'retired-warm'],
  ['watching', 'replaced', 'retired-warm'],
  ['retired-warm', 'cool', 'retired-cold'],
  ['retired-warm', 'archive', 'archived'],
  ['retired-cold', 'archive', 'archived'],
  ['rolled-back', 'archive', 'archived'],
  ['rejected', 'archive', 'archived'],
  ...(['ramping', 'paused', 'ready'] as const).map((name) => [name, 'weight', name] as (typeof drawn)[number]),
  ...(
    ['installing', 'verifying', 'staged', 'shadow', 'ramping', 'paused', 'ready', 'promoting', 'watching'] as const
  ).map((name) => [name, 'rollback', 'rolled-back'] as (typeof drawn)[number]),
  ...(['rejected', 'rolled-back', 'retired-warm', 'retired-cold', 'archived'] as const).map(
    (name) => [name, 'install', 'installing'] as (typeof drawn)[number],
  ),
];

describe('the life of a version', () => {
  it('goes through the whole diagram', () => {
    const events: RolloutEvent['type'][] = [
      'indexed',
      'verified',
      'shadow',
      'ramp',
      'advance',
      'pause',
      'resume',
      'ready',
      'promote',
      'swap',
      'settle',
      'replaced',
      'cool',
      'archive',
    ];
    let life = newRollout('next@1.0.0', 'salt', 0);
    const seen = [life.state.name];
    for (const [at, type] of events.entries()) {
      life = transition(life, everyEvent.find((event) => event.type === type)!, at + 1);
      seen.push(life.state.name);
      expect(life.state.since).toBe(at + 1);
    }
    expect(seen).toEqual([
      'installing',
      'verifying',
      'staged',
      'shadow',
      'ramping',
      'ramping',
      'paused',
      'ramping',
      'ready',
      'promoting',
      'watching',
      'stable',
      'retired-warm',
      'retired-cold',
      'archived',
    ]);
    expect(life.wasStable).toBe(true);
  });

  it('allows what is drawn and refuses every other event in every state, naming both', () => {
    for (const from of everyState) {
      for (const event of everyEvent) {
        if (event.type === 'restore') continue;
        const to = drawn.find(([name, type]) => name === from.name && type === event.type)?.[2];
        const life = lifeIn(from);
        if (to) expect(transition(life, event, 7).state.name, `${from.name} ${event.type}`).toBe(to);
        else {
          const error = refusal(() => transition(life, event, 7));
          expect(error, `${from.name} ${event.type}`).toMatchObject({
            code: 'conflict',
            details: { version: life.version, state: from.name, event: event.type },
          });
          expect(error.message).toContain(from.name);
        }
      }
    }
  });

  it('changes nothing in the life it is given', () => {
    for (const from of everyState) {
      const life = lifeIn(from, true);
      const before = structuredClone(life);
      for (const event of everyEvent) {
        try {
          transition(life, event, 7);
        } catch {
          // Refused moves change nothing either.
        }
      }
      expect(life).toEqual(before);
    }
  });

  it.each(['rolled-back', 'rejected', 'archived', 'retired-cold', 'installing'] as const)(
    'refuses a promotion of a version that is %s, forced or not',
    (name) => {
      for (const force of [undefined, 'I insist']) {
        const event = { type: 'promote' as const, guards: [], ...(force ? { force } : {}) };
        expect(refusal(() => transition(lifeIn(state(name)), event, 7)).code).toBe('conflict');
      }
    },
  );

  it('names the guards in the way, with what they found', () => {
    const guards = [guardFact({}), guardFact({ id: 'ramp', verdict: 'passed' })];
    const error = refusal(() => transition(lifeIn(state('paused')), { type: 'ready', guards }, 7));
    expect(error.message).toContain('votes inconclusive (5 of 9 votes)');
    expect(error.details.guards).toEqual([{ id: 'votes', verdict: 'inconclusive', value: 3, limit: 20, sample: 9 }]);
  });

  it('lets no version forward past a failed guard that the move does not even need', () => {
    const guards = [guardFact({ id: 'latency', verdict: 'failed', needed: [] })];
    for (const event of [
      { type: 'ramp', weight: 0.1, guards },
      { type: 'promote', guards },
    ] as const) {
      const from = event.type === 'ramp' ? state('shadow') : state('ready');
      expect(refusal(() => transition(lifeIn(from), event, 7)).message).toContain('latency failed');
    }
  });

  it('goes past guards and skips steps for a person who gives a reason', () => {
    const guards = [guardFact({ needed: ['ramp', 'promote'], verdict: 'failed' })];
    const force = 'needed for tomorrow';
    expect(transition(lifeIn(state('staged')), { type: 'ramp', weight: 0.1, guards, force }, 7).state.name).toBe(
      'ramping',
    );
    expect(transition(lifeIn(state('paused')), { type: 'promote', guards, force }, 7).state.name).toBe('promoting');
  });

  it('keeps step and weight over a pause and a switch that failed', () => {
    const paused = transition(
      lifeIn({ name: 'ramping', since: 0, step: 2, weight: 0.4 }),
      { type: 'pause', by: 'guard', reason: 'x' },
      7,
    );
    expect(transition(paused, { type: 'resume' }, 8).state).toEqual({
      name: 'ramping',
      since: 8,
      step: 2,
      weight: 0.4,
    });
    const failed = transition(lifeIn(state('promoting')), { type: 'swap-failed' }, 9);
    expect(failed.state).toMatchObject({ name: 'ready', step: 2, weight: 0.5 });
  });

  it('begins a new attempt with a salt and a start of its own', () => {
    const again = transition(lifeIn(state('rolled-back')), { type: 'install', salt: 'other' }, 77);
    expect(again).toMatchObject({ salt: 'other', attempt: 2, startedAt: 77, state: { name: 'installing' } });
  });

  it('restores what was stable once, from wherever it is, and nothing else', () => {
    for (const from of everyState) {
      const isStable = from.name === 'stable' || from.name === 'watching';
      if (isStable) expect(refusal(() => transition(lifeIn(from, true), { type: 'restore' }, 7)).code).toBe('conflict');
      else expect(transition(lifeIn(from, true), { type: 'restore' }, 7).state).toEqual({ name: 'stable', since: 7 });
    }
    expect(refusal(() => transition(lifeIn(state('rolled-back')), { type: 'restore' }, 7)).message).toContain(
      'never the stable version',
    );
  });
});
