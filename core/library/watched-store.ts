import type { ImportFile } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import type { SeenFile } from './watched-scan.ts';

/** What is kept of watched folders and their files. Every change of more than one row is one transaction. */
export interface FolderRow {
  id: string;
  library: string;
  path: string;
  ignored: string;
  polling: number;
  /** `here` or `unreachable`, as the last look at it ended. */
  state: 'here' | 'unreachable';
  code: string | null;
  identity: string | null;
  lastChange: number | null;
  addedAt: number;
}

export interface FileRow {
  id: number;
  folder: string;
  path: string;
  size: number;
  mtimeMs: number;
  identity: string;
  mounted: number;
  sha256: string | null;
  document: string | null;
  import: number | null;
  brought: number;
}

/** A file with the place of its folder. */
export interface PlacedFile extends FileRow {
  root: string;
}

const folderColumns = `id, library_id AS library, path, ignored, polling, state, code, identity,
  last_change AS lastChange, added_at AS addedAt`;
const fileColumns = `f.id, f.folder_id AS folder, f.path, f.size, f.mtime_ms AS mtimeMs, f.identity, f.mounted, f.sha256,
  f.document_id AS document, f.import_id AS import, f.brought`;
const rowsPerTick = 2000;

export type WatchedStore = ReturnType<typeof createWatchedStore>;

export function createWatchedStore(database: Database) {
  const one = {
    file: database.prepare(`SELECT ${fileColumns} FROM watched_file f WHERE f.folder_id = ? AND f.path = ?`),
    byImport: database.prepare(`SELECT ${fileColumns} FROM watched_file f WHERE f.import_id = ?`),
    byIdentity: database.prepare(
      `SELECT ${fileColumns}, w.path AS root FROM watched_file f JOIN watched_folder w ON w.id = f.folder_id
       WHERE w.library_id = ? AND f.identity = ? AND f.size = ? AND f.mtime_ms = ? AND f.sha256 IS NOT NULL
       AND f.import_id IS NULL LIMIT 20`,
    ),
    page: database.prepare(
      `SELECT ${fileColumns} FROM watched_file f WHERE f.folder_id = ? AND f.path > ? ORDER BY f.path LIMIT ${rowsPerTick}`,
    ),
    // '0' is the character after '/': everything below a folder lies between the two.
    below: database.prepare(
      `SELECT ${fileColumns} FROM watched_file f
       WHERE f.folder_id = @folder AND (f.path = @path OR (f.path > @path || '/' AND f.path < @path || '0'))`,
    ),
    insert: database.prepare(
      `INSERT INTO watched_file (folder_id, path, size, mtime_ms, identity, mounted)
       VALUES (@folder, @path, @size, @mtimeMs, @identity, @mounted)
       ON CONFLICT (folder_id, path) DO UPDATE SET size = excluded.size, mtime_ms = excluded.mtime_ms,
         identity = excluded.identity, mounted = excluded.mounted RETURNING id`,
    ),
    setImport: database.prepare('UPDATE watched_file SET import_id = ? WHERE id = ?'),
    setDocument: database.prepare(
      'UPDATE watched_file SET sha256 = ?, document_id = ?, brought = ?, import_id = NULL WHERE id = ?',
    ),
    move: database.prepare('UPDATE watched_file SET folder_id = ?, path = ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM watched_file WHERE id = ?'),
    document: database.prepare(
      'SELECT id, sha256, source_path AS path FROM document WHERE library_id = ? AND sha256 = ?',
    ),
    documentById: database.prepare('SELECT id, sha256, source_path AS path FROM document WHERE id = ?'),
    others: database.prepare(
      `SELECT ${fileColumns}, w.path AS root FROM watched_file f JOIN watched_folder w ON w.id = f.folder_id
       WHERE f.document_id = ? ORDER BY f.id LIMIT 2`,
    ),
    sized: database.prepare(
      `SELECT 1 FROM document d JOIN content c ON c.sha256 = d.sha256 WHERE d.library_id = ? AND c.bytes = ? LIMIT 1`,
    ),
    brought: database.prepare('SELECT max(brought) AS brought FROM watched_file WHERE document_id = ?'),
    rename: database.prepare('UPDATE document SET name = ?, source_path = ? WHERE id = ?'),
    deleteDocument: database.prepare('DELETE FROM document WHERE id = ?'),
    importState: database.prepare('SELECT state FROM import_file WHERE id = ?'),
  };

  return {
    transaction: <Result>(work: () => Result): Result => database.transaction(work)(),
    folders: () =>
      database.prepare(`SELECT ${folderColumns} FROM watched_folder ORDER BY added_at`).all() as FolderRow[],
    folder: (id: string) =>
      database.prepare(`SELECT ${folderColumns} FROM watched_folder WHERE id = ?`).get(id) as FolderRow | undefined,
    addFolder: (row: FolderRow) =>
      void database
        .prepare(
          `INSERT INTO watched_folder (id, library_id, path, ignored, polling, state, code, identity, last_change, added_at)
           VALUES (@id, @library, @path, @ignored, @polling, @state, @code, @identity, @lastChange, @addedAt)`,
        )
        .run(row),
    setFolder: (id: string, ignored: string, polling: number) =>
      void database
        .prepare('UPDATE watched_folder SET ignored = ?, polling = ? WHERE id = ?')
        .run(ignored, polling, id),
    setState: (id: string, state: FolderRow['state'], code: string | null) =>
      void database.prepare('UPDATE watched_folder SET state = ?, code = ? WHERE id = ?').run(state, code, id),
    setIdentity: (id: string, identity: string) =>
      void database.prepare('UPDATE watched_folder SET identity = ? WHERE id = ?').run(identity, id),
    setLastChange: (id: string, at: number) =>
      void database.prepare('UPDATE watched_folder SET last_change = ? WHERE id = ?').run(at, id),
    removeFolder: (id: string) => void database.prepare('DELETE FROM watched_folder WHERE id = ?').run(id),
    counts: (id: string) =>
      database
        .prepare(
          `SELECT count(*) AS files, coalesce(sum(i.state IN ('queued', 'running')), 0) AS waiting,
           coalesce(sum(i.state IN ('failed', 'cancelled')), 0) AS failed
           FROM watched_file f LEFT JOIN import_file i ON i.id = f.import_id WHERE f.folder_id = ?`,
        )
        .get(id) as { files: number; waiting: number; failed: number },
    /** All files of a folder, in parts, so that a big one does not hold up everything else. */
    async *files(folder: string): AsyncGenerator<FileRow[]> {
      for (let after = ''; ; ) {
        const rows = one.page.all(folder, after) as FileRow[];
        if (rows.length > 0) yield rows;
        if (rows.length < rowsPerTick) return;
        after = rows.at(-1)!.path;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    /** Files at a path and below it. */
    filesBelow: (folder: string, path: string) => one.below.all({ folder, path }) as FileRow[],
    file: (folder: string, path: string) => one.file.get(folder, path) as FileRow | undefined,
    byImport: (id: number) => one.byImport.get(id) as FileRow | undefined,
    byIdentity: (library: string, seen: SeenFile) =>
      one.byIdentity.all(library, seen.identity, seen.size, seen.mtimeMs) as PlacedFile[],
    /** Writes how a file looks now; a new row has no document yet. Returns its id. */
    saw: (folder: string, seen: SeenFile) =>
      (one.insert.get({ ...seen, folder, mounted: seen.mounted ? 1 : 0 }) as { id: number }).id,
    setImport: (id: number, importId: number | null) => void one.setImport.run(importId, id),
    setDocument: (id: number, sha256: string, document: string | null, brought: boolean) =>
      void one.setDocument.run(sha256, document, brought ? 1 : 0, id),
    move: (id: number, folder: string, path: string) => void one.move.run(folder, path, id),
    removeFile: (id: number) => void one.remove.run(id),
    documentOf: (library: string, sha256: string) =>
      one.document.get(library, sha256) as { id: string; sha256: string; path: string | null } | undefined,
    documentById: (id: string) =>
      one.documentById.get(id) as { id: string; sha256: string; path: string | null } | undefined,
    /** Up to two files that a document stands for. */
    filesOf: (document: string) => one.others.all(document) as PlacedFile[],
    /** Whether some document of the library has as many bytes, and may therefore be the same. */
    hasSize: (library: string, bytes: number) => one.sized.get(library, bytes) !== undefined,
    wasBrought: (document: string) => (one.brought.get(document) as { brought: number | null }).brought === 1,
    rename: (document: string, name: string, path: string) => void one.rename.run(name, path, document),
    deleteDocument: (id: string) => void one.deleteDocument.run(id),
    importState: (id: number) => (one.importState.get(id) as { state: ImportFile['state'] } | undefined)?.state ?? null,
  };
}
