import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { go } from '../../app/routes.ts';
import { useStore } from '../../shared/createStore.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useLibrary, useServices } from '../../shared/services.tsx';

const LOOK_AGAIN_MS = 1500;

/** A stored chat, or one that begins with its first question. */
export function useChat(id: string | null) {
  const { client, asking } = useServices();
  const cache = useQueryClient();
  const library = useLibrary();
  const [firstPointer, setFirstPointer] = useState<'stable' | 'beta' | null>(null);
  const [starting, setStarting] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);

  const query = useQuery({
    queryKey: keys.chat(id ?? ''),
    queryFn: ({ signal }) => client.chats.get({ id: id! }, { signal }),
    enabled: id !== null,
    // An answer that another window started, or this one before it was reloaded, has no stream here.
    refetchInterval: ({ state }) =>
      state.data?.history.some((turn) => turn.state === 'running') ? LOOK_AGAIN_MS : false,
  });

  const busy = useStore(asking.store, (all) => {
    const state = id ? all[id]?.state : undefined;
    return state === 'asking' || state === 'stopping';
  });

  const ask = useCallback(
    async (question: string, version?: string) => {
      if (id) {
        await asking.ask({ chat: id, question, version });
        return;
      }
      setStarting(true);
      setRestored(null);
      try {
        const chat = await client.chats.create({ pointer: firstPointer ?? undefined, library: library?.id });
        cache.setQueryData(keys.chat(chat.id), { ...chat, history: [] });
        void asking.ask({ chat: chat.id, question, version });
        go('chat', chat.id);
      } catch (error) {
        setRestored(question);
        notifyProblem(error);
      } finally {
        setStarting(false);
      }
    },
    [id, asking, client, firstPointer, library?.id, cache],
  );

  const stop = useCallback(() => {
    if (id) asking.stop(id);
  }, [id, asking]);

  return {
    query,
    chat: query.data ?? null,
    pointer: query.data?.pointer ?? firstPointer ?? 'stable',
    setFirstPointer,
    busy: busy || starting,
    restored,
    ask,
    stop,
  };
}
