import type { Guard, GuardedMove, ReleaseStatus } from '../../../core/contract/release-models.ts';
import { blockingGuards, candidateOf } from './releaseMoves.ts';

/** What has to happen before the release goes on. `chats` and `minutes` are what is still missing. */
export type NextStep =
  | { key: 'installing' | 'verifying' | 'staged' | 'ready' | 'automatic' | 'promoting' | 'stable' | 'paused' }
  | { key: 'step' | 'end'; chats: number; minutes: number }
  | { key: 'watch'; turns: number; minutes: number }
  | { key: 'waits'; guards: Guard[] }
  | { key: 'soon' };

type Status = Pick<ReleaseStatus, 'stable' | 'version' | 'state' | 'since' | 'step' | 'steps' | 'guards' | 'policy'>;

const minutesLeft = (since: number, minutes: number, now: number) =>
  Math.max(0, Math.ceil((since + minutes * 60_000 - now) / 60_000));

/** The next step of a release at `now` (ms since 1970). */
export function nextStepOf(status: Status, now: number): NextStep {
  const { state, guards, policy, since } = status;
  if (candidateOf(status) === null) {
    if (state !== 'watching') return { key: 'stable' };
    const watched = guards.find((guard) => guard.id === 'watch');
    const turns = Math.max(0, policy.watch.turns - (watched?.value ?? 0));
    const minutes = minutesLeft(since, policy.watch.minutes, now);
    return turns + minutes > 0 ? { key: 'watch', turns, minutes } : waits(guards, 'settle');
  }
  switch (state) {
    case 'shadow':
      return waits(guards, 'ramp');
    case 'ramping': {
      const index = Math.min(status.step ?? 0, status.steps.length - 1);
      const step = status.steps[index];
      const seen = guards.find((guard) => guard.id === 'ramp')?.value ?? 0;
      const chats = Math.max(0, (step?.chats ?? 0) - seen);
      const minutes = minutesLeft(since, step?.minutes ?? 0, now);
      const last = index === status.steps.length - 1;
      if (chats + minutes > 0) return { key: last ? 'end' : 'step', chats, minutes };
      return waits(guards, last ? 'ready' : 'advance');
    }
    case 'ready':
      return { key: policy.promotion === 'automatic' ? 'automatic' : 'ready' };
    case 'installing':
    case 'verifying':
    case 'staged':
    case 'paused':
    case 'promoting':
      return { key: state };
    default:
      return { key: 'stable' };
  }
}

function waits(guards: readonly Guard[], move: GuardedMove): NextStep {
  const inTheWay = blockingGuards(guards, move);
  return inTheWay.length > 0 ? { key: 'waits', guards: inTheWay } : { key: 'soon' };
}
