import { randomUUID } from 'node:crypto';
import { AppError, type ErrorCode, type ImportFile, type ImportProgress } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { removeUpload } from '../store/files.ts';
import type { FileImport } from './import-file.ts';
import { createImportRows, type FileQuery, type FileRow, type LiveFile, toImportFile } from './import-rows.ts';
import { createProgressFeed } from './progress-feed.ts';
import { type FoundFile, walkFiles } from './walk-files.ts';

/**
 * The import queue. Files wait in the database, so that a restart goes on where the last run stopped. A document
 * appears as soon as the stable version has it; its file is done when every other version has it as well, or has said
 * why it cannot.
 */
export interface Importer {
  start(paths: readonly string[], library: string): Promise<{ batch: string; files: number }>;
  progress(batch?: string, signal?: AbortSignal): AsyncGenerator<ImportProgress>;
  files(query: FileQuery): ImportFile[];
  setPaused(paused: boolean): void;
  cancel(): number;
  retry(file: number): string;
  dismiss(file?: number): number;
  /** Queues files that were found already. `stored` gets the ids of their rows, in order, in the same transaction. */
  enqueue(batch: string, library: string, found: readonly FoundFile[], stored?: (ids: number[]) => void): void;
  /** Takes files out of the queue and forgets them; those that are being read are stopped. */
  drop(files: readonly number[]): void;
  /** Tells of each file that ended; of one that is done in the transaction in which its document appears. */
  onFinished(listener: (file: FinishedFile) => void): void;
  /** Begins working; files left open by the last run come first. */
  resumeOpenFiles(): void;
  close(): Promise<void>;
}

export interface FinishedFile {
  id: number;
  state: 'done' | 'skipped' | 'failed' | 'cancelled';
  code: ErrorCode | null;
  /** The document that the file became, or that holds the same contents already. */
  document: string | null;
}

interface Active extends LiveFile {
  row: FileRow;
  /** True until its document appears or it fails; only then it counts against `concurrency`. */
  reading: boolean;
  controller: AbortController;
  finished: Promise<void>;
}

/** Files that a progress snapshot names. */
const namedAtOnce = 20;

export function createImporter(options: {
  database: Database;
  folder: DataFolder;
  clock: Clock;
  files: FileImport;
  /** Files read at the same time. */
  concurrency: number;
}): Importer {
  const { database, folder, clock, files, concurrency } = options;
  const rows = createImportRows(database);
  const active = new Map<number, Active>();
  /** Files whose end could not be noted because the disk is full; they are taken up again after a pause. */
  const stranded = new Set<number>();
  const feed = createProgressFeed(snapshot);
  let tellFinished: (file: FinishedFile) => void = () => {};
  let paused = false;
  let closed = false;
  let pagesRead = 0;
  let workingSince = 0;

  function snapshot(batch?: string): ImportProgress {
    const counts = rows.counts(batch ?? rows.latestBatch());
    const seconds = (clock.now() - workingSince) / 1000;
    const busy = active.size > 0 && seconds > 0.5;
    const first = [...active.values()].sort((a, b) => Number(b.reading) - Number(a.reading)).slice(0, namedAtOnce);
    return {
      ...counts,
      paused,
      pagesPerSecond: busy && pagesRead > 0 ? pagesRead / seconds : null,
      secondsLeft: busy && counts.finished > 0 ? (seconds / counts.finished) * (counts.total - counts.finished) : null,
      current: first.map((item) => toImportFile(item.row, item)),
    };
  }

  const enqueue: Importer['enqueue'] = (batch, library, found, stored) => {
    const now = clock.now();
    database.transaction(() => {
      const ids = found.map((file) => {
        const owned = file.path.startsWith(folder.incoming);
        return rows.insert(batch, library, { path: file.path, name: file.name, owned }, now);
      });
      stored?.(ids);
    })();
    feed.changed();
    pump();
  };

  const reading = () => [...active.values()].filter((item) => item.reading).length;

  function pump(): void {
    try {
      while (!paused && !closed && reading() < concurrency) {
        const row = rows.next();
        if (!row) return;
        rows.setState(row.id, 'running');
        begin(row);
      }
    } catch {
      pauseForDisk();
    }
  }

  function begin(row: FileRow): void {
    if (active.size === 0) {
      pagesRead = 0;
      workingSince = clock.now();
    }
    const item: Active = {
      row: { ...row, state: 'running' },
      reading: true,
      stage: 'waiting',
      page: null,
      pages: null,
      controller: new AbortController(),
      finished: Promise.resolve(),
    };
    active.set(row.id, item);
    item.finished = work(item)
      .catch(() => {
        stranded.add(row.id);
        pauseForDisk();
      })
      .then(() => {
        active.delete(row.id);
        feed.changed();
        pump();
      });
  }

  /** The database cannot be written: going on would only fail file after file. The person resumes when there is room. */
  function pauseForDisk(): void {
    paused = true;
    feed.changed();
  }

  /** Throws only when the outcome cannot be stored. */
  async function work(item: Active): Promise<void> {
    const { row, controller } = item;
    const { signal } = controller;
    try {
      if (row.document_id === null) await files.intoStable(row, stepsOf(item));
      item.reading = false;
      pump();
      if (row.document_id !== null) await files.intoOthers(row.document_id, signal);
    } catch (error) {
      // Closing leaves the file queued: the next start goes on with it.
      if (signal.aborted && signal.reason !== 'cancel') return;
      return await fail(row, signal.aborted ? new AppError('cancelled') : AppError.from(error, 'document-unreadable'));
    }
    // What other versions lack is theirs to catch up with; the document is there, so a cancellation comes too late.
    if (signal.aborted && signal.reason !== 'cancel') return;
    rows.finish(row.id, { state: 'done', code: null, message: null, document: null }, clock.now());
    if (row.owned) await removeUpload(row.path, folder.incoming);
  }

  function stepsOf(item: Active) {
    const { row } = item;
    return {
      signal: item.controller.signal,
      onStage: (stage: ImportFile['stage']) => {
        item.stage = stage;
        feed.changed();
      },
      onPage: (page: number, pages: number) => {
        pagesRead += 1;
        item.page = page;
        item.pages = pages;
        feed.changed();
      },
      onAppeared: (document: string, chunks: number) => {
        rows.appear(row.id, document, chunks);
        tellFinished({ id: row.id, state: 'done', code: null, document });
        row.document_id = document;
      },
    };
  }

  async function fail(row: FileRow, error: AppError): Promise<void> {
    const { code, message } = error;
    const state = code === 'cancelled' ? 'cancelled' : code === 'document-duplicate' ? 'skipped' : 'failed';
    const document = (error.details.document as string | undefined) ?? null;
    rows.finish(row.id, { state, code, message, document }, clock.now());
    tellFinished({ id: row.id, state, code, document });
    // An uploaded file that failed is kept until it is dismissed, so that it can be tried again.
    if (row.owned && state !== 'failed') await removeUpload(row.path, folder.incoming);
  }

  return {
    async start(paths, library) {
      const found = await walkFiles(paths);
      const batch = randomUUID();
      enqueue(batch, library, found);
      return { batch, files: found.length };
    },
    enqueue,
    drop(ids) {
      const forget = database.prepare(`DELETE FROM import_file WHERE id = ? AND state <> 'done'`);
      for (const id of ids) {
        const item = active.get(id);
        item?.controller.abort('cancel');
        if (item) void item.finished.then(() => forget.run(id));
        else forget.run(id);
      }
      feed.changed();
    },
    onFinished(listener) {
      tellFinished = listener;
    },
    progress: (batch, signal) => feed.follow(batch, signal),
    files: (query) => rows.list(query).map((row) => toImportFile(row, active.get(row.id))),
    setPaused(value) {
      paused = value;
      if (!value) {
        for (const id of stranded) rows.setState(id, 'queued');
        stranded.clear();
        pump();
      }
      feed.changed();
    },
    cancel() {
      const waiting = database
        .prepare(
          `UPDATE import_file SET state = 'cancelled', code = 'cancelled', finished_at = ? WHERE state = 'queued'`,
        )
        .run(clock.now()).changes;
      const stopping = active.size;
      for (const item of active.values()) item.controller.abort('cancel');
      paused = false;
      feed.changed();
      return waiting + stopping;
    },
    retry(file) {
      const row = rows.find(file);
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
      for (const row of owned) void removeUpload(row.path, folder.incoming).catch(() => undefined);
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
      for (const item of active.values()) item.controller.abort('pause');
      await Promise.all([...active.values()].map((item) => item.finished));
      feed.close();
    },
  };
}
