import { untilAborted } from './until-aborted.ts';

/**
 * Who may touch what is stored for a content. Work that adds to it is shared: versions go on side by side. Taking it
 * away is done alone, after the work under way has ended; work that only serves documents that are gone is asked to.
 */
export interface ContentLocks {
  /** Runs `job` beside other shared work. The signal it gets aborts with `signal`, and when `yields` says so. */
  share<Result>(
    contentSha256: string,
    job: (signal: AbortSignal) => Promise<Result>,
    options?: { signal?: AbortSignal; yields?: boolean },
  ): Promise<Result>;
  /** Runs `job` alone. Shared work that yields is aborted first when `urgent` says so; what comes later waits. */
  alone<Result>(contentSha256: string, job: () => Promise<Result>, options?: { urgent?: boolean }): Promise<Result>;
}

interface Holder {
  ended: Promise<void>;
  yieldNow: () => void;
}

interface Lock {
  sharers: Set<Holder>;
  /** The end of the last job that runs alone or waits to; those who come later wait for it. */
  gate: Promise<void>;
  waiting: number;
}

export function createContentLocks(): ContentLocks {
  const locks = new Map<string, Lock>();

  function lockOf(contentSha256: string): Lock {
    const lock = locks.get(contentSha256) ?? { sharers: new Set(), gate: Promise.resolve(), waiting: 0 };
    locks.set(contentSha256, lock);
    return lock;
  }
  function tidy(contentSha256: string, lock: Lock): void {
    if (lock.sharers.size === 0 && lock.waiting === 0) locks.delete(contentSha256);
  }

  return {
    async share(contentSha256, job, { signal, yields = false } = {}) {
      const lock = lockOf(contentSha256);
      lock.waiting += 1;
      try {
        await untilAborted(lock.gate, signal);
      } finally {
        lock.waiting -= 1;
        tidy(contentSha256, lock);
      }
      const controller = new AbortController();
      const either = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const holder: Holder = { ended, yieldNow: () => yields && controller.abort() };
      lock.sharers.add(holder);
      locks.set(contentSha256, lock);
      try {
        either.throwIfAborted();
        return await job(either);
      } finally {
        lock.sharers.delete(holder);
        end();
        tidy(contentSha256, lock);
      }
    },
    async alone(contentSha256, job, { urgent = false } = {}) {
      const lock = lockOf(contentSha256);
      const before = lock.gate;
      const { promise: done, resolve: open } = Promise.withResolvers<void>();
      lock.gate = before.then(() => done);
      lock.waiting += 1;
      try {
        await before;
        if (urgent) for (const holder of lock.sharers) holder.yieldNow();
        await Promise.all([...lock.sharers].map((holder) => holder.ended));
        return await job();
      } finally {
        lock.waiting -= 1;
        open();
        tidy(contentSha256, lock);
      }
    },
  };
}
