import type { ErrorCode, ImportFile, ImportProgress } from '../contract/index.ts';
import type { Database } from '../store/database.ts';

/** A queue entry as it is stored. */
export interface FileRow {
  id: number;
  batch: string;
  library_id: string;
  path: string;
  name: string;
  /** 1: an upload, which belongs to the app. */
  owned: number;
  state: ImportFile['state'];
  code: string | null;
  message: string | null;
  /** Set from the moment in which the document appears; the entry is open until every version has it. */
  document_id: string | null;
  chunks: number;
}

/** What is known of an entry that is being worked on beside its row. */
export interface LiveFile {
  stage: ImportFile['stage'];
  page: number | null;
  pages: number | null;
}

export type FileQuery = { batch?: string; state?: 'failed' | 'skipped' | 'open' | 'all' };

const statesOf = {
  failed: "('failed')",
  skipped: "('skipped')",
  open: "('queued', 'running')",
  all: "('queued', 'running', 'done', 'skipped', 'failed', 'cancelled')",
};

/** The import queue as rows. */
export function createImportRows(database: Database) {
  const insert = database.prepare(
    `INSERT INTO import_file (batch, library_id, path, name, owned, state, queued_at) VALUES (?, ?, ?, ?, ?, 'queued', ?)`,
  );
  const next = database.prepare(`SELECT * FROM import_file WHERE state = 'queued' ORDER BY id LIMIT 1`);
  const setState = database.prepare('UPDATE import_file SET state = ? WHERE id = ?');
  const appear = database.prepare('UPDATE import_file SET document_id = ?, chunks = ? WHERE id = ?');
  const finish = database.prepare(
    `UPDATE import_file SET state = ?, code = ?, message = ?, document_id = coalesce(?, document_id), finished_at = ?
     WHERE id = ?`,
  );
  const find = database.prepare('SELECT * FROM import_file WHERE id = ?');

  return {
    insert: (batch: string, library: string, file: { path: string; name: string; owned: boolean }, now: number) =>
      Number(insert.run(batch, library, file.path, file.name, file.owned ? 1 : 0, now).lastInsertRowid),
    next: () => next.get() as FileRow | undefined,
    find: (id: number) => find.get(id) as FileRow | undefined,
    setState: (id: number, state: 'queued' | 'running') => void setState.run(state, id),
    appear: (id: number, document: string, chunks: number) => void appear.run(document, chunks, id),
    finish(
      id: number,
      outcome: { state: ImportFile['state']; code: ErrorCode | null; message: string | null; document: string | null },
      now: number,
    ) {
      finish.run(outcome.state, outcome.code, outcome.message, outcome.document, now, id);
    },
    list({ batch, state = 'all' }: FileQuery): FileRow[] {
      const rows = database
        .prepare(
          `SELECT * FROM import_file WHERE state IN ${statesOf[state]} AND (? IS NULL OR batch = ?) ORDER BY id DESC LIMIT 5000`,
        )
        .all(batch ?? null, batch ?? null) as FileRow[];
      return rows.reverse();
    },
    counts(batch: string | null): Omit<ImportProgress, 'paused' | 'pagesPerSecond' | 'secondsLeft' | 'current'> {
      const rows = database
        .prepare('SELECT state, count(*) AS n, sum(chunks) AS chunks FROM import_file WHERE batch = ? GROUP BY state')
        .all(batch) as { state: ImportFile['state']; n: number; chunks: number }[];
      const of = (state: ImportFile['state']) => rows.find((row) => row.state === state)?.n ?? 0;
      const total = rows.reduce((sum, row) => sum + row.n, 0);
      return {
        batch,
        total,
        finished: total - of('queued') - of('running'),
        done: of('done'),
        skipped: of('skipped'),
        failed: of('failed'),
        cancelled: of('cancelled'),
        chunks: rows.reduce((sum, row) => sum + row.chunks, 0),
      };
    },
    /** The batch that is worked on, else the newest one. */
    latestBatch(): string | null {
      const open = database
        .prepare(`SELECT batch FROM import_file WHERE state IN ('queued', 'running') ORDER BY id LIMIT 1`)
        .get() as { batch: string } | undefined;
      const last = open ?? database.prepare('SELECT batch FROM import_file ORDER BY id DESC LIMIT 1').get();
      return (last as { batch: string } | undefined)?.batch ?? null;
    },
  };
}

export function toImportFile(row: FileRow, live?: LiveFile): ImportFile {
  const open = row.state === 'queued' || row.state === 'running';
  return {
    id: row.id,
    path: row.path,
    name: row.name,
    state: row.state,
    stage: live?.stage ?? (open ? 'waiting' : 'finished'),
    page: live?.page ?? null,
    pages: live?.pages ?? null,
    code: row.code as ErrorCode | null,
    message: row.message,
    document: row.document_id,
  };
}
