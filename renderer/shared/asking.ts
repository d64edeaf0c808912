import type { QueryClient } from '@tanstack/react-query';
import type { Chat, Pointer, Turn } from '../../core/contract/models.ts';
import type { Client } from './client.ts';
import { createStore, type Store } from './createStore.ts';
import { keys } from './keys.ts';
import { pause } from './pause.ts';
import { isCancelled } from './problem.ts';

/** A question on its way. It leaves the store once the stored turn has taken its place in the chat's history. */
export interface Live {
  chat: string;
  question: string;
  /** Asked for by name; null means the chat's own version. */
  asked: string | null;
  answerId: string | null;
  version: string | null;
  pointer: Pointer | null;
  hits: number | null;
  text: string;
  state: 'asking' | 'stopping' | 'failed';
  error: unknown;
}

export interface AskInput {
  chat: string;
  question: string;
  version?: string;
  library?: string;
}

export interface Asking {
  store: Store<Record<string, Live>>;
  /** Resolves with the stored turn, or null when it was stopped or failed; never rejects. */
  ask(input: AskInput): Promise<Turn | null>;
  stop(chat: string): void;
}

type ChatWithHistory = Chat & { history: Turn[] };

const STOPPED_LOOKUPS_MS = [0, 150, 400, 1000, 2000];

/** Holds the answers in progress outside the pages, so that leaving a chat does not stop its answer. */
export function createAsking(client: Client, cache: QueryClient): Asking {
  const store = createStore<Record<string, Live>>({});
  const controllers = new Map<string, AbortController>();

  const change = (chat: string, part: Partial<Live>) =>
    store.update((all) => (all[chat] ? { ...all, [chat]: { ...all[chat], ...part } } : all));
  const drop = (chat: string) =>
    store.update((all) => {
      const { [chat]: _, ...rest } = all;
      return rest;
    });

  const keepTurn = (turn: Turn) => {
    cache.setQueryData<ChatWithHistory>(keys.chat(turn.chat), (chat) =>
      chat
        ? { ...chat, history: [...chat.history.filter((other) => other.answerId !== turn.answerId), turn] }
        : undefined,
    );
  };

  const refresh = (chat: string) =>
    Promise.all([
      cache.invalidateQueries({ queryKey: keys.chat(chat) }),
      cache.invalidateQueries({ queryKey: keys.allChats }),
    ]);

  /** A stopped or broken answer is stored a moment after its stream ends; looks for it a few times. */
  const findStored = async (answerId: string | null): Promise<Turn | null> => {
    if (!answerId) return null;
    for (const wait of STOPPED_LOOKUPS_MS) {
      await pause(wait);
      try {
        const turn = await client.answers.get({ id: answerId });
        if (turn.state !== 'running') return turn;
      } catch {
        // Not stored yet, or the application is gone: the last look decides.
      }
    }
    return null;
  };

  /** Collects tokens and shows them once a frame: a fast model sends more than a screen can draw. */
  const createWriter = (chat: string) => {
    let waiting = '';
    let frame = 0;
    const flush = () => {
      frame = 0;
      const live = store.get()[chat];
      if (live && waiting !== '') change(chat, { text: live.text + waiting });
      waiting = '';
    };
    return {
      add(text: string) {
        waiting += text;
        if (frame === 0) frame = requestAnimationFrame(flush);
      },
      end() {
        cancelAnimationFrame(frame);
        flush();
      },
    };
  };

  const ask = async ({ chat, question, version, library }: AskInput): Promise<Turn | null> => {
    controllers.get(chat)?.abort();
    const controller = new AbortController();
    controllers.set(chat, controller);
    const fresh: Live = {
      chat,
      question,
      asked: version ?? null,
      answerId: null,
      version: null,
      pointer: null,
      hits: null,
      text: '',
      state: 'asking',
      error: null,
    };
    store.update((all) => ({ ...all, [chat]: fresh }));
    const writer = createWriter(chat);
    let answerId: string | null = null;
    let turn: Turn | null = null;
    const mine = () => controllers.get(chat) === controller;
    try {
      const events = await client.chats.ask({ question, chat, version, library }, { signal: controller.signal });
      for await (const event of events) {
        if (!mine()) return null;
        if (event.type === 'start') {
          answerId = event.answerId;
          change(chat, { answerId, version: event.version, pointer: event.pointer });
          // The question is stored by now: the list shows the chat under its title.
          void cache.invalidateQueries({ queryKey: keys.allChats });
        } else if (event.type === 'retrieved') change(chat, { hits: event.hits });
        else if (event.type === 'text') writer.add(event.text);
        else {
          writer.end();
          turn = event.turn;
          keepTurn(turn);
          drop(chat);
          void refresh(chat);
        }
      }
      if (turn) return turn;
      throw new TypeError('the stream ended before the answer did');
    } catch (error) {
      writer.end();
      if (turn || !mine()) return turn;
      const stored = await findStored(answerId);
      if (stored) keepTurn(stored);
      if (stored || isCancelled(error)) drop(chat);
      else change(chat, { state: 'failed', error });
      void refresh(chat);
      return null;
    } finally {
      if (mine()) controllers.delete(chat);
    }
  };

  return {
    store,
    ask,
    stop(chat) {
      const controller = controllers.get(chat);
      if (!controller) return;
      change(chat, { state: 'stopping' });
      controller.abort();
    },
  };
}
