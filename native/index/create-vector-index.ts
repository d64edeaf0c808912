import { AppError } from '../../core/contract/index.ts';
import type { CallOptions, IndexSpec, IndexStatus, VectorIndex, VectorPart } from '../../core/ports.ts';
import { childEntry, type Launcher } from '../supervise/launcher.ts';
import { supervise } from '../supervise/supervise.ts';
import type { IndexCalls } from './worker-messages.ts';

/** Default limits in milliseconds. Building a graph of a large library takes minutes on a slow machine. */
const LIMITS = {
  open: 60 * 60_000,
  add: 30 * 60_000,
  remove: 10 * 60_000,
  search: 30_000,
  save: 30 * 60_000,
  release: 60_000,
};

/** What an index held when the last change of it succeeded; enough to open it again in a new process. */
interface Known {
  spec: IndexSpec;
  parts: Map<number, VectorPart>;
}

/**
 * Vector search in a process of its own, one thread per index in it. When the process dies the calls in it end with
 * index-failed; the next call starts it again and opens its index as it was. Vectors that are not finite, of another
 * dimension or in a damaged file fail with index-failed and a `reason` in the details; a `k` below 1 is a bad-request.
 */
export function createVectorIndex(options: { launcher: Launcher }): VectorIndex {
  const child = supervise({
    launcher: options.launcher,
    entry: childEntry(import.meta.url, './index-process'),
    name: 'tandem-index',
    crashCode: 'index-failed',
    timeoutCode: 'timed-out',
    timeoutMs: LIMITS.search,
  });
  const known = new Map<string, Known>();
  const opening = new Map<string, Promise<void>>();
  /** Changes of one index keep their order, also when one of them has to open it again first. */
  const changes = new Map<string, Promise<unknown>>();

  function inOrder<Result>(id: string, job: () => Promise<Result>): Promise<Result> {
    const run = (changes.get(id) ?? Promise.resolve()).then(job);
    const settled = run
      .catch(() => undefined)
      .then(() => {
        if (changes.get(id) === settled) changes.delete(id);
      });
    changes.set(id, settled);
    return run;
  }

  function send<Method extends keyof IndexCalls>(
    method: Method,
    params: IndexCalls[Method]['params'],
    callOptions: CallOptions = {},
  ): Promise<IndexCalls[Method]['result']> {
    return child.call(method, params, { timeoutMs: LIMITS[method], ...definedOnly(callOptions) });
  }

  /** Opens an index again in a new process. Shared by the calls that find it gone, and ended by none of them. */
  function reopen(id: string, { spec, parts }: Known): Promise<void> {
    return opening.get(id) ?? whileOpening(id, send('open', { id, spec, parts: [...parts.values()] }));
  }

  function whileOpening(id: string, work: Promise<IndexStatus>): Promise<void> {
    const run = work
      .then(() => undefined)
      .finally(() => {
        if (opening.get(id) === run) opening.delete(id);
      });
    // Those who wait see the failure; where nobody waits it is not an unhandled one.
    run.catch(() => undefined);
    opening.set(id, run);
    return run;
  }

  async function call<Method extends Exclude<keyof IndexCalls, 'open'>>(
    method: Method,
    params: IndexCalls[Method]['params'],
    callOptions: CallOptions = {},
  ): Promise<IndexCalls[Method]['result']> {
    const { id } = params;
    for (let attempt = 1; ; attempt++) {
      const memory = known.get(id);
      if (!memory) throw notOpen(id);
      try {
        return await send(method, params, callOptions);
      } catch (error) {
        if (!isNotOpen(error) || attempt === 3) throw error;
      }
      const joined = opening.get(id);
      // An opening that someone else asked for may fail by their limit or cancellation: then this call asks itself.
      const opened = joined ? joined.catch(() => undefined) : reopen(id, memory);
      await waitFor(opened, callOptions.timeoutMs ?? LIMITS[method], callOptions.signal);
    }
  }

  return {
    open: (spec, parts, callOptions) =>
      inOrder(spec.id, async () => {
        checkDimension(spec.dimension);
        await opening.get(spec.id)?.catch(() => undefined);
        const work = send('open', { id: spec.id, spec, parts }, callOptions);
        void whileOpening(spec.id, work);
        const status = await work;
        known.set(spec.id, { spec, parts: new Map(parts.map((part) => [part.firstLabel, part])) });
        return status;
      }),
    add: (id, part, callOptions) =>
      inOrder(id, async () => {
        const status = await call('add', { id, part }, callOptions);
        known.get(id)?.parts.set(part.firstLabel, part);
        return status;
      }),
    remove: (id, firstLabel, callOptions): Promise<IndexStatus> =>
      inOrder(id, async () => {
        if (!known.has(id)) throw notOpen(id);
        // Forgotten first: the caller may delete the file whatever comes of this call.
        known.get(id)?.parts.delete(firstLabel);
        return await call('remove', { id, firstLabel }, callOptions);
      }),
    search: (id, query, k, callOptions) => call('search', { id, query, k }, callOptions),
    save: (id) => inOrder(id, () => call('save', { id })).then(() => undefined),
    release: (id) =>
      inOrder(id, async () => {
        known.delete(id);
        await opening.get(id)?.catch(() => undefined);
        // Where there is no process there is nothing to free.
        if (child.running) await send('release', { id });
      }),
    close: () => child.close(),
  };
}

function notOpen(id: string): AppError {
  return new AppError('index-failed', { reason: 'not-open', index: id });
}

function isNotOpen(error: unknown): boolean {
  return error instanceof AppError && error.code === 'index-failed' && error.details.reason === 'not-open';
}

function checkDimension(dimension: number): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1 || dimension > 65_536) {
    throw new AppError('index-failed', { reason: 'dimension', got: dimension });
  }
}

function definedOnly({ signal, timeoutMs }: CallOptions): CallOptions {
  return { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

/** Waits for work that goes on for others when this caller's limit is over or it gives up. */
async function waitFor(work: Promise<void>, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([signal, limit]) : limit;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () =>
    reject(limit.aborted ? new AppError('timed-out', { limitMs: timeoutMs }) : new AppError('cancelled'));
  if (ended.aborted) stop();
  else ended.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, stopped]);
  } finally {
    ended.removeEventListener('abort', stop);
  }
}
