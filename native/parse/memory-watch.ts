import { Worker } from 'node:worker_threads';
import { childEntry } from '../supervise/launcher.ts';

/**
 * Ends this process when its resident memory exceeds `limitMiB`. V8's own limit counts no array buffers, which is
 * where the contents of files are; and a file that keeps the main thread busy can only be watched from another.
 */
export function watchMemory(limitMiB: number): void {
  const worker = new Worker(childEntry(import.meta.url, './memory-watch-thread'), {
    workerData: { limitBytes: limitMiB * 1024 * 1024 },
  });
  // Without the watch the process still has V8's limit.
  worker.on('error', () => undefined);
  worker.unref();
}
