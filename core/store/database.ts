import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../contract/index.ts';
import { migrations } from './migrations.ts';

export type Database = BetterSqlite3.Database;

/**
 * Opens tandem.db in WAL mode and brings its schema up to date.
 * Fails with `data-folder-newer` (nothing is changed), `data-folder-unusable` or `disk-full`.
 */
export function openDatabase(file: string): Database {
  let database: Database | undefined;
  try {
    database = new BetterSqlite3(file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    database.pragma('busy_timeout = 5000');
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof AppError) throw error;
    const full = (error as { code?: string }).code === 'SQLITE_FULL';
    throw new AppError(full ? 'disk-full' : 'data-folder-unusable', { file, cause: String(error) }, { cause: error });
  }
}

function migrate(database: Database): void {
  const found = database.pragma('user_version', { simple: true }) as number;
  if (found > migrations.length) throw new AppError('data-folder-newer', { found, supported: migrations.length });
  for (let version = found; version < migrations.length; version++) {
    database.transaction(() => {
      database.exec(migrations[version]!);
      database.pragma(`user_version = ${version + 1}`);
    })();
  }
}

/** Runs a write whose loss a power cut must not cause, such as moving a version pointer. */
export function durably<Result>(database: Database, write: () => Result): Result {
  database.pragma('synchronous = FULL');
  try {
    return database.transaction(write).immediate();
  } finally {
    database.pragma('synchronous = NORMAL');
  }
}
