import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Comparison } from '../../shared/comparing.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';
import { type Choice, winnerOf } from './blindness.ts';

/** More than the contract takes is a day; nobody looks at two answers for longer. */
const LONGEST_MS = 86_400_000;

/** Stores a blind vote; names appear once it is stored. */
export function useCastVote() {
  const { client, comparing } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ comparison, choice }: { comparison: Comparison; choice: Choice }) => {
      const { sides, showing } = comparison;
      const stable = sides.stable.turn?.answerId;
      const beta = sides.beta.turn?.answerId;
      if (!stable || !beta) return null;
      const winner = winnerOf(choice, showing.left);
      const ms = Math.min(LONGEST_MS, Math.max(0, performance.now() - (showing.since ?? performance.now())));
      await client.votes.cast({ stable, beta, winner, blind: true, left: showing.left, ms });
      return winner;
    },
    onSuccess: (winner, { comparison }) => {
      // The next question may have been asked while the vote was on its way.
      if (winner && comparing.store.get()?.sides.stable.turn === comparison.sides.stable.turn) comparing.reveal(winner);
      void cache.invalidateQueries({ queryKey: keys.release });
    },
    onError: notifyProblem,
  });
}
