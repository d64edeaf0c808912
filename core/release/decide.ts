import type { RolloutPolicy } from '../contract/index.ts';
import type { Finding } from './guards.ts';
import { insideWindow } from './policy.ts';
import { blocking, guardedStates, type RolloutEvent, type RolloutState } from './rollout.ts';

/** What the app does by itself, and why in words. */
export interface Decision {
  event: RolloutEvent;
  why: string;
}

const because = (finding: Finding) => `${finding.id}: ${finding.detail}`;

/**
 * What follows from the guards for a version in `state`: back at once where a guard says so, forward where everything
 * needed has passed, a pause where it is too early to tell at the end of the ramp. Null: nothing. Pure.
 */
export function decide(
  state: RolloutState,
  policy: RolloutPolicy,
  findings: readonly Finding[],
  now: number,
): Decision | null {
  if (state.name === 'retired-warm') {
    return now >= state.until ? { event: { type: 'cool' }, why: 'it has been kept warm long enough' } : null;
  }
  if (!guardedStates.has(state.name)) return null;
  const harm = findings.find((finding) => finding.verdict === 'failed' && finding.onFailure === 'rollback');
  if (harm) {
    return { event: { type: 'rollback', guard: harm.id, reason: because(harm) }, why: because(harm) };
  }
  const forward = insideWindow(policy, now);
  const guards = findings;
  switch (state.name) {
    case 'shadow': {
      const weight = (policy.ramp.steps[0]?.weight ?? 0) / 100;
      return forward && blocking(guards, 'ramp').length === 0
        ? { event: { type: 'ramp', weight, guards }, why: 'every hidden answer that was asked for is in' }
        : null;
    }
    case 'ramping':
      return ramping(state, policy, findings, forward);
    case 'paused':
      // What was too early to tell may have become clear since.
      return state.by === 'inconclusive' && forward && blocking(guards, 'ready').length === 0
        ? { event: { type: 'ready', guards }, why: 'every guard has passed' }
        : null;
    case 'ready':
      return policy.promotion === 'automatic' && forward && blocking(guards, 'promote').length === 0
        ? { event: { type: 'promote', guards }, why: 'it is ready and the policy promotes by itself' }
        : null;
    case 'watching':
      return blocking(guards, 'settle').length === 0
        ? { event: { type: 'settle', guards }, why: 'it was watched long enough' }
        : null;
    default:
      return null;
  }
}

function ramping(
  state: RolloutState & { name: 'ramping' },
  policy: RolloutPolicy,
  findings: readonly Finding[],
  forward: boolean,
): Decision | null {
  const held = findings.find((finding) => finding.verdict === 'failed');
  if (held) return { event: { type: 'pause', by: 'guard', reason: because(held) }, why: because(held) };
  const stepDone = findings.some((finding) => finding.id === 'ramp' && finding.verdict === 'passed');
  if (!stepDone) return null;
  const next = policy.ramp.steps[state.step + 1];
  if (next) {
    return forward && blocking(findings, 'advance').length === 0
      ? {
          event: { type: 'advance', weight: Math.max(state.weight, next.weight / 100), guards: findings },
          why: `step ${state.step + 1} is over`,
        }
      : null;
  }
  const open = blocking(findings, 'ready');
  if (open.length === 0) {
    return forward ? { event: { type: 'ready', guards: findings }, why: 'every guard has passed' } : null;
  }
  const reason = `too early to tell: ${open.map((guard) => `${guard.id} (${guard.detail})`).join('; ')}`;
  return { event: { type: 'pause', by: 'inconclusive', reason }, why: reason };
}
