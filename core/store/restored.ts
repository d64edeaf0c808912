import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';

const Restored = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  /** When the snapshot was taken that took the place of the database; null when there was none to take. */
  snapshotAt: z.number().nullable(),
  /** Name of the file in the data folder that holds the damaged database; null when it was gone. */
  damaged: z.string().nullable(),
});
export type Restored = z.infer<typeof Restored>;

export const restoreMarker = (folder: DataFolder) => join(folder.snapshots, 'restored.json');

/** What `openOrRestore` did, at this start or at one that was cut off before it had dealt with that. */
export function readRestored(folder: DataFolder): Restored | null {
  try {
    return Restored.parse(JSON.parse(readFileSync(restoreMarker(folder), 'utf8')));
  } catch {
    return null;
  }
}

export function forgetRestored(folder: DataFolder): void {
  rmSync(restoreMarker(folder), { force: true });
}

export interface LostName {
  sha256: string;
  library: string;
  name: string;
}

/**
 * Names of documents as far as they can still be read from a damaged database. Damage usually covers few pages, so
 * most rows come; reading stops where a page is bad, and goes on from the other end.
 */
export function salvageNames(file: string): LostName[] {
  const found = new Map<string, LostName>();
  for (const order of ['ASC', 'DESC']) {
    let database: BetterSqlite3.Database | undefined;
    try {
      database = new BetterSqlite3(file, { fileMustExist: true });
      const rows = database
        .prepare(`SELECT library_id AS library, sha256, name FROM document ORDER BY rowid ${order}`)
        .iterate() as IterableIterator<LostName>;
      for (const row of rows) found.set(`${row.library} ${row.sha256}`, row);
    } catch {
      // What was read until here is kept.
    } finally {
      database?.close();
    }
  }
  return [...found.values()];
}
