import type { Guard, GuardedMove, ReleaseStatus, RolloutStateName } from '../../../core/contract/release-models.ts';

/** What a person can do with a release. `restore` makes a version stable that was stable before. */
export const moveNames = [
  'shadow',
  'ramp',
  'advance',
  'pause',
  'resume',
  'promote',
  'rollback',
  'restore',
  'abort',
  'retry',
] as const;
export type MoveName = (typeof moveNames)[number];

/** A move that somebody wants to make; `version` names the one to restore or to try again. */
export interface Move {
  name: MoveName;
  version?: string;
}

/** `forced`: only with a reason, past the guards in `inTheWay` or from an earlier state than usual. */
export interface Permission {
  allowed: 'yes' | 'forced' | 'no';
  inTheWay: Guard[];
}

type Status = Pick<
  ReleaseStatus,
  'stable' | 'beta' | 'previous' | 'version' | 'state' | 'step' | 'steps' | 'weight' | 'guards' | 'versions'
>;

const NO: Permission = { allowed: 'no', inTheWay: [] };
const YES: Permission = { allowed: 'yes', inTheWay: [] };
const early: readonly RolloutStateName[] = ['staged', 'shadow', 'ramping', 'paused'];
const retired: readonly RolloutStateName[] = ['retired-warm', 'retired-cold'];
const ended: readonly RolloutStateName[] = ['rolled-back', 'rejected', ...retired, 'archived'];

/** The version on its way to stable, or null. */
export function candidateOf(status: Pick<ReleaseStatus, 'stable' | 'version'>): string | null {
  return status.version === status.stable ? null : status.version;
}

/** Guards that stand in the way of a move: those it needs that have not passed, and every failed one. */
export function blockingGuards(guards: readonly Guard[], move: GuardedMove): Guard[] {
  return guards.filter(
    (guard) => guard.verdict === 'failed' || (guard.needed.includes(move) && guard.verdict !== 'passed'),
  );
}

/** What Roll back does now: the candidate loses its traffic, or the version before becomes stable again. */
export function rollbackOf(status: Status): { kind: 'candidate' | 'stable'; from: string; to: string } | null {
  const candidate = candidateOf(status);
  const exposed = candidate !== null && status.state !== 'staged' && status.state !== 'installing';
  if (candidate !== null && (exposed || status.previous === null))
    return { kind: 'candidate', from: candidate, to: status.stable };
  return status.previous === null ? null : { kind: 'stable', from: status.stable, to: status.previous };
}

/** The guarded move behind `advance`: after the last step the version becomes ready. */
function advanceOf(status: Status): GuardedMove {
  return status.steps[(status.step ?? 0) + 1] ? 'advance' : 'ready';
}

/** Whether a move can be made now. The application decides; this only says beforehand what it will say. */
export function permissionOf(status: Status, { name, version }: Move): Permission {
  const state = candidateOf(status) === null ? null : status.state;
  const guarded = (move: GuardedMove, from: boolean): Permission => {
    const inTheWay = blockingGuards(status.guards, move);
    return { allowed: from && inTheWay.length === 0 ? 'yes' : 'forced', inTheWay };
  };
  const other = status.versions.find((item) => item.version === version)?.state;
  switch (name) {
    case 'shadow':
      return state === 'staged' ? YES : NO;
    case 'ramp':
      return state === 'shadow' || state === 'staged' ? guarded('ramp', state === 'shadow') : NO;
    case 'advance':
      return state === 'ramping' ? guarded(advanceOf(status), true) : NO;
    case 'pause':
      return state === 'ramping' ? YES : NO;
    case 'resume': {
      const failed = status.guards.filter((guard) => guard.verdict === 'failed');
      if (state !== 'paused') return NO;
      return failed.length === 0 ? YES : { allowed: 'forced', inTheWay: failed };
    }
    case 'promote':
      if (state === 'ready') return guarded('promote', true);
      if (state === null || !early.includes(state)) return NO;
      return { allowed: 'forced', inTheWay: unpassed(status.guards) };
    case 'rollback':
      return rollbackOf(status) ? YES : NO;
    case 'restore':
      return other !== undefined && retired.includes(other) ? YES : NO;
    case 'abort':
      return state === null ? NO : YES;
    case 'retry':
      return state === null && version !== status.stable && other !== undefined && ended.includes(other) ? YES : NO;
  }
}

/** Guards that some move waits for and that have not passed, and every failed one. */
function unpassed(guards: readonly Guard[]): Guard[] {
  return guards.filter(
    (guard) => guard.verdict === 'failed' || (guard.needed.length > 0 && guard.verdict !== 'passed'),
  );
}

/** Whether the weight can be moved now; while a rollout is paused no new chat goes to beta whatever the weight. */
export function canWeigh(status: Pick<ReleaseStatus, 'stable' | 'version' | 'state'>): boolean {
  return candidateOf(status) !== null && (status.state === 'ramping' || status.state === 'ready');
}

/** Moves that change who answers are shown in numbers first; the others happen at once and can be taken back. */
const confirmed: readonly MoveName[] = ['promote', 'rollback', 'restore', 'abort', 'ramp', 'advance'];

export function needsConfirmation(move: Move, permission: Permission): boolean {
  return permission.allowed === 'forced' || confirmed.includes(move.name);
}
