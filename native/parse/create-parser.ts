import { availableParallelism } from 'node:os';
import { AppError } from '../../core/contract/index.ts';
import type { CallOptions, ChunkRow, Parser, ParseSummary } from '../../core/ports.ts';
import { childEntry, type Launcher } from '../supervise/launcher.ts';
import { supervise } from '../supervise/supervise.ts';
import { createLanes } from './lanes.ts';

export interface ParserOptions {
  launcher: Launcher;
  /** Files read at the same time, one process each. Default: all cores but one, at most 4. */
  concurrency?: number;
  /** Limit per file in milliseconds, 120,000 unless told. */
  timeoutMs?: number;
  /** Limit per file in MiB, 1,500 unless told. */
  memoryMiB?: number;
  /** A process without work ends after this many milliseconds, 60,000 unless told. */
  idleMs?: number;
}

/** Text recognition has this long for each page on top of the usual limit, in milliseconds. */
const recogniseMsPerPage = 30_000;

/** Ways in which V8 and the memory watch end a process that is out of memory: POSIX signals, shells, Windows. */
const memoryExits = new Set<unknown>(['SIGABRT', 'SIGTRAP', 133, 134, 3221226505, 2147483651, 3758096392]);

/**
 * Reads files in child processes of their own, one file at a time in each. A process over its time or memory is
 * killed, its file fails, and the next file gets a fresh process. Chunking and hashing have a process to themselves
 * and never wait for a file that is being read.
 */
export function createParser(options: ParserOptions): Parser {
  const { launcher, timeoutMs: usualMs = 120_000, memoryMiB = 1500, idleMs = 60_000 } = options;
  const concurrency = Math.max(1, options.concurrency ?? Math.min(4, availableParallelism() - 1));

  const start = (name: string, timeoutCode: 'document-timed-out' | 'timed-out') => () =>
    supervise({
      launcher,
      entry: childEntry(import.meta.url, './parse-process'),
      name,
      crashCode: 'parser-crashed',
      timeoutCode,
      timeoutMs: usualMs,
      cancelGraceMs: 250,
      execArgv: [`--max-old-space-size=${memoryMiB}`],
      env: { TANDEM_PARSE_MEMORY_MIB: String(memoryMiB) },
    });
  const files = createLanes({ count: concurrency, idleMs, start: start('parse', 'document-timed-out') });
  const texts = createLanes({ count: 1, idleMs, start: start('text', 'timed-out') });

  return {
    parse(job, callOptions = {}) {
      const { onPage, ...limits } = callOptions;
      const onEvent = (event: { page: number; pages: number }) => onPage?.(event.page, event.pages);
      return files.run(
        (process) =>
          process
            .call<ParseSummary>('parse', job, { ...limits, onEvent })
            .catch((error: unknown) => {
              const pages = scannedPages(error);
              if (pages === null) throw error;
              const timeoutMs = limits.timeoutMs ?? usualMs + pages * recogniseMsPerPage;
              return process.call<ParseSummary>(
                'parse',
                { ...job, recognise: true },
                { ...limits, timeoutMs, onEvent },
              );
            })
            .catch((error: unknown) => fail(error, limits)),
        limits.signal,
      );
    },
    chunk(job, callOptions = {}) {
      return texts.run((process) => process.call<ChunkRow[]>('chunk', job, callOptions), callOptions.signal);
    },
    hashEmbed(job, callOptions = {}) {
      return texts.run((process) => process.call<Float32Array>('hashEmbed', job, callOptions), callOptions.signal);
    },
    async close() {
      await Promise.all([files.close(), texts.close()]);
    },
  };

  function fail(error: unknown, limits: CallOptions): never {
    const failure = AppError.from(error);
    if (limits.signal?.aborted) throw new AppError('cancelled');
    if (
      failure.code === 'parser-crashed' &&
      (memoryExits.has(failure.details.signal) || memoryExits.has(failure.details.code))
    )
      throw new AppError('document-too-large', { limitMiB: memoryMiB });
    // A child that heeds its cancellation may answer before the limit itself is reported.
    if (failure.code === 'cancelled')
      throw new AppError('document-timed-out', { limitMs: limits.timeoutMs ?? usualMs });
    throw failure;
  }
}

/** Number of pages of a scanned file that the text recognition on this machine may read; null for other failures. */
function scannedPages(error: unknown): number | null {
  if (!(error instanceof AppError) || error.code !== 'document-scanned' || !error.details.canRecognise) return null;
  return Number(error.details.pages) || 1;
}
