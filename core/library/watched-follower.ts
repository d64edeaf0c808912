import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, formatOfName, type WatchedState } from '../contract/index.ts';
import type { Clock, FolderWatcher } from '../ports.ts';
import { createIgnores } from '../text/watched-ignore.ts';
import { createAgenda } from './watched-agenda.ts';
import type { WatchedDocuments } from './watched-documents.ts';
import { type Listener, listen } from './watched-listener.ts';
import { createPatience } from './watched-patience.ts';
import { createReconcile, type ReconcileScope, settleMs } from './watched-reconcile.ts';
import { deviceAbove, isGone, lookAtRoot, type RootState } from './watched-scan.ts';
import type { FolderRow, WatchedStore } from './watched-store.ts';

/** Keeps the library in step with one folder, until it is closed. */
export interface Follower {
  state(): { state: WatchedState; code: string | null; found: number; waiting: number };
  /** Looks through the whole folder again; what failed is tried again, and what is there is accepted as it is. */
  rescan(): void;
  /** Looks at one path soon. */
  lookAt(path: string): void;
  /** Whether changes are known that the library has not heard of: a file that is missed elsewhere may be here. */
  busy(): boolean;
  close(): Promise<void>;
}

/** Places come and go without a word from the system: drives are mounted and unmounted. */
const lookEveryMs = 5000;
const pollEveryMs = 5000;
/** Polling a slow drive takes at most one part in this many of its time. */
const pollShare = 10;
/** The system's notices may be lost, for example while the machine sleeps. */
const rescanEveryMs = 15 * 60_000;
const stallLimitMs = 20_000;
const longestWaitForOthersMs = 60_000;
const rowsPerTick = 100;

export function createFollower(options: {
  id: string;
  store: WatchedStore;
  documents: WatchedDocuments;
  watcher: FolderWatcher;
  clock: Clock;
  /** Without, the folder is looked through when that is asked for and left alone otherwise. */
  follow: boolean;
  batch(folder: FolderRow): string;
  /** Paths below a folder that are never followed: where the application keeps its own files. */
  placesOf(path: string): string[];
  /** Whether a file that is missed here may turn up in another folder. */
  othersBusy(): boolean;
}): Follower {
  const { id, store, documents, watcher, clock, follow, batch, placesOf, othersBusy } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const patience = createPatience({ limitMs: stallLimitMs, signal });
  const reconcile = createReconcile({ store, documents, clock, patience, batch });
  const agenda = createAgenda();
  const ignore = JSON.parse(folderRow().ignored) as string[];
  const places = placesOf(folderRow().path);
  const ignores = createIgnores(ignore, { places });
  const now = () => performance.now();

  let state: WatchedState = follow ? 'scanning' : folderRow().state === 'unreachable' ? 'unreachable' : 'stopped';
  let code: string | null = folderRow().code;
  let listener: Listener | undefined;
  let limited = false;
  let scan: 'none' | 'quiet' | 'shown' | 'asked' = follow ? 'shown' : 'none';
  let nextScan = Number.POSITIVE_INFINITY;
  let looking = 0;
  let found = 0;
  /** What stood at the place of the folder when it was last refused. */
  let refused: string | null = null;
  let wake = () => {};
  let woken = false;
  let running: Promise<void> | undefined;

  function folderRow(): FolderRow {
    const row = store.folder(id);
    if (!row) throw new AppError('not-found', { folder: id });
    return row;
  }

  function poke(): void {
    woken = true;
    wake();
    running ??= run().finally(() => {
      running = undefined;
      // Something may have come up between the last look and here.
      if (!signal.aborted && scan === 'asked') poke();
    });
  }

  function setState(next: 'here' | 'unreachable', why: string | null): void {
    code = why;
    const row = store.folder(id);
    if (row && (row.state !== next || row.code !== why)) store.setState(id, next, why);
  }

  async function stopListening(): Promise<void> {
    const ending = listener;
    listener = undefined;
    await ending?.close();
  }

  async function startListening(root: RootState): Promise<void> {
    await stopListening();
    const { path, polling } = folderRow();
    if (polling || limited) return;
    listener = await listen({
      watcher,
      folder: { path, ignore, places },
      identity: root.identity,
      signal,
      onChange: (changed) => {
        agenda.told(changed, now());
        poke();
      },
      onFailed: () => {
        limited = true;
        scan = scan === 'none' ? 'quiet' : scan;
        void stopListening();
        poke();
      },
    });
    if (limited) await stopListening();
  }

  async function look(root: RootState, scope: ReconcileScope): Promise<void> {
    looking = scope.paths.length;
    try {
      const result = await reconcile(folderRow(), root, ignores, scope, (files) => {
        found = files;
      });
      agenda.miss(result.missing, now());
      for (const path of result.unsettled) agenda.lookAgain(path, now() + settleMs);
    } finally {
      looking = 0;
      found = 0;
    }
  }

  async function lookThrough(root: RootState): Promise<void> {
    const asked = scan === 'asked';
    if (!asked && refused === root.identity) throw new AppError('folder-replaced');
    const started = now();
    if (scan !== 'quiet') state = 'scanning';
    scan = 'none';
    try {
      await look(root, { paths: [''], told: false, asked });
      refused = null;
    } catch (error) {
      if (AppError.from(error).code === 'folder-replaced') refused = root.identity;
      throw error;
    }
    const polled = folderRow().polling === 1 || limited;
    nextScan = now() + (polled ? Math.max(pollEveryMs, (now() - started) * pollShare) : rescanEveryMs);
  }

  /** True when the file is not there any more, or is nothing that is followed. */
  async function isReallyGone(root: RootState, row: { path: string; mounted: number }): Promise<boolean> {
    const { path } = folderRow();
    try {
      const info = await patience.wait(lstat(join(path, row.path)));
      return !info.isFile() || ignores(row.path) || formatOfName(row.path) === null;
    } catch (error) {
      if (!isGone(error)) return false;
    }
    // A drive that was mounted somewhere below and is not any more took nothing with it.
    return row.mounted === 0 || (await deviceAbove(path, row.path, patience)) !== root.device;
  }

  async function removeMissing(root: RootState): Promise<void> {
    const folder = folderRow();
    const gone = [];
    for (const path of agenda.longMissing(now())) {
      const waited = now() - (agenda.missingSince(path) ?? 0);
      if (othersBusy() && waited < longestWaitForOthersMs) continue;
      agenda.found(path);
      const row = store.file(id, path);
      if (row && (await isReallyGone(root, row))) gone.push(row);
    }
    if (gone.length === 0) return;
    // The folder itself may have gone while its files were looked for.
    const after = await lookAtRoot(folder.path, patience);
    if (after.identity !== root.identity) throw new AppError('folder-unreachable', { path: folder.path });
    for (const [index, row] of gone.entries()) {
      signal.throwIfAborted();
      if (store.file(id, row.path)?.id === row.id) documents.remove(row, folder);
      if (index % rowsPerTick === rowsPerTick - 1) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function step(): Promise<void> {
    // Calls that the drive still owes an answer hold threads of the system: nothing more is asked until they are back.
    if (patience.stuck() > 0) throw new AppError('folder-unreachable');
    const root = await lookAtRoot(folderRow().path, patience);
    if (follow && listener?.identity !== root.identity) {
      if (listener || state === 'unreachable') scan = scan === 'asked' ? scan : 'shown';
      if (refused !== root.identity || scan === 'asked') await startListening(root);
    }
    if (state === 'unreachable' && scan === 'none') scan = 'shown';
    if (scan === 'none' && follow && now() >= nextScan) scan = 'quiet';
    if (scan !== 'none') await lookThrough(root);
    const { paths, told } = agenda.takePaths(now());
    if (paths.length > 0) await look(root, { paths, told, asked: false });
    await removeMissing(root);
    setState('here', limited ? 'watch-limited' : null);
    state = follow && (scan as string) !== 'asked' ? 'watching' : 'scanning';
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = false;
      let wait = lookEveryMs;
      try {
        await step();
        wait = Math.min(lookEveryMs, Math.max(20, Math.min(agenda.nextAt(), nextScan) - now()));
        if (agenda.longMissing(now()).length > 0) wait = Math.max(wait, 500);
      } catch (error) {
        if (signal.aborted) return;
        const known = AppError.from(error);
        await stopListening();
        // Nothing is believed to be missing from a folder that cannot be reached.
        agenda.clear();
        state = 'unreachable';
        setState('unreachable', known.code === 'timed-out' ? 'folder-unreachable' : known.code);
        if (!follow) return;
      }
      if (!follow && agenda.size() === 0 && scan === 'none') {
        state = 'stopped';
        return;
      }
      await sleep(wait);
    }
  }

  function sleep(ms: number): Promise<void> {
    if (woken || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake(), ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  if (follow) poke();
  return {
    state: () => ({ state, code, found, waiting: agenda.size() + looking }),
    rescan() {
      scan = 'asked';
      limited = false;
      state = 'scanning';
      poke();
    },
    lookAt(path) {
      agenda.told(path, now());
      poke();
    },
    busy: () => agenda.busy() || looking > 0,
    async close() {
      stop.abort();
      wake();
      await running?.catch(() => undefined);
      await stopListening();
    },
  };
}
