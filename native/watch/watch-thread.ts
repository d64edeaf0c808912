import { parentPort } from 'node:worker_threads';
import type { FolderEvent } from '../../core/ports.ts';
import { watchFolder } from './watch-folder.ts';
import type { FromWatchThread, ToWatchThread } from './watch-messages.ts';

/** Entry of the thread that watches: looking through a big folder at first would hold up the application's own. */
const port = parentPort!;
const watched = new Map<number, { close(): Promise<void> }>();
const open = new Map<number, FolderEvent[]>();

/** Changes often come in thousands; they are told together. */
const tellEveryMs = 50;
const mostAtOnce = 2000;

function flush(folder: number): void {
  const events = open.get(folder) ?? [];
  open.delete(folder);
  if (!watched.has(folder) || events.length === 0) return;
  const changes = new Set(events.flatMap((event) => (event.type === 'changed' ? [event.path] : [])));
  const paths = changes.size > mostAtOnce ? [''] : [...changes];
  const told: FolderEvent[] = [
    ...paths.map((path) => ({ type: 'changed' as const, path })),
    ...events.filter((event) => event.type !== 'changed'),
  ];
  port.postMessage({ folder, events: told } satisfies FromWatchThread);
}

function start({ folder, ...place }: Extract<ToWatchThread, { type: 'start' }>): void {
  const tell = (event: FolderEvent) => {
    const events = open.get(folder);
    if (events) events.push(event);
    else {
      open.set(folder, [event]);
      setTimeout(() => flush(folder), tellEveryMs);
    }
  };
  watched.set(folder, watchFolder(place, tell));
}

port.on('message', (message: ToWatchThread) => {
  if (message.type === 'start') start(message);
  else {
    void watched.get(message.folder)?.close();
    watched.delete(message.folder);
  }
});
