import { Worker } from 'node:worker_threads';
import type { FolderEvent, FolderWatcher } from '../../core/ports.ts';
import { childEntry } from '../supervise/launcher.ts';
import type { FromWatchThread, ToWatchThread } from './watch-messages.ts';

interface WatchThread {
  worker: Worker;
  listeners: Map<number, (event: FolderEvent) => void>;
}

/** Watches folders in one thread, which is there as long as a folder is watched. */
export function createFolderWatcher(): FolderWatcher {
  let thread: WatchThread | undefined;
  let nextFolder = 1;

  function startThread(): WatchThread {
    const worker = new Worker(childEntry(import.meta.url, './watch-thread'));
    const started: WatchThread = { worker, listeners: new Map() };
    let cause = 'the thread ended';
    worker.on('message', ({ folder, events }: FromWatchThread) => {
      for (const event of events) started.listeners.get(folder)?.(event);
    });
    worker.on('error', (error) => {
      cause = String(error);
    });
    worker.once('exit', () => {
      if (thread === started) thread = undefined;
      for (const tell of started.listeners.values()) tell({ type: 'failed', cause });
      started.listeners.clear();
    });
    return started;
  }

  return {
    start(place, tell) {
      thread ??= startThread();
      const mine = thread;
      const folder = nextFolder++;
      const post = (message: ToWatchThread) => mine.worker.postMessage(message);
      mine.listeners.set(folder, tell);
      post({ type: 'start', folder, ...place });
      return {
        async close() {
          if (!mine.listeners.delete(folder)) return;
          post({ type: 'stop', folder });
          if (mine.listeners.size > 0) return;
          if (thread === mine) thread = undefined;
          await mine.worker.terminate();
        },
      };
    },
  };
}
