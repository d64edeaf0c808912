import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { outputDigest, type StageDigests, stageDigests } from './stages.ts';
import { parseManifest } from './versions.ts';

/**
 * What is half there or not needed in a data folder at rest: rows without a document, outputs that no installed version
 * needs, documents that a version lacks, files that no row stands for and rows whose file is missing. One line each.
 * For tests and for the fault run; the app itself sweeps and catches up instead of asking.
 */
export function findLeftovers(options: {
  database: Database;
  folder: Pick<DataFolder, 'originals' | 'incoming' | 'artifacts' | 'snapshots'>;
  modelDigest: (model: string) => string;
}): string[] {
  const { database, folder, modelDigest } = options;
  // One transaction sees one state, though the app goes on.
  return database.transaction(() => {
    const manifests = database.prepare('SELECT manifest FROM version').pluck().all() as string[];
    const digests = manifests.map((manifest) => stageDigests(parseManifest(manifest), modelDigest));
    return [...badRows(database, digests), ...badFiles(database, folder, digests)];
  })();
}

function badRows(database: Database, digests: readonly StageDigests[]): string[] {
  const bad: string[] = [];
  const look = (what: string, sql: string, ...values: unknown[]) => {
    const found = database
      .prepare(sql)
      .pluck()
      .all(...values);
    if (found.length > 0)
      bad.push(`${what}: ${found.slice(0, 3).join(', ')}${found.length > 3 ? ` … ${found.length}` : ''}`);
  };
  for (const table of ['content', 'chunk', 'chunked', 'vectors']) {
    look(
      `${table} without a document`,
      `SELECT DISTINCT sha256 FROM ${table} WHERE sha256 NOT IN (SELECT sha256 FROM document)`,
    );
  }
  look('document without contents', 'SELECT id FROM document WHERE sha256 NOT IN (SELECT sha256 FROM content)');
  look(
    'chunks that are not all there',
    `SELECT k.set_id || ' ' || k.sha256 FROM chunked k
     WHERE k.count <> (SELECT count(*) FROM chunk c WHERE c.set_id = k.set_id AND c.sha256 = k.sha256
       AND c.id = k.first_chunk + c.ordinal)`,
  );
  look(
    'chunks that are not said to be all there',
    `SELECT DISTINCT c.sha256 FROM chunk c
     WHERE NOT EXISTS (SELECT 1 FROM chunked k WHERE k.set_id = c.set_id AND k.sha256 = c.sha256)`,
  );
  look(
    'vectors of other chunks',
    `SELECT v.sha256 FROM vectors v
     WHERE NOT EXISTS (SELECT 1 FROM chunked k WHERE k.sha256 = v.sha256 AND k.first_chunk = v.first_chunk AND k.count = v.count)`,
  );
  look(
    'text beyond its vector file',
    'SELECT v.sha256 FROM text_vector t JOIN vectors v ON v.id = t.vectors_id WHERE t.row >= v.count',
  );
  look('broken reference', 'SELECT "table" FROM pragma_foreign_key_check');
  const needed = (part: 'chunk' | 'embed') => JSON.stringify(digests.map((stages) => stages[part]));
  look(
    'chunks of no version',
    'SELECT id FROM chunk_set WHERE digest NOT IN (SELECT value FROM json_each(?))',
    needed('chunk'),
  );
  look(
    'vectors of no version',
    'SELECT DISTINCT sha256 FROM vectors WHERE embed_digest NOT IN (SELECT value FROM json_each(?))',
    needed('embed'),
  );
  for (const { id } of database.prepare('SELECT id FROM chunk_set').all() as { id: number }[]) {
    look(
      `full text without a chunk in set ${id}`,
      `SELECT rowid FROM passages_${id} EXCEPT SELECT id FROM chunk WHERE set_id = ${id}`,
    );
    look(
      `chunk without full text in set ${id}`,
      `SELECT id FROM chunk WHERE set_id = ${id} EXCEPT SELECT rowid FROM passages_${id}`,
    );
  }
  for (const stages of digests) {
    look(
      'document that a version lacks',
      `SELECT d.name FROM document d WHERE NOT EXISTS (SELECT 1 FROM chunked k JOIN chunk_set s ON s.id = k.set_id
         WHERE s.digest = ? AND k.sha256 = d.sha256 AND (k.count = 0 OR EXISTS
           (SELECT 1 FROM vectors v WHERE v.embed_digest = ? AND v.sha256 = d.sha256)))`,
      stages.chunk,
      stages.embed,
    );
  }
  return bad;
}

function badFiles(
  database: Database,
  folder: Pick<DataFolder, 'originals' | 'incoming' | 'artifacts' | 'snapshots'>,
  digests: readonly StageDigests[],
): string[] {
  const list = (sql: string) => database.prepare(sql).pluck().all() as string[];
  const bad: string[] = [];
  const compare = (place: string, needed: ReadonlySet<string>, allNeeded: boolean) => {
    const there = new Set(readdirSync(place));
    for (const name of there) if (!needed.has(name)) bad.push(`file that nothing needs: ${join(place, name)}`);
    for (const name of allNeeded ? needed : []) if (!there.has(name)) bad.push(`missing file: ${join(place, name)}`);
  };
  const contents = database.prepare('SELECT sha256, parse_digest AS shown FROM content').all() as {
    sha256: string;
    shown: string;
  }[];
  const open = list(`SELECT path FROM import_file WHERE state IN ('queued', 'running', 'failed')`);
  if (open.length === 0) {
    compare(folder.originals, new Set(list('SELECT sha256 FROM document')), true);
    compare(folder.incoming, new Set(), false);
  }
  const readings = new Set(contents.map((content) => content.shown));
  for (const { parse } of digests) for (const { sha256 } of contents) readings.add(outputDigest(parse, sha256));
  compare(join(folder.artifacts, 'parse'), readings, false);
  compare(join(folder.artifacts, 'index'), new Set(digests.map((stages) => stages.index)), false);
  const vectors = database
    .prepare('SELECT embed_digest AS digest, sha256, count * dimension * 4 AS bytes FROM vectors')
    .all() as {
    digest: string;
    sha256: string;
    bytes: number;
  }[];
  const files = new Map(vectors.map((row) => [outputDigest(row.digest, row.sha256), row.bytes]));
  compare(join(folder.artifacts, 'embed'), new Set(files.keys()), true);
  for (const [name, bytes] of files) {
    const found = statSync(join(folder.artifacts, 'embed', name), { throwIfNoEntry: false })?.size;
    if (found !== undefined && found !== bytes) bad.push(`vector file of ${found} instead of ${bytes} bytes: ${name}`);
  }
  for (const name of readdirSync(folder.snapshots)) {
    if (!/^tandem-\d+-\d+\.db$/.test(name)) bad.push(`file that nothing needs: ${join(folder.snapshots, name)}`);
  }
  return bad;
}
