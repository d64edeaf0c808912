import { setTimeout as wait } from 'node:timers/promises';
import { AppError, type ErrorCode, type WireError } from '../../core/contract/index.ts';
import type { CallOptions } from '../../core/ports.ts';
import type { Child, Launcher } from './launcher.ts';
import { untilAborted } from './until-aborted.ts';

/** Messages between a supervisor and its child. Parent: call, cancel. Child: event, result, error. */
export type ParentMessage =
  | { type: 'call'; id: number; method: string; params: unknown }
  | { type: 'cancel'; id: number };
export type ChildMessage =
  | { type: 'ready' }
  | { type: 'event'; id: number; event: unknown }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; error: WireError };

export interface SuperviseOptions {
  launcher: Launcher;
  entry: URL;
  name: string;
  /** Pending calls end with this code when the child stops. */
  crashCode: ErrorCode;
  /** A call over its limit ends with this code. */
  timeoutCode: ErrorCode;
  /** Default limit of a call in milliseconds. */
  timeoutMs: number;
  execArgv?: string[];
  env?: Record<string, string>;
  /** Killing the child is the only way to stop a call that ignores its cancellation; it gets this long first. */
  cancelGraceMs?: number;
  /** Start by start waits: 0, then this, doubled up to 2 s. A call that succeeds resets it. */
  backOffMs?: number;
}

export interface SupervisedCall extends CallOptions {
  onEvent?: (event: never) => void;
}

/**
 * One child process and the calls running in it. The child starts with the first call and again after a crash;
 * a call is never repeated by itself. Every call ends: with its result, its error, its limit or the child's end.
 */
export interface Supervised {
  call<Result>(method: string, params: unknown, options?: SupervisedCall): Promise<Result>;
  readonly running: boolean;
  readonly pid: number | undefined;
  readonly pending: number;
  /** Times the child ended without being asked to. */
  readonly crashes: number;
  /** Ends the child now; pending calls end with the crash code. The next call starts it again. */
  kill(): void;
  /** Ends the child for good. */
  close(): Promise<void>;
}

interface Pending {
  /** The child that has the call: its end is the call's end, that of an earlier child is not. */
  child: Child;
  resolve(value: unknown): void;
  reject(error: AppError): void;
  onEvent?: ((event: never) => void) | undefined;
}

export function supervise(options: SuperviseOptions): Supervised {
  const pending = new Map<number, Pending>();
  const { cancelGraceMs = 2000, backOffMs = 50 } = options;
  /** Children that were told to end: their end is no crash. */
  const asked = new WeakSet<Child>();
  let child: Child | undefined;
  let starting: Promise<Child> | undefined;
  let exited: Promise<void> = Promise.resolve();
  const closing = new AbortController();
  let nextId = 1;
  let crashes = 0;
  let failuresInARow = 0;

  function start(): Promise<Child> {
    if (child) return Promise.resolve(child);
    starting ??= launch().finally(() => {
      starting = undefined;
    });
    return starting;
  }

  async function launch(): Promise<Child> {
    // A killed child still holds its memory until it is gone.
    await exited;
    const pause = failuresInARow === 0 ? 0 : Math.min(2000, backOffMs * 2 ** (failuresInARow - 1));
    if (pause > 0) await wait(pause, undefined, { signal: closing.signal }).catch(() => undefined);
    if (closing.signal.aborted) throw closedError();
    const started = startChild();
    child = started;
    started.onMessage((message) => receive(message as ChildMessage));
    exited = new Promise((resolve) =>
      started.onExit((exit) => {
        if (!asked.has(started)) {
          crashes += 1;
          failuresInARow += 1;
        }
        if (child === started) child = undefined;
        for (const [id, call] of pending) {
          if (call.child !== started) continue;
          pending.delete(id);
          call.reject(new AppError(options.crashCode, { process: options.name, ...exit }));
        }
        resolve();
      }),
    );
    return started;
  }

  function startChild(): Child {
    const { launcher, entry, name, execArgv, env } = options;
    try {
      return launcher.launch(entry, { name, ...(execArgv && { execArgv }), ...(env && { env }) });
    } catch (error) {
      failuresInARow += 1;
      throw new AppError(options.crashCode, { process: name, reason: String(error) }, { cause: error });
    }
  }

  /** Ends the child; later calls wait for its end and start another. */
  function end(target: Child): void {
    if (child === target) child = undefined;
    target.kill();
  }

  function endAsAsked(): void {
    if (!child) return;
    asked.add(child);
    end(child);
  }

  function closedError(): AppError {
    return new AppError(options.crashCode, { process: options.name, reason: 'closed' });
  }

  function receive(message: ChildMessage): void {
    if (message.type === 'ready') return;
    const call = pending.get(message.id);
    if (!call) return;
    if (message.type === 'event') {
      call.onEvent?.(message.event as never);
      return;
    }
    pending.delete(message.id);
    failuresInARow = 0;
    if (message.type === 'result') call.resolve(message.result);
    else call.reject(AppError.fromWire(message.error));
  }

  async function call<Result>(method: string, params: unknown, callOptions: SupervisedCall = {}): Promise<Result> {
    const { signal, onEvent, timeoutMs = options.timeoutMs } = callOptions;
    if (closing.signal.aborted) throw closedError();
    if (signal?.aborted) throw new AppError('cancelled');
    const target = await untilAborted(start(), signal);
    if (child !== target) throw new AppError(options.crashCode, { process: options.name, reason: 'ended' });
    const id = nextId++;
    return await new Promise<Result>((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const cleanUp = () => {
        clearTimeout(timer);
        clearTimeout(grace);
        signal?.removeEventListener('abort', onAbort);
      };
      pending.set(id, {
        child: target,
        resolve: (value) => {
          cleanUp();
          resolve(value as Result);
        },
        reject: (error) => {
          cleanUp();
          reject(error);
        },
        onEvent,
      });
      const stop = (error: AppError) => {
        target.send({ type: 'cancel', id } satisfies ParentMessage);
        grace ??= setTimeout(() => {
          if (!pending.has(id)) return;
          pending.delete(id);
          cleanUp();
          reject(error);
          end(target);
        }, cancelGraceMs);
      };
      const onAbort = () => {
        // Whoever gave up first decides the answer: the limit no longer matters.
        clearTimeout(timer);
        stop(new AppError('cancelled'));
      };
      const timer = setTimeout(() => {
        const error = new AppError(options.timeoutCode, { limitMs: timeoutMs, process: options.name });
        // The limit is the answer, whatever the child still says; the cancellation only ends its work.
        const waiting = pending.get(id);
        if (waiting) {
          const reject = waiting.reject;
          waiting.resolve = () => reject(error);
          waiting.reject = () => reject(error);
        }
        stop(error);
      }, timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        target.send({ type: 'call', id, method, params } satisfies ParentMessage);
      } catch (error) {
        // Values that cannot be cloned never reach the child, so no answer will come.
        pending.get(id)?.reject(new AppError('internal', { method }, { cause: error }));
        pending.delete(id);
      }
    });
  }

  return {
    call,
    get running() {
      return child !== undefined;
    },
    get pid() {
      return child?.pid;
    },
    get pending() {
      return pending.size;
    },
    get crashes() {
      return crashes;
    },
    kill: endAsAsked,
    async close() {
      closing.abort();
      await starting?.catch(() => undefined);
      endAsAsked();
      await exited;
    },
  };
}
