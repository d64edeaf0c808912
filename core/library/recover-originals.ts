import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { type LostName, type Restored, salvageNames } from '../store/restored.ts';
import type { Documents } from './documents.ts';
import type { Importer } from './importer.ts';
import type { FoundFile } from './walk-files.ts';

/**
 * Brings the library in line with the kept bytes after an older database took the place of a damaged one. Bytes
 * without a document were added later: they are imported again, under the names that can still be read from the
 * damaged file, else under one made of their hash, into the library they were in, else the default one. Documents
 * without bytes were removed later, and go. Doing it twice does no more than doing it once.
 */
export async function recoverOriginals(options: {
  database: Database;
  folder: DataFolder;
  documents: Documents;
  importer: Importer;
  restored: Restored;
}): Promise<{ recovered: number; removed: number }> {
  const { database, folder, documents, importer, restored } = options;
  const kept = new Set((await readdir(folder.originals)).filter((name) => /^[0-9a-f]{64}$/.test(name)));
  const rows = database.prepare('SELECT id, sha256 FROM document').all() as { id: string; sha256: string }[];
  const gone = rows.filter((row) => !kept.has(row.sha256));
  for (const row of gone) await documents.remove(row.id);

  const known = new Set(rows.map((row) => row.sha256));
  const queued = new Set(database.prepare('SELECT path FROM import_file').pluck().all() as string[]);
  const libraries = new Set(database.prepare('SELECT id FROM library').pluck().all() as string[]);
  const lost = new Map<string, LostName[]>();
  for (const entry of restored.damaged ? salvageNames(join(folder.root, restored.damaged)) : []) {
    lost.set(entry.sha256, [...(lost.get(entry.sha256) ?? []), entry]);
  }
  const byLibrary = new Map<string, FoundFile[]>();
  let recovered = 0;
  for (const sha256 of kept) {
    const path = folder.original(sha256);
    if (known.has(sha256) || queued.has(path)) continue;
    recovered += 1;
    const nameless = { library: 'default', name: `Recovered ${sha256.slice(0, 8)}` };
    for (const { library, name } of lost.get(sha256) ?? [nameless]) {
      const place = libraries.has(library) ? library : 'default';
      byLibrary.set(place, [...(byLibrary.get(place) ?? []), { path, name }]);
    }
  }
  for (const [library, found] of byLibrary) importer.enqueue(randomUUID(), library, found);
  return { recovered, removed: gone.length };
}
