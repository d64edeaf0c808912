import { stat } from 'node:fs/promises';
import { AppError } from '../../core/contract/index.ts';
import { childEntry, type Launcher } from '../supervise/launcher.ts';
import { type Supervised, supervise } from '../supervise/supervise.ts';
import { untilAborted } from '../supervise/until-aborted.ts';
import type { ModelFile } from './llama-process.ts';

export interface ModelPoolOptions {
  launcher: Launcher;
  gpu: 'auto' | 'off';
  /** A process nobody has used for this long is ended. */
  idleUnloadMs: number;
  /** Limit of starting a process and loading its weights. */
  startTimeoutMs: number;
  /** Model processes at the same time. */
  maxLoaded: number;
  /** Generations at the same time in one process. */
  parallel: number;
  /** First wait after a crash, doubled with each further one. */
  backOffMs: number;
}

/** A model process as health reports and tests see it. */
export interface ModelProcess {
  model: string;
  pid: number | undefined;
  loaded: boolean;
  /** Calls that use it now. */
  calls: number;
  crashes: number;
}

/** The model processes: one per GGUF, started on demand, ended when idle, least recently used first. */
export interface ModelPool {
  /**
   * Runs `work` with the process of the file at `path`, its weights loaded. While every process is busy it waits for
   * one to become idle; `signal` ends any wait with cancelled. Fails with model-* codes.
   */
  use<Result>(
    path: string,
    signal: AbortSignal,
    work: (process: Supervised, file: ModelFile) => Promise<Result>,
  ): Promise<Result>;
  processes(): ModelProcess[];
  close(): Promise<void>;
}

interface Entry {
  file: ModelFile;
  /** Size and time of the file that the process was started for. */
  identity: string;
  process: Supervised;
  calls: number;
  idleTimer: NodeJS.Timeout | undefined;
  /** The process that has the weights; another one after a crash has not. */
  loadedPid: number | undefined;
  loading: Promise<void> | undefined;
}

/**
 * A call that ignores its cancellation ends the process after this long. On a slow machine evaluating one part of a
 * long prompt takes seconds, and the calls beside it should not pay for that.
 */
const cancelGraceMs = 15_000;
/** Calls bring limits of their own; this one only catches what has none. */
const lastLimitMs = 60 * 60_000;

export function createModelPool(options: ModelPoolOptions): ModelPool {
  /** In the order of last use, longest ago first. */
  const entries = new Map<string, Entry>();
  const ending = new Set<Promise<void>>();
  const wakers = new Set<() => void>();
  let closed = false;

  function create(path: string, identity: string): Entry {
    return {
      file: { path, gpu: options.gpu, parallel: options.parallel },
      identity,
      process: supervise({
        launcher: options.launcher,
        entry: childEntry(import.meta.url, './llama-process'),
        name: 'Tandem model',
        crashCode: 'model-crashed',
        timeoutCode: 'model-timed-out',
        timeoutMs: lastLimitMs,
        cancelGraceMs,
        backOffMs: options.backOffMs,
      }),
      calls: 0,
      idleTimer: undefined,
      loadedPid: undefined,
      loading: undefined,
    };
  }

  async function acquire(path: string, signal: AbortSignal): Promise<Entry> {
    for (;;) {
      const identity = await identify(path);
      // Nothing is awaited from here to the return: what was true of the entries still is.
      if (closed) throw new AppError('model-crashed', { path, reason: 'closed' });
      if (signal.aborted) throw new AppError('cancelled');
      const there = entries.get(path);
      // A file that is gone still serves the process that has it open.
      const stale = there !== undefined && identity !== null && there.identity !== identity;
      if (there && (!stale || there.calls > 0)) return enter(there);
      if (identity === null) throw new AppError('model-missing', { path });
      if (there) remove(there);
      if (ending.size > 0) {
        await wake(signal, ...ending);
        continue;
      }
      if (entries.size < options.maxLoaded) return enter(create(path, identity));
      const oldest = [...entries.values()].find((entry) => entry.calls === 0);
      if (oldest) remove(oldest);
      else await wake(signal);
    }
  }

  function enter(entry: Entry): Entry {
    clearTimeout(entry.idleTimer);
    entry.calls += 1;
    entries.delete(entry.file.path);
    entries.set(entry.file.path, entry);
    return entry;
  }

  function leave(entry: Entry): void {
    entry.calls -= 1;
    if (entry.calls > 0) return;
    if (entries.get(entry.file.path) === entry) {
      entry.idleTimer = setTimeout(() => remove(entry), options.idleUnloadMs);
      entry.idleTimer.unref();
    }
    wakeAll();
  }

  /** Ends the process of an entry; nothing new starts before it is gone, for its memory may be needed. */
  function remove(entry: Entry): void {
    clearTimeout(entry.idleTimer);
    if (entries.get(entry.file.path) === entry) entries.delete(entry.file.path);
    const end = entry.process.close().finally(() => {
      ending.delete(end);
      wakeAll();
    });
    ending.add(end);
  }

  function wakeAll(): void {
    for (const waker of [...wakers]) waker();
  }

  /** Resolves when an entry has become idle or is gone, rejects with cancelled when `signal` aborts. */
  function wake(signal: AbortSignal, ...ends: Promise<void>[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        wakers.delete(done);
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        wakers.delete(done);
        reject(new AppError('cancelled'));
      };
      wakers.add(done);
      signal.addEventListener('abort', onAbort, { once: true });
      for (const end of ends) void end.then(done);
    });
  }

  /** Loading is shared by all who wait for it, so no single one of them can cancel it. */
  function load(entry: Entry): Promise<void> {
    if (isLoaded(entry)) return Promise.resolve();
    entry.loading ??= entry.process
      .call('load', { file: entry.file }, { timeoutMs: options.startTimeoutMs })
      .then(() => {
        entry.loadedPid = entry.process.pid;
      })
      .catch((error: AppError) => {
        // The file itself is at fault: a process without a model is of no use. After a crash it stays, to be
        // started again with a wait.
        if (error.code !== 'model-crashed') remove(entry);
        throw error;
      })
      .finally(() => {
        entry.loading = undefined;
      });
    return entry.loading;
  }

  return {
    async use(path, signal, work) {
      const entry = await acquire(path, signal);
      try {
        await untilAborted(load(entry), signal);
        return await work(entry.process, entry.file);
      } finally {
        leave(entry);
      }
    },
    processes: () =>
      [...entries.values()].map((entry) => ({
        model: entry.file.path,
        pid: entry.process.pid,
        loaded: isLoaded(entry),
        calls: entry.calls,
        crashes: entry.process.crashes,
      })),
    async close() {
      closed = true;
      for (const entry of [...entries.values()]) remove(entry);
      await Promise.all(ending);
    },
  };
}

function isLoaded({ process, loadedPid }: Entry): boolean {
  return process.running && loadedPid !== undefined && process.pid === loadedPid;
}

/** Size and time of change, so that a file put in another's place is noticed; null when there is none. */
async function identify(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  return stats && `${stats.size} ${stats.mtimeMs}`;
}
