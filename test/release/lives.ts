import type { GuardFact, Rollout, RolloutEvent, RolloutState } from '../../core/release/rollout.ts';

const since = 1000;

/** A version in each state that there is. */
export const everyState: RolloutState[] = [
  { name: 'installing', since },
  { name: 'verifying', since },
  { name: 'rejected', since, reason: 'x' },
  { name: 'staged', since },
  { name: 'shadow', since },
  { name: 'ramping', since, step: 1, weight: 0.25 },
  { name: 'paused', since, step: 1, weight: 0.25, by: 'person', reason: 'x' },
  { name: 'ready', since, step: 2, weight: 0.5 },
  { name: 'promoting', since, step: 2, weight: 0.5 },
  { name: 'watching', since, replaced: 'old@1.0.0' },
  { name: 'stable', since },
  { name: 'rolled-back', since, from: 'shadow', guard: null, reason: 'x' },
  { name: 'retired-warm', since, until: 5000 },
  { name: 'retired-cold', since },
  { name: 'archived', since },
];

export const lifeIn = (state: RolloutState, wasStable = false): Rollout => ({
  version: 'next@1.0.0',
  state,
  salt: 'salt',
  attempt: 1,
  startedAt: 0,
  wasStable,
});

export const guardFact = (change: Partial<GuardFact>): GuardFact => ({
  id: 'votes',
  value: 3,
  limit: 20,
  sample: 9,
  verdict: 'inconclusive',
  needed: ['ready'],
  detail: '5 of 9 votes',
  ...change,
});

const guards: GuardFact[] = [];
/** Every event, with guards that do not stand in the way. */
export const everyEvent: RolloutEvent[] = [
  { type: 'install', salt: 'other' },
  { type: 'indexed' },
  { type: 'verified' },
  { type: 'reject', reason: 'x' },
  { type: 'shadow' },
  { type: 'ramp', weight: 0.1, guards },
  { type: 'advance', weight: 0.5, guards },
  { type: 'weight', weight: 0.3 },
  { type: 'pause', by: 'person', reason: 'x' },
  { type: 'resume' },
  { type: 'ready', guards },
  { type: 'promote', guards },
  { type: 'swap', replaced: 'old@1.0.0' },
  { type: 'swap-failed' },
  { type: 'settle', guards },
  { type: 'rollback', guard: null, reason: 'x' },
  { type: 'replaced', until: 9000 },
  { type: 'restore' },
  { type: 'cool' },
  { type: 'archive' },
];
