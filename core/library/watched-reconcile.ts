import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Ignores } from '../text/watched-ignore.ts';
import type { WatchedDocuments } from './watched-documents.ts';
import type { Patience } from './watched-patience.ts';
import { hashWatched, isGone, type RootState, type SeenFile, scanWatched } from './watched-scan.ts';
import type { FileRow, FolderRow, PlacedFile, WatchedStore } from './watched-store.ts';

/** Files whose bytes changed less than this ago are probably still being written. */
export const settleMs = 500;
/** A file that never rests, such as a log, is imported as it is after this long. */
const longestUnsettledMs = 30_000;
/** Clocks of file systems tick this coarsely (FAT: 2 s): a change within a tick may leave no trace in size and time. */
const coarsestTickMs = 2500;
const filesPerBatch = 200;
/** Rows looked at in one go; the main thread has other work in between. */
const rowsPerTick = 1000;
const atOnceFast = 16;
/** A drive that stops answering must leave threads for the rest of the application. */
const atOnceSlow = 2;

export interface ReconcileScope {
  /** Paths below the root; '' stands for the whole folder. */
  paths: readonly string[];
  /** Something told that these very paths changed, so equal size and time are not believed when they are recent. */
  told: boolean;
  /** Asked for by a person: what failed is tried again, and a folder with other contents is accepted as it is. */
  asked: boolean;
}

export interface ReconcileResult {
  /** Files that were there before and were not found. Nothing has been done about them. */
  missing: string[];
  /** Files that are still being written. */
  unsettled: string[];
}

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));

type Candidate = { seen: SeenFile; kind: 'new' | 'changed' | 'again' };

/**
 * Compares files with what is kept of them, by size and time; reads those that differ; and tells the library. New
 * files are read here only when a document has exactly their size: then they may have been moved or copied.
 */
export function createReconcile(options: {
  store: WatchedStore;
  documents: WatchedDocuments;
  clock: Clock;
  patience: Patience;
  batch(folder: FolderRow): string;
}) {
  const { store, documents, clock, patience, batch } = options;
  const unsettledSince = new Map<string, number>();

  async function knownRows(folder: FolderRow, paths: readonly string[]): Promise<Map<string, FileRow>> {
    const known = new Map<string, FileRow>();
    if (paths.includes('')) {
      for await (const rows of store.files(folder.id)) for (const row of rows) known.set(row.path, row);
    } else {
      for (const path of paths) for (const row of store.filesBelow(folder.id, path)) known.set(row.path, row);
    }
    return known;
  }

  function compare(row: FileRow | undefined, seen: SeenFile, scope: ReconcileScope) {
    if (!row) return 'new';
    if (row.size !== seen.size || row.mtimeMs !== seen.mtimeMs) return 'changed';
    if (row.import === null && row.sha256 === null) return 'again';
    if (scope.asked && row.import !== null) {
      const state = store.importState(row.import);
      if (state !== 'queued' && state !== 'running') return 'again';
    }
    const age = clock.now() - seen.mtimeMs;
    if (scope.told && row.import === null && age < coarsestTickMs) return 'changed';
    return row.identity !== seen.identity || (row.mounted === 1) !== seen.mounted ? 'renumbered' : null;
  }

  function isUnsettled(folder: FolderRow, seen: SeenFile): boolean {
    const key = `${folder.id} ${seen.path}`;
    const now = clock.now();
    const age = now - seen.mtimeMs;
    const since = unsettledSince.get(key) ?? now;
    // A time in the future comes from another machine's clock and says nothing.
    if (age < 0 || age >= settleMs || now - since > longestUnsettledMs) {
      unsettledSince.delete(key);
      return false;
    }
    unsettledSince.set(key, since);
    return true;
  }

  const isThere = (path: string) =>
    patience.wait(lstat(path, { bigint: true })).then(
      (info) => info,
      (error: unknown) => {
        if (isGone(error)) return null;
        throw error;
      },
    );

  /** Whether a file that was there before is this one now. Names that differ in case only may be one file. */
  async function becameThis(row: PlacedFile, folder: FolderRow, seen: SeenFile): Promise<boolean> {
    const before = join(row.root, row.path);
    const info = await isThere(before);
    if (!info) return true;
    const sameName = before.toLowerCase() === join(folder.path, seen.path).toLowerCase();
    return sameName && `${info.dev}:${info.ino}` === seen.identity;
  }

  async function movedFrom(folder: FolderRow, seen: SeenFile): Promise<PlacedFile | null> {
    for (const row of store.byIdentity(folder.library, seen)) {
      if (await becameThis(row, folder, seen)) return row;
    }
    return null;
  }

  /** The document with these contents, and whether the file it was read from is no longer there. */
  async function sameContents(folder: FolderRow, sha256: string) {
    const document = store.documentOf(folder.library, sha256);
    if (!document) return null;
    const watched = document.path !== null && store.wasBrought(document.id);
    return { document, moved: watched && (await isThere(document.path!)) === null };
  }

  /** True when the file has to be imported. */
  async function handle(folder: FolderRow, { seen, kind }: Candidate): Promise<boolean> {
    if (kind === 'again') return true;
    const row = store.file(folder.id, seen.path);
    if (!row) {
      const before = await movedFrom(folder, seen);
      if (before) {
        documents.relocate(before, folder, seen);
        return false;
      }
      if (!store.hasSize(folder.library, seen.size)) return true;
    } else if (row.import !== null && store.importState(row.import) === 'queued') {
      // The import reads the file as it will be by then.
      store.saw(folder.id, seen);
      return false;
    }
    const sha256 = await hashWatched(join(folder.path, seen.path), patience);
    if (row?.sha256 === sha256) {
      documents.unchanged(folder, seen);
      return false;
    }
    const same = await sameContents(folder, sha256);
    if (same) documents.link(folder, seen, same.document, same.moved);
    return !same;
  }

  async function apply(folder: FolderRow, candidates: readonly Candidate[], result: ReconcileResult): Promise<void> {
    let queue: SeenFile[] = [];
    const flush = () => {
      if (queue.length > 0) documents.queue(folder, batch(folder), queue);
      queue = [];
    };
    for (const candidate of candidates) {
      const { seen } = candidate;
      if (isUnsettled(folder, seen)) {
        result.unsettled.push(seen.path);
        continue;
      }
      try {
        if (await handle(folder, candidate)) queue.push(seen);
      } catch (error) {
        const { code } = AppError.from(error);
        if (code === 'timed-out' || code === 'cancelled') throw error;
        // A file that cannot be opened goes to the import, which says why; one that has gone is looked for again.
        if (isGone(error)) result.unsettled.push(seen.path);
        else queue.push(seen);
      }
      if (queue.length >= filesPerBatch) {
        flush();
        await nextTick();
      }
    }
    flush();
  }

  return async function reconcile(
    folder: FolderRow,
    root: RootState,
    ignores: Ignores,
    scope: ReconcileScope,
    onProgress?: (files: number) => void,
  ): Promise<ReconcileResult> {
    const known = await knownRows(folder, scope.paths);
    const { files, unread } = await scanWatched({
      root: folder.path,
      device: root.device,
      scopes: scope.paths,
      ignores,
      atOnce: folder.polling === 1 ? atOnceSlow : atOnceFast,
      patience,
      onProgress,
    });
    const whole = scope.paths.includes('');
    if (whole && !scope.asked && folder.identity !== null && folder.identity !== root.identity) {
      // An empty mount point, or another drive at the same place: nothing of what was there is here.
      if (known.size > 0 && !files.some((seen) => known.has(seen.path))) {
        throw new AppError('folder-replaced', { path: folder.path });
      }
    }
    const candidates: Candidate[] = [];
    const renumbered: SeenFile[] = [];
    for (const [index, seen] of files.entries()) {
      if (index % rowsPerTick === rowsPerTick - 1) await nextTick();
      const row = known.get(seen.path);
      const kind = compare(row, seen, scope);
      known.delete(seen.path);
      if (kind === 'renumbered') renumbered.push(seen);
      else if (kind) candidates.push({ seen, kind });
    }
    const hidden = (path: string) =>
      unread.some((place) => place === '' || path === place || path.startsWith(`${place}/`));
    const result: ReconcileResult = { missing: [], unsettled: [] };
    // A drive that was mounted anew may number all its files anew.
    for (let from = 0; from < renumbered.length; from += filesPerBatch) {
      const some = renumbered.slice(from, from + filesPerBatch);
      store.transaction(() => some.map((seen) => store.saw(folder.id, seen)));
      await nextTick();
    }
    await apply(folder, candidates, result);
    for (const [index, path] of [...known.keys()].entries()) {
      if (index % rowsPerTick === rowsPerTick - 1) await nextTick();
      // Files that turned up elsewhere have gone from their old places by now.
      if (!hidden(path) && store.file(folder.id, path)) result.missing.push(path);
    }
    if (whole) store.setIdentity(folder.id, root.identity);
    return result;
  };
}
