import { AppError } from '../../core/contract/index.ts';

/** Lets a bounded number of holders in; the others wait in the order in which they came. */
export interface Semaphore {
  /** Resolves to the release, which may be called more than once. Fails with cancelled when `signal` aborts first. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  readonly waiting: number;
}

export function createSemaphore(permits: number): Semaphore {
  const waiters: (() => void)[] = [];
  let free = permits;

  function release(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = waiters.shift();
      if (next) next();
      else free += 1;
    };
  }

  return {
    async acquire(signal) {
      if (signal?.aborted) throw new AppError('cancelled');
      if (free > 0) {
        free -= 1;
        return release();
      }
      return await new Promise((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', leave);
          resolve(release());
        };
        const leave = () => {
          const place = waiters.indexOf(enter);
          if (place === -1) return;
          waiters.splice(place, 1);
          reject(new AppError('cancelled'));
        };
        waiters.push(enter);
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
    get waiting() {
      return waiters.length;
    },
  };
}
