import type { ReleaseStatus, RolloutStateName } from '../../../core/contract/release-models.ts';
import { candidateOf } from './releaseMoves.ts';

/** A candidate in these states gives way to another one; later it has to be aborted first. */
const replaceable: readonly RolloutStateName[] = ['installing', 'verifying', 'staged'];

/** What installing `id` now means for the versions that are there. */
export type InstallCheck = { key: 'free' } | { key: 'replaces' | 'busy' | 'again'; version: string };

export function installCheck(
  status: Pick<ReleaseStatus, 'stable' | 'version' | 'state'>,
  id: string | null,
): InstallCheck {
  const candidate = candidateOf(status);
  if (id === status.stable) return { key: 'again', version: status.stable };
  if (candidate === null || candidate === id) return { key: 'free' };
  return { key: replaceable.includes(status.state) ? 'replaces' : 'busy', version: candidate };
}
