import { AppError } from '../../core/contract/index.ts';
import type { CallOptions, GenerateEvent, GenerateRequest, Llama } from '../../core/ports.ts';
import type { Launcher } from '../supervise/launcher.ts';
import type { Supervised } from '../supervise/supervise.ts';
import { createEventQueue } from './event-queue.ts';
import type { GenerationEnd } from './generate-text.ts';
import type { ModelFile } from './llama-process.ts';
import { createModelPool, type ModelProcess } from './model-pool.ts';

export interface LlamaOptions {
  launcher: Launcher;
  /** `auto` takes a graphics card where there is one. Default auto. */
  gpu?: 'auto' | 'off';
  /** A model nobody has used for this long is unloaded. Default 10 minutes. */
  idleUnloadMs?: number;
  /** Limit of starting a process and loading its weights. Default 5 minutes, for large files on slow disks. */
  startTimeoutMs?: number;
  /** Models loaded at the same time; the least recently used makes room. Default 3. */
  maxLoaded?: number;
  /** Generations at the same time on one model, each with a context of its own; others wait. Default 2. */
  parallel?: number;
  /** Wait before a crashed process is started again, doubled with each crash in a row up to 2 s. Default 50. */
  backOffMs?: number;
}

/** The `Llama` port, and the processes behind it for health reports. */
export interface LlamaEngine extends Llama {
  processes(): ModelProcess[];
}

/** Limits of calls that bring none, in milliseconds. */
const defaultLimits = { generate: 10 * 60_000, embed: 10 * 60_000, countTokens: 60_000 };

/**
 * An aborted generation may say how far it came for this long; in a long prompt it hears of the abort only after the
 * part it is at. Then the pieces of text are the best count of tokens there is.
 */
const abortPatienceMs = 1000;

/** Runs GGUF models with llama.cpp, each file in a process of its own. */
export function createLlama(options: LlamaOptions): LlamaEngine {
  const pool = createModelPool({
    launcher: options.launcher,
    gpu: options.gpu ?? 'auto',
    idleUnloadMs: options.idleUnloadMs ?? 10 * 60_000,
    startTimeoutMs: options.startTimeoutMs ?? 5 * 60_000,
    maxLoaded: options.maxLoaded ?? 3,
    parallel: options.parallel ?? 2,
    backOffMs: options.backOffMs ?? 50,
  });

  /** Runs `work` under one limit that covers waiting, loading and working. */
  async function run<Result>(
    model: string,
    { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
    work: (process: Supervised, file: ModelFile, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    const timedOut = () => limit.signal.aborted && signal?.aborted !== true;
    const timeoutError = () => new AppError('model-timed-out', { path: model, limitMs: timeoutMs });
    try {
      const result = await pool.use(model, either, (process, file) => work(process, file, either));
      // A generation answers its abort with what it has; here the limit aborted it, and the caller should know.
      if (timedOut()) throw timeoutError();
      return result;
    } catch (error) {
      throw timedOut() ? timeoutError() : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function* generate(
    request: GenerateRequest,
    { signal, timeoutMs = defaultLimits.generate }: CallOptions = {},
  ): AsyncGenerator<GenerateEvent, void> {
    // A reader that stops reading early stops the token loop as well.
    const left = new AbortController();
    const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    const queue = createEventQueue<GenerateEvent>();
    let pieces = 0;
    const onEvent = (text: string) => {
      pieces += 1;
      queue.push({ type: 'text', text });
    };
    const endAborted = () => {
      queue.push({ type: 'end', tokens: pieces, promptTokens: 0, stop: 'aborted' });
      queue.finish();
    };
    const onAbort = () => setTimeout(endAborted, abortPatienceMs).unref();
    either.addEventListener('abort', onAbort, { once: true });
    run(request.model, { signal: either, timeoutMs }, (process, file, signal) =>
      process.call<GenerationEnd>('generate', { file, request }, { signal, onEvent }),
    ).then(
      (end) => {
        queue.push(end);
        queue.finish();
      },
      (error: unknown) => {
        if (!either.aborted || !(error instanceof AppError) || error.code !== 'cancelled') return queue.fail(error);
        endAborted();
      },
    );
    try {
      yield* queue.events();
    } finally {
      either.removeEventListener('abort', onAbort);
      left.abort();
    }
  }

  return {
    generate,
    embed({ model, texts, threads }, { signal, timeoutMs = defaultLimits.embed } = {}) {
      return run(model, { signal, timeoutMs }, (process, file, signal) =>
        process.call('embed', { file, texts, threads }, { signal }),
      );
    },
    countTokens({ model, texts }, { signal, timeoutMs = defaultLimits.countTokens } = {}) {
      return run(model, { signal, timeoutMs }, (process, file, signal) =>
        process.call('countTokens', { file, texts }, { signal }),
      );
    },
    loaded: () =>
      pool
        .processes()
        .filter(({ loaded }) => loaded)
        .map(({ model }) => model),
    processes: pool.processes,
    close: pool.close,
  };
}
