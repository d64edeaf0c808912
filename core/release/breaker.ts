import type { BreakerStatus, RolloutPolicy } from '../contract/index.ts';
import type { Outcome } from './evidence.ts';

export type Trip = 'crashes' | 'failures' | null;

/**
 * Whether the last turns (newest first) open the breaker: crashes in a row, or failures among beta's last turns while
 * stable had none in its own. Failures that stable has as well are the machine's, not the version's.
 */
export function trips(beta: readonly Outcome[], stable: readonly Outcome[], policy: RolloutPolicy['breaker']): Trip {
  if (beta.length >= policy.crashesInRow && beta.slice(0, policy.crashesInRow).every((item) => item === 'crashed')) {
    return 'crashes';
  }
  const failures = beta.slice(0, policy.window).filter((item) => item !== 'answered').length;
  const clean = stable.slice(0, policy.window).every((item) => item === 'answered');
  return failures >= policy.failures && clean ? 'failures' : null;
}

/**
 * A version's breaker. `trial`: one question was let through after the rest, and the others wait for how it ends.
 * Times are ms since 1970.
 */
export interface Breaker {
  state: BreakerStatus['state'];
  cause: Trip;
  until: number;
}

export const closedBreaker: Breaker = { state: 'closed', cause: null, until: 0 };

/** A trial that never tells its end is given up after this long. */
const trialLimitMs = 10 * 60_000;

export function openBreaker(cause: Trip, policy: RolloutPolicy['breaker'], now: number): Breaker {
  return { state: 'open', cause, until: now + policy.openSeconds * 1000 };
}

/** Whether a question may go through at `now`, and the breaker afterwards. */
export function admit(breaker: Breaker, now: number): { admitted: boolean; breaker: Breaker } {
  if (breaker.state === 'closed') return { admitted: true, breaker };
  if (now < breaker.until) return { admitted: false, breaker };
  return { admitted: true, breaker: { ...breaker, state: 'trial', until: now + trialLimitMs } };
}

/** The breaker after a turn of its version ended: a good trial closes it, a bad one opens it anew. */
export function afterTurn(
  breaker: Breaker,
  outcome: Outcome | 'stopped',
  policy: RolloutPolicy['breaker'],
  now: number,
): Breaker {
  if (breaker.state !== 'trial') return breaker;
  if (outcome === 'answered') return closedBreaker;
  // A trial that was stopped says nothing: the next question is the trial.
  if (outcome === 'stopped') return { ...breaker, state: 'open', until: now };
  return openBreaker(breaker.cause, policy, now);
}
