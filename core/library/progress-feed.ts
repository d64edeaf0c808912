import type { ImportProgress } from '../contract/index.ts';

/** Turns "something changed" into snapshots for any number of followers, at most ten a second. */
export interface ProgressFeed {
  changed(): void;
  /** The present snapshot, then one on each change. With a batch, ends once that batch has no open file. */
  follow(batch?: string, signal?: AbortSignal): AsyncGenerator<ImportProgress>;
  close(): void;
}

const intervalMs = 100;

export function createProgressFeed(snapshot: (batch?: string) => ImportProgress): ProgressFeed {
  const wakers = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let revision = 0;
  let closed = false;

  function wakeAll(): void {
    timer = undefined;
    for (const wake of wakers) wake();
  }

  return {
    changed() {
      revision += 1;
      timer ??= setTimeout(wakeAll, intervalMs);
    },
    async *follow(batch, signal) {
      let seen = -1;
      while (!closed && !signal?.aborted) {
        if (seen !== revision) {
          seen = revision;
          const now = snapshot(batch);
          yield now;
          if (batch && now.finished === now.total) return;
        }
        await new Promise<void>((resolve) => {
          const wake = () => {
            wakers.delete(wake);
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          wakers.add(wake);
          signal?.addEventListener('abort', wake, { once: true });
          // The state may have changed between the snapshot and this wait.
          if (closed || signal?.aborted || (seen !== revision && timer === undefined)) wake();
        });
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      wakeAll();
    },
  };
}
