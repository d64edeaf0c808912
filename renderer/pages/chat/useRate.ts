import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Chat, Rating, RatingTag, Turn } from '../../../core/contract/models.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';

export interface RatingChange {
  thumb?: 'up' | 'down' | null;
  stars?: number | null;
  tags?: RatingTag[];
  comment?: string | null;
}

type ChatWithHistory = Chat & { history: Turn[] };

/** Stores a rating at once and shows it before the answer is back; one that could not be stored goes back. */
export function useRate(turn: Turn) {
  const { client } = useServices();
  const cache = useQueryClient();
  const key = keys.chat(turn.chat);
  const show = (rating: Rating | null) =>
    cache.setQueryData<ChatWithHistory>(key, (chat) =>
      chat
        ? { ...chat, history: chat.history.map((one) => (one.answerId === turn.answerId ? { ...one, rating } : one)) }
        : chat,
    );
  return useMutation({
    mutationFn: (change: RatingChange) => client.answers.rate({ id: turn.answerId, ...change }),
    onMutate: (change) => {
      const empty: Rating = {
        answerId: turn.answerId,
        version: turn.version,
        thumb: null,
        stars: null,
        tags: [],
        comment: null,
        ratedAt: Date.now(),
      };
      show({ ...(turn.rating ?? empty), ...change });
      return turn.rating;
    },
    onError: (error, _change, before) => {
      show(before ?? null);
      notifyProblem(error);
    },
    onSuccess: (rating) => show(rating),
  });
}
