import type { Guard, ReleaseStatus, RolloutStateName } from '../../../core/contract/release-models.ts';
import { candidateOf } from './releaseMoves.ts';

export type StepKey = 'installed' | 'verified' | 'gate' | 'shadow' | 'ramp' | 'ready' | 'promoted' | 'watch';

/** One station of a rollout. `figure`: pairs, cases, minutes, or percent of new chats; null where there is none. */
export interface TimelineStep {
  key: StepKey;
  figure: number | null;
  /** `skipped`: somebody went past it with a reason. */
  mark: 'done' | 'now' | 'later' | 'skipped';
  paused: boolean;
}

type Status = Pick<ReleaseStatus, 'stable' | 'version' | 'state' | 'step' | 'steps' | 'guards' | 'policy'>;

const beforeRamp: readonly RolloutStateName[] = ['installing', 'verifying', 'staged', 'shadow'];

/** The stations of the present rollout. Empty when no version is on its way and none is being watched. */
export function timelineOf(status: Status): TimelineStep[] {
  const { state, policy, steps, guards } = status;
  if (candidateOf(status) === null) {
    if (state !== 'watching') return [];
    return [
      mark('installed', null, 'done'),
      mark('verified', null, 'done'),
      mark('promoted', null, 'done'),
      mark('watch', policy.watch.minutes, 'now'),
    ];
  }
  const gate = guards.find((guard) => guard.id === 'gate');
  const shadow = guards.find((guard) => guard.id === 'shadow');
  const stations: { key: StepKey; figure: number | null; states: readonly RolloutStateName[]; step?: number }[] = [
    { key: 'installed', figure: null, states: ['installing'] },
    { key: 'verified', figure: null, states: ['verifying', 'staged'] },
    ...(gate ? [{ key: 'gate' as const, figure: gate.sample, states: [] }] : []),
    { key: 'shadow', figure: policy.shadow.pairs, states: ['shadow'] },
    ...steps.map((item, step) => ({
      key: 'ramp' as const,
      figure: item.weight,
      states: ['ramping', 'paused'] as const,
      step,
    })),
    { key: 'ready', figure: null, states: ['ready', 'promoting'] },
    { key: 'watch', figure: policy.watch.minutes, states: ['watching'] },
  ];
  // A step beyond the last one is still the last one.
  const step = Math.min(status.step ?? 0, steps.length - 1);
  const now = stations.findIndex((item) => item.states.includes(state) && (item.step ?? step) === step);
  return stations.map(({ key, figure }, index) => {
    if (key === 'gate') return mark(key, figure, pastGuard(gate, beforeRamp.includes(state)));
    if (key === 'shadow' && index < now) return mark(key, figure, pastGuard(shadow, false));
    // Staged: verified is behind it, and nothing has begun yet.
    const at = index < now || (index === now && state === 'staged') ? 'done' : index === now ? 'now' : 'later';
    return mark(key, figure, at, at === 'now' && state === 'paused');
  });
}

/** A station that a guard stands for is done when the guard has passed. */
function pastGuard(guard: Guard | undefined, open: boolean): TimelineStep['mark'] {
  if (guard?.verdict === 'passed') return 'done';
  return open ? 'later' : 'skipped';
}

function mark(key: StepKey, figure: number | null, at: TimelineStep['mark'], paused = false): TimelineStep {
  return { key, figure, mark: at, paused };
}
