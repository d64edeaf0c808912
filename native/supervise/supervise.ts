import { AppError, type ErrorCode, type WireError } from '../../core/contract/index.ts';
import type { CallOptions } from '../../core/ports.ts';
import type { Child, Launcher } from './launcher.ts';

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
  resolve(value: unknown): void;
  reject(error: AppError): void;
  onEvent?: ((event: never) => void) | undefined;
}

export function supervise(options: SuperviseOptions): Supervised {
  const pending = new Map<number, Pending>();
  const { cancelGraceMs = 2000, backOffMs = 50 } = options;
  let child: Child | undefined;
  let starting: Promise<Child> | undefined;
  let exited: Promise<void> = Promise.resolve();
  let closed = false;
  let nextId = 1;
  let crashes = 0;
  let failuresInARow = 0;

  function start(): Promise<Child> {
    if (child) return Promise.resolve(child);
    starting ??= (async () => {
      const wait = failuresInARow === 0 ? 0 : Math.min(2000, backOffMs * 2 ** (failuresInARow - 1));
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (closed) throw new AppError(options.crashCode, { process: options.name, reason: 'closed' });
      const started = options.launcher.launch(options.entry, {
        name: options.name,
        execArgv: options.execArgv,
        env: options.env,
      } as Parameters<Launcher['launch']>[1]);
      child = started;
      started.onMessage((message) => receive(message as ChildMessage));
      exited = new Promise((resolve) =>
        started.onExit((exit) => {
          if (child === started) child = undefined;
          if (!closed) {
            crashes += 1;
            failuresInARow += 1;
          }
          for (const [id, call] of pending) {
            pending.delete(id);
            call.reject(new AppError(options.crashCode, { process: options.name, ...exit }));
          }
          resolve();
        }),
      );
      return started;
    })().finally(() => {
      starting = undefined;
    });
    return starting;
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
    if (closed) throw new AppError(options.crashCode, { process: options.name, reason: 'closed' });
    if (signal?.aborted) throw new AppError('cancelled');
    const target = await start();
    if (signal?.aborted) throw new AppError('cancelled');
    const id = nextId++;
    return await new Promise<Result>((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const cleanUp = () => {
        clearTimeout(timer);
        clearTimeout(grace);
        signal?.removeEventListener('abort', onAbort);
      };
      pending.set(id, {
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
          if (child === target) target.kill();
        }, cancelGraceMs);
      };
      const onAbort = () => stop(new AppError('cancelled'));
      const timer = setTimeout(() => {
        const error = new AppError(options.timeoutCode, { limitMs: timeoutMs, process: options.name });
        // The limit is the answer, whatever the child still says; the cancellation only ends its work.
        const waiting = pending.get(id);
        if (waiting) waiting.resolve = () => waiting.reject(error);
        stop(error);
      }, timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      target.send({ type: 'call', id, method, params } satisfies ParentMessage);
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
    kill: () => child?.kill(),
    async close() {
      closed = true;
      await starting?.catch(() => undefined);
      child?.kill();
      await exited;
    },
  };
}
