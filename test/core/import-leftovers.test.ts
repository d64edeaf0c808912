import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Database } from '../../core/store/database.ts';
import { leftovers, openBeside } from '../support/leftovers.ts';
import { createTestApp, handbook, importAll } from '../support/test-app.ts';

const change = (sql: string) => (database: Database) => void database.exec(sql);

it.each<[string, (database: Database, dataFolder: string) => unknown, RegExp]>([
  ['contents without a document', change('DELETE FROM document'), /^content without a document/],
  ['a chunk that is missing', change('DELETE FROM chunk WHERE id = (SELECT max(id) FROM chunk)'), /not all there/],
  ['chunks that are not complete', change('DELETE FROM chunked'), /not said to be all there/],
  ['a version that lacks a document', change('DELETE FROM vectors'), /a version lacks: handbook.md/],
  ['full text that is missing', change('DELETE FROM passages_1 WHERE rowid = 1'), /chunk without full text in set 1/],
  ['full text that is left', change("INSERT INTO passages_1 (rowid, tokens) VALUES (999, 'left')"), /without a chunk/],
  [
    'chunks of no version',
    change("INSERT INTO chunk_set (id, digest) VALUES (9, 'x'); CREATE TABLE passages_9 (x)"),
    /of no version: 9/,
  ],
  ['vectors of no version', change("UPDATE vectors SET embed_digest = 'x' WHERE id = 1"), /vectors of no version/],
  [
    'a vector file that is missing',
    async (_, folder) => {
      const [name] = await readdir(join(folder, 'artifacts/embed'));
      await rm(join(folder, 'artifacts/embed', name!));
    },
    /missing file/,
  ],
  ['an original too many', (_, folder) => writeFile(join(folder, 'originals', 'x'), ''), /nothing needs: .*originals/],
  ['a reading too many', (_, folder) => writeFile(join(folder, 'artifacts/parse/x'), ''), /nothing needs: .*parse/],
  ['an upload too many', (_, folder) => writeFile(join(folder, 'incoming/x'), ''), /nothing needs: .*incoming/],
])('%s would be seen', async (_, spoil, line) => {
  await using test = await createTestApp();
  await importAll(test.client, [await test.file('handbook.md', handbook)]);
  expect(await leftovers(test.dataFolder)).toEqual([]);
  const database = openBeside(test.dataFolder);
  database.pragma('foreign_keys = OFF');
  await spoil(database, test.dataFolder);
  database.close();
  const found = await leftovers(test.dataFolder);
  expect(found.join('\n')).toMatch(new RegExp(line.source, 'm'));
});
