import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, type ErrorCode, type ImportFile, type ImportProgress } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { keepOriginal } from '../store/files.ts';
import type { ContentStages } from './content-stages.ts';
import type { Indexes } from './indexes.ts';
import { createProgressFeed } from './progress-feed.ts';
import { walkFiles } from './walk-files.ts';

/**
 * The import queue. Files wait in the database, so that a restart goes on where the last run stopped; a document
 * appears in the library in the same transaction that marks its file done, after every version has indexed it.
 */
export interface Importer {
  start(paths: readonly string[], library: string): Promise<{ batch: string; files: number }>;
  progress(batch?: string, signal?: AbortSignal): AsyncGenerator<ImportProgress>;
  files(query: { batch?: string; state?: 'failed' | 'skipped' | 'open' | 'all' }): ImportFile[];
  setPaused(paused: boolean): void;
  cancel(): number;
  retry(file: number): string;
  dismiss(file?: number): number;
  /** Begins working; files left open by the last run come first. */
  resumeOpenFiles(): void;
  close(): Promise<void>;
}

interface FileRow {
  id: number;
  batch: string;
  library_id: string;
  path: string;
  name: string;
  owned: number;
  state: ImportFile['state'];
  code: string | null;
  message: string | null;
  document_id: string | null;
  chunks: number;
}

interface Active {
  row: FileRow;
  stage: ImportFile['stage'];
  page: number | null;
  pages: number | null;
  controller: AbortController;
  finished: Promise<void>;
}

export function createImporter(options: {
  database: Database;
  folder: DataFolder;
  clock: Clock;
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
  /** Files worked on at the same time. */
  concurrency: number;
}): Importer {
  const { database, folder, clock, versions, stages, indexes, concurrency } = options;
  const active = new Map<number, Active>();
  /** Contents being imported now: the same bytes twice in one batch must not be read twice. */
  const busyContents = new Map<string, Promise<void>>();
  let paused = false;
  let closed = false;
  let pagesRead = 0;
  let workingSince = 0;

  const statements = {
    insert: database.prepare(
      `INSERT INTO import_file (batch, library_id, path, name, owned, state, queued_at) VALUES (?, ?, ?, ?, ?, 'queued', ?)`,
    ),
    next: database.prepare(
      `SELECT * FROM import_file WHERE state IN ('queued', 'running') AND id > ? ORDER BY id LIMIT 1`,
    ),
    running: database.prepare(`UPDATE import_file SET state = 'running' WHERE id = ?`),
    finish: database.prepare(
      `UPDATE import_file SET state = ?, code = ?, message = ?, document_id = ?, chunks = ?, finished_at = ? WHERE id = ?`,
    ),
    document: database.prepare('SELECT id FROM document WHERE library_id = ? AND sha256 = ?'),
    insertDocument: database.prepare(
      'INSERT INTO document (id, library_id, sha256, name, source_path, added_at) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };

  const feed = createProgressFeed(snapshot);

  function snapshot(batch?: string): ImportProgress {
    const scope = batch ?? latestBatch();
    const counts = database
      .prepare('SELECT state, count(*) AS n, sum(chunks) AS chunks FROM import_file WHERE batch = ? GROUP BY state')
      .all(scope) as { state: ImportFile['state']; n: number; chunks: number }[];
    const of = (state: ImportFile['state']) => counts.find((row) => row.state === state)?.n ?? 0;
    const total = counts.reduce((sum, row) => sum + row.n, 0);
    const finished = total - of('queued') - of('running');
    const seconds = (clock.now() - workingSince) / 1000;
    const busy = active.size > 0 && seconds > 0.5;
    return {
      batch: scope,
      paused,
      total,
      finished,
      done: of('done'),
      skipped: of('skipped'),
      failed: of('failed'),
      cancelled: of('cancelled'),
      chunks: counts.reduce((sum, row) => sum + row.chunks, 0),
      pagesPerSecond: busy && pagesRead > 0 ? pagesRead / seconds : null,
      secondsLeft: busy && finished > 0 ? (seconds / finished) * (total - finished) : null,
      current: [...active.values()].map((item) => toFile(item.row, item)),
    };
  }

  /** The batch that is worked on, else the newest one. */
  function latestBatch(): string | null {
    const open = database
      .prepare(`SELECT batch FROM import_file WHERE state IN ('queued', 'running') ORDER BY id LIMIT 1`)
      .get() as { batch: string } | undefined;
    const last = open ?? database.prepare('SELECT batch FROM import_file ORDER BY id DESC LIMIT 1').get();
    return (last as { batch: string } | undefined)?.batch ?? null;
  }

  function enqueue(batch: string, library: string, found: readonly { path: string; name: string }[]): void {
    const now = clock.now();
    database.transaction(() => {
      for (const file of found) {
        const owned = file.path.startsWith(folder.incoming) ? 1 : 0;
        statements.insert.run(batch, library, file.path, file.name, owned, now);
      }
    })();
    feed.changed();
    pump();
  }

  function pump(): void {
    while (!paused && !closed && active.size < concurrency) {
      let after = 0;
      let row = statements.next.get(after) as FileRow | undefined;
      while (row && active.has(row.id)) {
        after = row.id;
        row = statements.next.get(after) as FileRow | undefined;
      }
      if (!row) return;
      if (active.size === 0) {
        pagesRead = 0;
        workingSince = clock.now();
      }
      statements.running.run(row.id);
      const item: Active = {
        row: { ...row, state: 'running' },
        stage: 'waiting',
        page: null,
        pages: null,
        controller: new AbortController(),
        finished: Promise.resolve(),
      };
      active.set(row.id, item);
      item.finished = work(item).finally(() => {
        active.delete(row.id);
        feed.changed();
        pump();
      });
    }
  }

  async function work(item: Active): Promise<void> {
    const { row, controller } = item;
    let failed = false;
    try {
      await importFile(item);
    } catch (error) {
      // Closing or pausing leaves the file queued: the next start goes on with it.
      if (controller.signal.aborted && controller.signal.reason !== 'cancel') return;
      const known = controller.signal.aborted ? new AppError('cancelled') : AppError.from(error, 'document-unreadable');
      const state =
        known.code === 'cancelled' ? 'cancelled' : known.code === 'document-duplicate' ? 'skipped' : 'failed';
      statements.finish.run(state, known.code, known.message, known.details.document ?? null, 0, clock.now(), row.id);
      failed = state === 'failed';
    }
    // An uploaded file that failed is kept until it is dismissed, so that it can be tried again.
    if (row.owned && !failed) await rm(row.path, { force: true });
  }

  async function importFile(item: Active): Promise<void> {
    const { row } = item;
    const { signal } = item.controller;
    const stage = (name: ImportFile['stage']) => {
      item.stage = name;
      feed.changed();
    };
    stage('reading');
    let content = await keepOriginal(row.path, folder.originals, signal);
    while (busyContents.has(content.sha256)) {
      await busyContents.get(content.sha256);
      // The other import may have failed and taken the kept bytes with it.
      content = await keepOriginal(row.path, folder.originals, signal);
    }
    const duplicate = statements.document.get(row.library_id, content.sha256) as { id: string } | undefined;
    if (duplicate) throw new AppError('document-duplicate', { document: duplicate.id });
    let release = () => {};
    busyContents.set(content.sha256, new Promise<void>((resolve) => (release = resolve)));
    try {
      const installed = versions.list();
      const onPage = (page: number, pages: number) => {
        pagesRead += 1;
        item.page = page;
        item.pages = pages;
        feed.changed();
      };
      const source = { ...content, name: basename(row.name) };
      for (const pipeline of installed) await stages.parse(source, pipeline, { signal, onPage });
      stage('chunking');
      for (const pipeline of installed) await stages.chunk(content.sha256, pipeline, { signal });
      stage('embedding');
      const parts = [];
      for (const pipeline of installed)
        parts.push({ pipeline, part: await stages.embed(content.sha256, pipeline, { signal }) });
      signal.throwIfAborted();
      const chunks = await stages.chunk(content.sha256, versions.resolve('stable'), { signal });
      stage('indexing');
      const id = randomUUID();
      database.transaction(() => {
        statements.insertDocument.run(
          id,
          row.library_id,
          content.sha256,
          row.name,
          row.owned ? null : row.path,
          clock.now(),
        );
        statements.finish.run('done', null, null, id, chunks, clock.now(), row.id);
      })();
      for (const { pipeline, part } of parts) {
        // The vectors are stored: an index that fails here is built from them when it is next opened.
        if (part) await indexes.add(pipeline, part).catch(() => undefined);
      }
    } catch (error) {
      const used = database.prepare('SELECT 1 FROM document WHERE sha256 = ?').get(content.sha256);
      if (!used) await stages.forget(content.sha256);
      throw error;
    } finally {
      busyContents.delete(content.sha256);
      release();
    }
  }

  function toFile(row: FileRow, live?: Active): ImportFile {
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

  function stopActive(reason: 'cancel' | 'pause'): void {
    for (const item of active.values()) item.controller.abort(reason);
  }

  return {
    async start(paths, library) {
      const found = await walkFiles(paths);
      const batch = randomUUID();
      enqueue(batch, library, found);
      return { batch, files: found.length };
    },
    progress: (batch, signal) => feed.follow(batch, signal),
    files(query) {
      const states = {
        failed: "('failed')",
        skipped: "('skipped')",
        open: "('queued', 'running')",
        all: "('queued', 'running', 'done', 'skipped', 'failed', 'cancelled')",
      }[query.state ?? 'all'];
      const rows = database
        .prepare(
          `SELECT * FROM import_file WHERE state IN ${states} AND (? IS NULL OR batch = ?) ORDER BY id DESC LIMIT 5000`,
        )
        .all(query.batch ?? null, query.batch ?? null) as FileRow[];
      return rows.reverse().map((row) => toFile(row, active.get(row.id)));
    },
    setPaused(value) {
      paused = value;
      if (!value) pump();
      feed.changed();
    },
    cancel() {
      const waiting = database
        .prepare(
          `UPDATE import_file SET state = 'cancelled', code = 'cancelled', finished_at = ? WHERE state = 'queued'`,
        )
        .run(clock.now()).changes;
      const stopping = active.size;
      stopActive('cancel');
      paused = false;
      feed.changed();
      return waiting + stopping;
    },
    retry(file) {
      const row = database.prepare('SELECT * FROM import_file WHERE id = ?').get(file) as FileRow | undefined;
      if (!row || (row.state !== 'failed' && row.state !== 'cancelled')) throw new AppError('not-found', { file });
      const batch = randomUUID();
      database
        .prepare(`UPDATE import_file SET state = 'queued', batch = ?, code = NULL, message = NULL WHERE id = ?`)
        .run(batch, file);
      feed.changed();
      pump();
      return batch;
    },
    dismiss(file) {
      const owned = database
        .prepare(`SELECT path FROM import_file WHERE owned = 1 AND state = 'failed' AND (? IS NULL OR id = ?)`)
        .all(file ?? null, file ?? null) as { path: string }[];
      for (const row of owned) void rm(row.path, { force: true });
      const where = `state IN ('failed', 'skipped', 'cancelled') AND (? IS NULL OR id = ?)`;
      const result = database.prepare(`DELETE FROM import_file WHERE ${where}`).run(file ?? null, file ?? null);
      feed.changed();
      return result.changes;
    },
    resumeOpenFiles() {
      database.prepare(`UPDATE import_file SET state = 'queued' WHERE state = 'running'`).run();
      pump();
    },
    async close() {
      closed = true;
      stopActive('pause');
      await Promise.all([...active.values()].map((item) => item.finished));
      feed.close();
    },
  };
}
