import { AppError } from '../../core/contract/index.ts';
import type { Supervised } from '../supervise/supervise.ts';

interface Lane {
  process: Supervised | undefined;
  busy: boolean;
  idle: NodeJS.Timeout | undefined;
}

interface Waiting {
  take(lane: Lane): void;
  refuse(error: AppError): void;
}

export interface Lanes {
  /**
   * Runs `job` on a process that nothing else uses meanwhile. Waits for a free one; the wait ends with `cancelled`
   * when the signal aborts and with `parser-crashed` when the lanes are closed.
   */
  run<Result>(job: (process: Supervised) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  close(): Promise<void>;
}

/** Codes after which a process may be dying or busy with work nobody waits for: the next job gets a fresh one. */
const suspect = new Set(['cancelled', 'timed-out', 'document-timed-out', 'parser-crashed']);

/**
 * At most `count` child processes, each with one job at a time. A process starts with the first job that needs it and
 * ends after `idleMs` without one, so that an idle app holds no parser in memory.
 */
export function createLanes(options: { count: number; idleMs: number; start: () => Supervised }): Lanes {
  const lanes: Lane[] = Array.from({ length: options.count }, () => ({
    process: undefined,
    busy: false,
    idle: undefined,
  }));
  const waiting: Waiting[] = [];
  const ending = new Set<Promise<void>>();
  let closed = false;

  function discard(lane: Lane): void {
    clearTimeout(lane.idle);
    const { process } = lane;
    lane.process = undefined;
    if (!process) return;
    const end = process.close().finally(() => ending.delete(end));
    ending.add(end);
  }

  function acquire(signal: AbortSignal | undefined): Promise<Lane> {
    if (closed) return Promise.reject(new AppError('parser-crashed', { reason: 'closed' }));
    if (signal?.aborted) return Promise.reject(new AppError('cancelled'));
    // A lane whose process already runs saves the start of another one.
    const free = lanes.find((lane) => !lane.busy && lane.process) ?? lanes.find((lane) => !lane.busy);
    if (free) {
      free.busy = true;
      return Promise.resolve(free);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal?.removeEventListener('abort', onAbort);
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1);
      };
      const onAbort = () => entry.refuse(new AppError('cancelled'));
      const entry: Waiting = {
        take: (lane) => {
          leave();
          resolve(lane);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });
  }

  function release(lane: Lane): void {
    const next = closed ? undefined : waiting[0];
    if (next) {
      next.take(lane);
      return;
    }
    lane.busy = false;
    lane.idle = setTimeout(() => discard(lane), options.idleMs);
    lane.idle.unref();
  }

  return {
    async run(job, signal) {
      const lane = await acquire(signal);
      clearTimeout(lane.idle);
      try {
        if (closed) throw new AppError('parser-crashed', { reason: 'closed' });
        lane.process ??= options.start();
        return await job(lane.process);
      } catch (error) {
        if (error instanceof AppError && suspect.has(error.code)) discard(lane);
        throw error;
      } finally {
        release(lane);
      }
    },
    async close() {
      closed = true;
      for (const entry of [...waiting]) entry.refuse(new AppError('parser-crashed', { reason: 'closed' }));
      for (const lane of lanes) discard(lane);
      await Promise.all(ending);
    },
  };
}
