import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import type { Client } from '../../shared/client.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { problemOf } from '../../shared/problem.ts';
import { useServices } from '../../shared/services.tsx';
import { askMove } from './askedMove.ts';
import { type Move, needsConfirmation, permissionOf } from './releaseMoves.ts';

/** Guards are looked at every five seconds by the application. */
export const LOOK_EVERY_MS = 5000;

/** Where the release stands. With `live` it is asked for again every few seconds. */
export function useRelease(live = false) {
  const { client } = useServices();
  return useQuery({
    queryKey: keys.release,
    queryFn: ({ signal }) => client.release.status(undefined, { signal }),
    refetchInterval: live ? LOOK_EVERY_MS : false,
  });
}

export interface MoveInput {
  move: Move;
  reason?: string;
  force?: boolean;
  /** Of the status that the decision was made on. */
  generation?: number;
}

function callOf(client: Client, { move, reason, force, generation }: MoveInput): Promise<ReleaseStatus> {
  const words = { reason: reason || undefined, force, generation };
  const { release } = client;
  switch (move.name) {
    case 'ramp':
    case 'advance':
      return release.ramp(words);
    case 'retry':
      return release.shadow({ ...words, version: move.version });
    case 'restore':
      return release.rollback({ ...words, to: move.version });
    case 'shadow':
    case 'pause':
    case 'resume':
    case 'promote':
    case 'rollback':
    case 'abort':
      return release[move.name](words);
  }
}

/** Takes over a new status and asks again for everything that a moved pointer changes. */
export function useTakeStatus() {
  const cache = useQueryClient();
  return (status?: ReleaseStatus) => {
    if (status) cache.setQueryData(keys.release, status);
    for (const key of [keys.release, keys.versions, keys.differences, keys.audit, keys.allChats, keys.everyChat])
      void cache.invalidateQueries({ queryKey: key });
  };
}

/** Makes a move. Fails as the application does. */
export function useMove() {
  const { client } = useServices();
  const take = useTakeStatus();
  return useMutation({
    mutationFn: (input: MoveInput) => callOf(client, input),
    onSuccess: take,
    onError: () => take(),
  });
}

/** Begins a move: at once where that is harmless, else by way of the dialog. A refused one ends in the dialog too. */
export function useStartMove(status: ReleaseStatus | undefined) {
  const move = useMove();
  const start = (wanted: Move) => {
    if (!status) return;
    const permission = permissionOf(status, wanted);
    if (permission.allowed === 'no') return;
    if (needsConfirmation(wanted, permission)) askMove(wanted);
    else
      move.mutate(
        { move: wanted, generation: status.generation },
        {
          onError: (error) => (problemOf(error).code === 'conflict' ? askMove(wanted, error) : notifyProblem(error)),
        },
      );
  };
  return { start, pending: move.isPending ? move.variables.move.name : null };
}
