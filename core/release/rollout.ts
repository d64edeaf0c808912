import type { Guard, GuardedMove, GuardId } from '../contract/index.ts';

interface Since {
  /** Milliseconds since 1970. */
  since: number;
}
/** Where a ramp stands; kept while it is paused, so that it goes on from there. `weight` is a share in [0, 1]. */
interface Progress {
  step: number;
  weight: number;
}

export type RolloutState =
  | ({ name: 'installing' | 'verifying' | 'staged' | 'shadow' | 'stable' | 'retired-cold' | 'archived' } & Since)
  | ({ name: 'rejected'; reason: string } & Since)
  | ({ name: 'ramping' } & Progress & Since)
  | ({ name: 'paused'; by: 'person' | 'guard' | 'inconclusive'; reason: string } & Progress & Since)
  | ({ name: 'ready' } & Progress & Since)
  | ({ name: 'promoting' } & Progress & Since)
  | ({ name: 'watching'; replaced: string } & Since)
  | ({ name: 'rolled-back'; from: string; guard: GuardId | null; reason: string } & Since)
  | ({ name: 'retired-warm'; until: number } & Since);
export type StateName = RolloutState['name'];

/** The life of one version. An attempt is one try at releasing it: evidence counts from `startedAt` on. */
export interface Rollout {
  version: string;
  state: RolloutState;
  /** Names the attempt and decides which chats are drawn. A new attempt has a new one. */
  salt: string;
  attempt: number;
  startedAt: number;
  /** True once it has been the stable version; it can then be restored. */
  wasStable: boolean;
}

/** A guard as data that moves are judged by. */
export type GuardFact = Pick<Guard, 'id' | 'value' | 'limit' | 'sample' | 'verdict' | 'needed' | 'detail'>;

interface Guarded {
  guards: readonly GuardFact[];
  /** A person's reason to go past guards that have not passed. */
  force?: string;
}

export type RolloutEvent =
  | { type: 'install'; salt: string }
  | { type: 'indexed' | 'verified' | 'shadow' | 'resume' | 'swap-failed' | 'cool' | 'archive' }
  | { type: 'reject'; reason: string }
  | ({ type: 'ramp'; weight: number } & Guarded)
  | ({ type: 'advance'; weight: number } & Guarded)
  | ({ type: 'ready' } & Guarded)
  | ({ type: 'promote' } & Guarded)
  | ({ type: 'settle' } & Guarded)
  | { type: 'weight'; weight: number }
  | { type: 'pause'; by: 'person' | 'guard' | 'inconclusive'; reason: string }
  | { type: 'swap'; replaced: string }
  | { type: 'rollback'; guard: GuardId | null; reason: string }
  | { type: 'replaced'; until: number }
  | { type: 'restore' };
export type EventType = RolloutEvent['type'];

/** Guards that stand in the way of a move: those it needs that have not passed, and every failed one. */
export function blocking(guards: readonly GuardFact[], move: GuardedMove): GuardFact[] {
  return guards.filter(
    (guard) => guard.verdict === 'failed' || (guard.needed.includes(move) && guard.verdict !== 'passed'),
  );
}

/** States of the one version that is on its way to stable. */
export const candidateStates: ReadonlySet<StateName> = new Set<StateName>([
  'installing',
  'verifying',
  'staged',
  'shadow',
  'ramping',
  'paused',
  'ready',
  'promoting',
]);

/** States in which a candidate may answer where it is asked for: by the chat's toggle or by a rule. */
export const answeringStates: ReadonlySet<StateName> = new Set<StateName>([
  'staged',
  'shadow',
  'ramping',
  'paused',
  'ready',
  'promoting',
]);

/** States in which guards may send a version back by themselves. */
export const guardedStates: ReadonlySet<StateName> = new Set<StateName>([
  'shadow',
  'ramping',
  'paused',
  'ready',
  'promoting',
  'watching',
]);

/** States of the version that the stable pointer names. */
export const stableStates: ReadonlySet<StateName> = new Set<StateName>(['watching', 'stable']);
