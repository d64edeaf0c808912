import { AppError, type GuardedMove } from '../contract/index.ts';
import {
  blocking,
  candidateStates,
  type EventType,
  type GuardFact,
  type Rollout,
  type RolloutEvent,
  type RolloutState,
  type StateName,
} from './rollout.ts';

/*
 * installing -> verifying -> staged -> shadow -> ramping(step) <-> paused -> ready -> promoting -> watching -> stable
 *      |            |          \________________________________________________________________/
 *      +- rejected -+                    any live state --guard or click--> rolled-back
 *
 *                              stable (replaced) -> retired-warm (30 min) -> retired-cold -> archived
 *
 * Whatever was stable once can be restored, and is stable again. A version that was rejected, rolled back or retired
 * can be installed anew; that is another attempt with another salt.
 */

interface Rule {
  from: readonly StateName[];
  /** Further states from which a person may force it with a reason. */
  forcedFrom?: readonly StateName[];
  /** The move whose guards have to pass. */
  guarded?: GuardedMove;
}

const live: readonly StateName[] = ['staged', 'shadow', 'ramping', 'paused', 'ready', 'promoting', 'watching'];
const retired: readonly StateName[] = ['retired-warm', 'retired-cold'];

/** Which event may happen in which state. What is not here is refused. */
const rules: Record<EventType, Rule> = {
  install: { from: ['rejected', 'rolled-back', 'retired-warm', 'retired-cold', 'archived'] },
  indexed: { from: ['installing'] },
  verified: { from: ['verifying'] },
  reject: { from: ['installing', 'verifying'] },
  shadow: { from: ['staged'] },
  ramp: { from: ['shadow'], forcedFrom: ['staged'], guarded: 'ramp' },
  advance: { from: ['ramping'], guarded: 'advance' },
  weight: { from: ['ramping', 'paused', 'ready'] },
  pause: { from: ['ramping'] },
  resume: { from: ['paused'] },
  ready: { from: ['ramping', 'paused'], guarded: 'ready' },
  promote: { from: ['ready'], forcedFrom: ['staged', 'shadow', 'ramping', 'paused'], guarded: 'promote' },
  swap: { from: ['promoting'] },
  'swap-failed': { from: ['promoting'] },
  settle: { from: ['watching'], guarded: 'settle' },
  rollback: { from: ['installing', 'verifying', ...live] },
  replaced: { from: ['stable', 'watching'] },
  restore: { from: [...retired, 'rolled-back', 'rejected', 'archived', ...candidateStates] },
  cool: { from: ['retired-warm'] },
  archive: { from: ['retired-warm', 'retired-cold', 'rolled-back', 'rejected'] },
};

/** A version seen for the first time. */
export function newRollout(version: string, salt: string, now: number): Rollout {
  const state: RolloutState = { name: 'installing', since: now };
  return { version, state, salt, attempt: 1, startedAt: now, wasStable: false };
}

/**
 * What a version's life becomes by an event at `now` (ms since 1970). Pure. Fails with `conflict` where the event is
 * not allowed; the details hold version, state, event, the states it may happen in, and the guards in the way.
 */
export function transition(rollout: Rollout, event: RolloutEvent, now: number): Rollout {
  refuseIllegal(rollout, event);
  const next = (state: RolloutState): Rollout => ({ ...rollout, state });
  switch (event.type) {
    case 'install':
      return {
        ...next({ name: 'installing', since: now }),
        salt: event.salt,
        attempt: rollout.attempt + 1,
        startedAt: now,
      };
    case 'indexed':
      return next({ name: 'verifying', since: now });
    case 'verified':
      return next({ name: 'staged', since: now });
    case 'reject':
      return next({ name: 'rejected', since: now, reason: event.reason });
    case 'shadow':
      return next({ name: 'shadow', since: now });
    case 'ramp':
      return next({ name: 'ramping', since: now, step: 0, weight: event.weight });
    case 'advance':
      return next({ name: 'ramping', since: now, step: progress(rollout).step + 1, weight: event.weight });
    case 'weight':
      return next({ ...rollout.state, weight: event.weight } as RolloutState);
    case 'pause':
      return next({ name: 'paused', since: now, ...progress(rollout), by: event.by, reason: event.reason });
    case 'resume':
      return next({ name: 'ramping', since: now, ...progress(rollout) });
    case 'ready':
      return next({ name: 'ready', since: now, ...progress(rollout) });
    case 'promote':
      return next({ name: 'promoting', since: now, ...progress(rollout) });
    case 'swap':
      return { ...next({ name: 'watching', since: now, replaced: event.replaced }), wasStable: true };
    case 'swap-failed':
      return next({ name: 'ready', since: now, ...progress(rollout) });
    case 'settle':
      return next({ name: 'stable', since: now });
    case 'rollback': {
      const { guard, reason } = event;
      return next({ name: 'rolled-back', since: now, from: rollout.state.name, guard, reason });
    }
    case 'replaced':
      return next({ name: 'retired-warm', since: now, until: event.until });
    case 'restore':
      return next({ name: 'stable', since: now });
    case 'cool':
      return next({ name: 'retired-cold', since: now });
    case 'archive':
      return next({ name: 'archived', since: now });
  }
}

/** Step and weight that a ramp has reached; nothing where it has not begun. */
function progress({ state }: Rollout): { step: number; weight: number } {
  return 'step' in state ? { step: state.step, weight: state.weight } : { step: 0, weight: 0 };
}

function refuseIllegal(rollout: Rollout, event: RolloutEvent): void {
  const { version, state } = rollout;
  const rule = rules[event.type];
  const force = 'force' in event ? event.force : undefined;
  const facts = { version, state: state.name, event: event.type };
  const allowed = force ? [...rule.from, ...(rule.forcedFrom ?? [])] : rule.from;
  if (!allowed.includes(state.name)) {
    const could = rule.forcedFrom?.includes(state.name) ? ' It can be forced with a reason.' : '';
    const missing = 'guards' in event ? event.guards.filter(isMissing) : [];
    const named = missing.length > 0 ? ` Until then: ${describe(missing)}.` : '';
    throw new AppError(
      'conflict',
      { ...facts, allowed: rule.from, guards: figuresOf(missing) },
      { message: `${version} is ${state.name}; ${event.type} needs ${rule.from.join(' or ')}.${named}${could}` },
    );
  }
  if (event.type === 'restore' && !rollout.wasStable) {
    throw new AppError('conflict', facts, { message: `${version} was never the stable version; release it first.` });
  }
  if (!rule.guarded || force || !('guards' in event)) return;
  const inTheWay = blocking(event.guards, rule.guarded);
  if (inTheWay.length === 0) return;
  throw new AppError(
    'conflict',
    { ...facts, guards: figuresOf(inTheWay) },
    { message: `${version} cannot ${event.type} yet: ${describe(inTheWay)}.` },
  );
}

const isMissing = (guard: GuardFact) =>
  guard.verdict === 'failed' || (guard.needed.length > 0 && guard.verdict !== 'passed');
const describe = (guards: readonly GuardFact[]) =>
  guards.map((guard) => `${guard.id} ${guard.verdict} (${guard.detail})`).join('; ');
const figuresOf = (guards: readonly GuardFact[]) =>
  guards.map(({ id, verdict, value, limit, sample }) => ({ id, verdict, value, limit, sample }));
