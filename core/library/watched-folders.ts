import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError, type WatchedFolder } from '../contract/index.ts';
import type { Clock, FolderWatcher } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { createIgnores } from '../text/watched-ignore.ts';
import type { Documents } from './documents.ts';
import type { Importer } from './importer.ts';
import { createWatchedDocuments } from './watched-documents.ts';
import { createFollower, type Follower } from './watched-follower.ts';
import { createPatience } from './watched-patience.ts';
import { lookAtRoot } from './watched-scan.ts';
import { createWatchedStore, type FolderRow } from './watched-store.ts';

/**
 * Folders whose files a library follows: files are read in place, and what becomes of them becomes of their documents.
 * Nothing is deleted because a folder cannot be reached.
 */
export interface WatchedFolders {
  list(library?: string): WatchedFolder[];
  /**
   * Follows a folder from now on and begins to look through it. Fails with `folder-unreachable`,
   * `folder-already-watched`, or `bad-request` for a pattern or place that cannot be.
   */
  add(folder: { path: string; ignore: string[]; polling: boolean; library: string }): Promise<WatchedFolder>;
  /** Changes what is given. Documents of files that are ignored from now on are removed. */
  update(id: string, change: { ignore?: string[]; polling?: boolean }): Promise<WatchedFolder>;
  /** Stops following. Documents stay unless they are to be removed; then those that came by watching go. */
  remove(id: string, removeDocuments: boolean): Promise<void>;
  /** Looks through the folder again, tries again what failed, and accepts the folder as it is. */
  rescan(id: string): WatchedFolder;
  /** Begins to follow, where that is wanted. Call it before the import queue begins to work. */
  start(): void;
  close(): Promise<void>;
}

const addLimitMs = 20_000;
const rowsPerTick = 100;

export function createWatchedFolders(options: {
  database: Database;
  /** The application's own folder, which is never watched. */
  dataFolder: string;
  importer: Importer;
  documents: Documents;
  watcher: FolderWatcher;
  clock: Clock;
  follow: boolean;
}): WatchedFolders {
  const { database, dataFolder, importer, documents, watcher, clock, follow } = options;
  const store = createWatchedStore(database);
  const ownFolder = realpathSync(dataFolder);
  let closed = false;
  const followers = new Map<string, Follower>();
  /** The batch of each folder, gone on with while files of it are open: one bar of progress instead of many. */
  const batches = new Map<string, string>();
  const watched = createWatchedDocuments({
    store,
    importer,
    documents,
    clock,
    onMissing: (folder, path) => followers.get(folder)?.lookAt(path),
  });

  function batch(folder: FolderRow): string {
    const last = batches.get(folder.id);
    if (last && store.counts(folder.id).waiting > 0) return last;
    const next = randomUUID();
    batches.set(folder.id, next);
    return next;
  }

  function followerOf(id: string): Follower {
    const known = followers.get(id);
    if (known) return known;
    if (closed) throw new AppError('cancelled');
    const created = createFollower({
      id,
      store,
      documents: watched,
      watcher,
      clock,
      follow,
      batch,
      placesOf: (path) => (holds(path, ownFolder) ? [relative(path, ownFolder).split(sep).join('/')] : []),
      othersBusy: () => [...followers].some(([other, follower]) => other !== id && follower.busy()),
    });
    followers.set(id, created);
    return created;
  }

  function folderRow(id: string): FolderRow {
    const row = store.folder(id);
    if (!row) throw new AppError('not-found', { folder: id });
    return row;
  }

  function toFolder(row: FolderRow): WatchedFolder {
    const { id, library, path, lastChange, addedAt } = row;
    const counts = store.counts(id);
    const live = followerOf(id).state();
    return {
      id,
      library,
      path,
      ignore: JSON.parse(row.ignored) as string[],
      polling: row.polling === 1,
      state: live.state,
      code: live.code,
      files: Math.max(counts.files, live.found),
      waiting: counts.waiting + live.waiting,
      failed: counts.failed,
      lastChange,
      addedAt,
    };
  }

  async function checkPlace(given: string): Promise<string> {
    const typed = given.trim().replace(/^~(?=$|[\\/])/, homedir());
    if (!isAbsolute(typed)) {
      throw new AppError('bad-request', { path: given }, { message: 'The path of the folder must be a whole one.' });
    }
    const patience = createPatience({ limitMs: addLimitMs, signal: new AbortController().signal });
    await lookAtRoot(resolve(typed), patience);
    const path = await patience.wait(realpath(typed));
    if (holds(ownFolder, path)) {
      throw new AppError('bad-request', { path }, { message: 'The folder lies in the data folder of Tandem itself.' });
    }
    return path;
  }

  function refuseWatched(path: string, library: string): void {
    const other = store
      .folders()
      .find((row) => row.library === library && (holds(row.path, path) || holds(path, row.path)));
    if (other) throw new AppError('folder-already-watched', { path, watched: other.path });
  }

  return {
    list: (library) =>
      store
        .folders()
        .filter((row) => library === undefined || row.library === library)
        .map(toFolder),
    async add({ path: given, ignore, polling, library }) {
      createIgnores(ignore);
      const path = await checkPlace(given);
      refuseWatched(path, library);
      const row: FolderRow = {
        id: randomUUID(),
        library,
        path,
        ignored: JSON.stringify(ignore),
        polling: polling ? 1 : 0,
        state: 'here',
        code: null,
        identity: null,
        lastChange: null,
        addedAt: clock.now(),
      };
      store.addFolder(row);
      followerOf(row.id).rescan();
      return toFolder(row);
    },
    async update(id, { ignore, polling }) {
      const row = folderRow(id);
      if (ignore) createIgnores(ignore);
      const ignored = ignore ? JSON.stringify(ignore) : row.ignored;
      const polled = polling === undefined ? row.polling : polling ? 1 : 0;
      if (ignored === row.ignored && polled === row.polling) return toFolder(row);
      store.setFolder(id, ignored, polled);
      const before = followers.get(id);
      followers.delete(id);
      await before?.close();
      // It looks through the folder by itself where folders are followed.
      if (!follow) followerOf(id).rescan();
      return toFolder(folderRow(id));
    },
    async remove(id, removeDocuments) {
      const row = folderRow(id);
      await followers.get(id)?.close();
      for await (const files of store.files(id)) {
        for (const [index, file] of files.entries()) {
          if (removeDocuments) watched.remove(file, row);
          else watched.dropImport(file);
          if (index % rowsPerTick === rowsPerTick - 1) await new Promise((done) => setImmediate(done));
        }
      }
      store.removeFolder(id);
      followers.delete(id);
      batches.delete(id);
      await watched.settled();
    },
    rescan(id) {
      const row = folderRow(id);
      followerOf(id).rescan();
      return toFolder(row);
    },
    start() {
      if (follow) for (const row of store.folders()) followerOf(row.id);
    },
    async close() {
      closed = true;
      await Promise.all([...followers.values()].map((follower) => follower.close()));
      await watched.settled();
    },
  };
}

/** Whether `inner` is `outer` or lies in it. */
function holds(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
