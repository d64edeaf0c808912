import type { QueryClient } from '@tanstack/react-query';
import type { Difference, Pointer, Turn } from '../../core/contract/models.ts';
import type { Client } from './client.ts';
import { createStore, type Store } from './createStore.ts';
import { keys } from './keys.ts';
import { isCancelled } from './problem.ts';

export type SideName = 'stable' | 'beta';

export interface Side {
  version: string | null;
  pointer: Pointer | null;
  hits: number | null;
  text: string;
  turn: Turn | null;
}

/** How a pair of answers is shown. Drawn anew for each question, and kept until the next one. */
export interface Showing {
  /** Which answer stands on the left. */
  left: SideName;
  /** `hidden`: nothing may tell the versions apart until there is a vote. `given-up`: shown without one. */
  names: 'shown' | 'hidden' | 'voted' | 'given-up';
  /** The vote, once it is stored. */
  winner: SideName | 'tie' | null;
  /** When both answers appeared, by `performance.now()`; null until then. */
  since: number | null;
}

export interface Comparison {
  question: string;
  showing: Showing;
  state: 'asking' | 'finished' | 'stopped' | 'failed';
  error: unknown;
  sides: Record<SideName, Side>;
  differences: Difference | null;
}

export interface Comparing {
  store: Store<Comparison | null>;
  /** With `left` the names are hidden until there is a vote, and that side stands on the left. */
  ask(question: string, library: string | undefined, left?: SideName): Promise<void>;
  stop(): void;
  /** Ends the hiding: with a vote that was stored, or without one. */
  reveal(winner: SideName | 'tie' | null): void;
}

const emptySide: Side = { version: null, pointer: null, hits: null, text: '', turn: null };

/** The latest comparison. It goes on while another page is open and lasts as long as the window. */
export function createComparing(client: Client, cache: QueryClient): Comparing {
  const store = createStore<Comparison | null>(null);
  let running: AbortController | null = null;

  const change = (part: Partial<Comparison>) => store.update((now) => (now ? { ...now, ...part } : now));
  const changeSide = (name: SideName, part: (side: Side) => Partial<Side>) =>
    store.update((now) =>
      now ? { ...now, sides: { ...now.sides, [name]: { ...now.sides[name], ...part(now.sides[name]) } } } : now,
    );

  return {
    store,
    stop: () => running?.abort(),
    reveal: (winner) =>
      store.update((now) =>
        now?.showing.names === 'hidden'
          ? { ...now, showing: { ...now.showing, winner, names: winner ? 'voted' : 'given-up' } }
          : now,
      ),
    async ask(question, library, left) {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      store.set({
        question,
        showing: { left: left ?? 'stable', names: left ? 'hidden' : 'shown', winner: null, since: null },
        state: 'asking',
        error: null,
        sides: { stable: emptySide, beta: emptySide },
        differences: null,
      });
      const waiting: Record<SideName, string> = { stable: '', beta: '' };
      let frame = 0;
      const flush = () => {
        cancelAnimationFrame(frame);
        frame = 0;
        for (const name of ['stable', 'beta'] as const) {
          const text = waiting[name];
          waiting[name] = '';
          if (text !== '') changeSide(name, (side) => ({ text: side.text + text }));
        }
      };
      try {
        for await (const message of await client.chats.compare({ question, library }, { signal: controller.signal })) {
          if (running !== controller) return;
          if (message.type === 'differences') {
            change({ differences: message.differences });
            continue;
          }
          const { side, event } = message;
          if (event.type === 'start') changeSide(side, () => ({ version: event.version, pointer: event.pointer }));
          else if (event.type === 'retrieved') changeSide(side, () => ({ hits: event.hits }));
          else if (event.type === 'turn') {
            flush();
            changeSide(side, () => ({ turn: event.turn, text: event.turn.answer }));
          } else {
            waiting[side] += event.text;
            if (frame === 0) frame = requestAnimationFrame(flush);
          }
        }
        flush();
        store.update((now) =>
          now ? { ...now, state: 'finished', showing: { ...now.showing, since: performance.now() } } : now,
        );
      } catch (error) {
        if (running !== controller) return;
        flush();
        if (isCancelled(error)) change({ state: 'stopped' });
        else change({ state: 'failed', error });
      } finally {
        if (running === controller) running = null;
        void cache.invalidateQueries({ queryKey: keys.allChats });
      }
    },
  };
}
