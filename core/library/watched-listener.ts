import type { FolderWatcher } from '../ports.ts';

/** After this time without an answer the folder is looked through although not every change is told yet. */
const readyLimitMs = 30_000;

/** The system's notices about one folder. */
export interface Listener {
  /** What the folder was when listening began. */
  identity: string;
  close(): Promise<void>;
}

/**
 * Begins to listen, and comes back when every change is told or when waiting for that has lasted too long; a folder
 * that becomes ready late is told as changed as a whole. Ends at once when the signal aborts.
 */
export async function listen(options: {
  watcher: FolderWatcher;
  folder: { path: string; ignore: readonly string[]; places: readonly string[] };
  identity: string;
  signal: AbortSignal;
  onChange(path: string): void;
  onFailed(): void;
}): Promise<Listener> {
  const { watcher, folder, identity, signal, onChange, onFailed } = options;
  let waiting = true;
  let settle = () => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const handle = watcher.start(folder, (event) => {
    if (event.type === 'changed') onChange(event.path);
    else if (event.type === 'failed') onFailed();
    else if (!waiting) onChange('');
    if (event.type !== 'changed') settle();
  });
  const timer = setTimeout(settle, readyLimitMs);
  signal.addEventListener('abort', settle, { once: true });
  if (signal.aborted) settle();
  await ready;
  waiting = false;
  clearTimeout(timer);
  signal.removeEventListener('abort', settle);
  return { identity, close: () => handle.close() };
}
