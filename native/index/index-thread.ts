import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/contract/index.ts';
import type { IndexSpec } from '../../core/ports.ts';
import { childEntry } from '../supervise/launcher.ts';
import type { FromWorker, IndexCalls, ToWorker, WorkerMethod } from './worker-messages.ts';

/** The worker thread of one index, as the index process sees it. Every call ends, also when the thread does. */
export interface IndexThread {
  readonly spec: IndexSpec;
  call<Method extends WorkerMethod>(
    method: Method,
    params: IndexCalls[Method]['params'],
    signal: AbortSignal,
  ): Promise<IndexCalls[Method]['result']>;
  /** Stops what runs and ends the thread. Calls still open end with index-failed. */
  end(): Promise<void>;
}

/** A thread that does not come to rest within this time is ended all the same. */
const restMs = 10_000;

export function startIndexThread(spec: IndexSpec, onEnd: () => void): IndexThread {
  const worker = new Worker(childEntry(import.meta.url, './index-worker'), { workerData: spec });
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: AppError): void }>();
  let nextCall = 1;
  let failure: AppError | undefined;

  const { promise: rested, resolve: haveRested } = Promise.withResolvers<void>();
  worker.on('message', (message: FromWorker) => {
    if ('rested' in message) return haveRested();
    const call = pending.get(message.call);
    pending.delete(message.call);
    if ('error' in message) call?.reject(AppError.fromWire(message.error));
    else call?.resolve(message.result);
  });
  worker.on('error', (error) => {
    failure = AppError.from(error, 'index-failed');
  });
  worker.once('exit', () => {
    failure ??= new AppError('index-failed', { reason: 'thread-ended', index: spec.id });
    for (const call of pending.values()) call.reject(failure);
    pending.clear();
    haveRested();
    onEnd();
  });

  return {
    spec,
    async call(method, params, signal) {
      if (failure) throw failure;
      const call = nextCall++;
      const cancel = () => worker.postMessage({ cancel: call } satisfies ToWorker);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await new Promise((resolve, reject) => {
          pending.set(call, { resolve: resolve as (value: unknown) => void, reject });
          worker.postMessage({ call, method, params } as ToWorker);
          if (signal.aborted) cancel();
        });
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    async end() {
      worker.postMessage({ rest: true } satisfies ToWorker);
      const limit = setTimeout(haveRested, restMs);
      await rested;
      clearTimeout(limit);
      await worker.terminate();
    },
  };
}
