import { untilAborted } from './until-aborted.ts';

/** Jobs of one key run one after the other; jobs of different keys do not know of each other. */
export type TurnsByKey = <Result>(key: string, job: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

/** A wait for one's turn ends with `cancelled` when the signal aborts; the job that runs meanwhile is not touched. */
export function createTurnsByKey(): TurnsByKey {
  const last = new Map<string, Promise<void>>();

  return async (key, job, signal) => {
    const before = last.get(key);
    const { promise: done, resolve: leave } = Promise.withResolvers<void>();
    const mine = (before ?? Promise.resolve()).then(() => done);
    last.set(key, mine);
    void mine.then(() => {
      if (last.get(key) === mine) last.delete(key);
    });
    try {
      if (before) await untilAborted(before, signal);
      signal?.throwIfAborted();
      return await job();
    } finally {
      leave();
    }
  };
}
