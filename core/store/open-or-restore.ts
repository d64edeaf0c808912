import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../contract/index.ts';
import type { DataFolder } from './data-folder.ts';
import { type Database, openDatabase } from './database.ts';
import { flushSync } from './files.ts';
import { readRestored, restoreMarker } from './restored.ts';
import { listSnapshots } from './snapshots.ts';

/**
 * Opens tandem.db. A database that is damaged, or gone while the rest of the data folder is there, is replaced by the
 * newest snapshot that is whole, or by an empty one; the damaged file is kept beside it under a name that says so.
 * What was done is noted in a file (restored.ts), so that it is known to the next start too if this one is cut off.
 * Fails as `openDatabase` does; with `data-folder-unusable` or `disk-full` also when a copy cannot be put in place.
 */
export function openOrRestore(folder: DataFolder, now: number): Database {
  try {
    return openOrRestoreNow(folder, now);
  } catch (error) {
    throw AppError.from(error, 'data-folder-unusable');
  }
}

function openOrRestoreNow(folder: DataFolder, now: number): Database {
  finishSwap(folder);
  if (isGone(folder.database)) {
    if (holdsAnything(folder)) restore(folder, now);
    return openDatabase(folder.database);
  }
  let database: Database | undefined;
  try {
    database = openDatabase(folder.database);
    if (isWhole(database)) return database;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  database?.close();
  restore(folder, now);
  return openDatabase(folder.database);
}

/**
 * Looks at every page of every table. Tables of the full text index are looked at as tables: checking the index as
 * such takes five times as long, and it can be made again.
 */
function isWhole(database: Database): boolean {
  try {
    const tables = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`)
      .pluck()
      .all() as string[];
    return tables.every((name) => database.pragma(`quick_check("${name}")`, { simple: true }) === 'ok');
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

/** True for errors that say that the file itself is bad, rather than that it cannot be reached or written. */
function isDamage(error: unknown): boolean {
  const cause = error instanceof AppError && error.cause ? error.cause : error;
  const code = (cause as { code?: string }).code ?? '';
  // A damaged schema is reported as a plain error that says so.
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code) || /malformed/.test((cause as Error).message ?? '');
}

/** SQLite takes an empty file for a new database. */
function isGone(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function holdsAnything(folder: DataFolder): boolean {
  return listSnapshots(folder).length > 0 || readdirSync(folder.originals).length > 0;
}

const unfinished = (folder: DataFolder) => `${folder.database}.restoring`;

/** A crash while a copy took the place of the database: what had been begun is finished or taken back. */
function finishSwap(folder: DataFolder): void {
  if (!existsSync(unfinished(folder))) return;
  if (existsSync(folder.database)) {
    rmSync(restoreMarker(folder), { force: true });
    rmSync(unfinished(folder), { force: true });
    return;
  }
  putInPlace(folder, readRestored(folder)?.damaged ?? null);
}

/** Each step is flushed before the next, so that a crash between any two of them can be finished by the next start. */
function restore(folder: DataFolder, now: number): void {
  const snapshot = listSnapshots(folder).findLast(({ file }) => copyIfWhole(file, unfinished(folder))) ?? null;
  const damaged = isGone(folder.database) ? null : freeName(folder, now);
  // An empty file is an empty database: the swap is the same.
  if (!snapshot) writeFileSync(unfinished(folder), '', { mode: 0o600 });
  flushSync(unfinished(folder));
  writeFileSync(restoreMarker(folder), JSON.stringify({ at: now, snapshotAt: snapshot?.takenAt ?? null, damaged }));
  flushSync(restoreMarker(folder));
  if (damaged) renameSync(folder.database, join(folder.root, damaged));
  else rmSync(folder.database, { force: true });
  putInPlace(folder, damaged);
}

/** The journal belongs to the damaged file: beside another database it would be replayed into that. */
function putInPlace(folder: DataFolder, damaged: string | null): void {
  const journal = `${folder.database}-wal`;
  if (damaged && existsSync(journal)) renameSync(journal, join(folder.root, `${damaged}-wal`));
  rmSync(journal, { force: true });
  rmSync(`${folder.database}-shm`, { force: true });
  renameSync(unfinished(folder), folder.database);
  flushSync(folder.root);
}

/** tandem.damaged-2031-05-07.db; a second one of a day gets a number. */
function freeName(folder: DataFolder, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  for (let number = 1; ; number++) {
    const name = `tandem.damaged-${day}${number === 1 ? '' : `-${number}`}.db`;
    if (!existsSync(join(folder.root, name))) return name;
  }
}

/** The copy is looked at, not the snapshot: opening a database leaves files beside it. */
function copyIfWhole(file: string, copy: string): boolean {
  let database: Database | undefined;
  try {
    copyFileSync(file, copy);
    database = new BetterSqlite3(copy, { fileMustExist: true });
    return database.pragma('quick_check', { simple: true }) === 'ok';
  } catch (error) {
    if (!isDamage(error)) throw error;
    return false;
  } finally {
    database?.close();
  }
}
