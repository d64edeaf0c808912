import { existsSync } from 'node:fs';
import { copyFile, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { leftovers, openBeside } from '../support/leftovers.ts';
import { askWhole, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const [stable] = builtInManifests();
const dayMs = 24 * 60 * 60_000;

/** A clock that a test sets. */
function testClock(start = Date.UTC(2031, 4, 7)) {
  return {
    time: start,
    now() {
      this.time += 1;
      return this.time;
    },
  };
}

const snapshots = async (test: TestApp) =>
  (await readdir(join(test.dataFolder, 'snapshots'))).filter((name) => name.endsWith('.db')).sort();
const names = async (test: TestApp) => (await test.client.documents.list({})).map((document) => document.name).sort();
/** Nothing waits to be imported, every version has everything, and nothing is left over. */
async function settled(test: TestApp): Promise<void> {
  await expect.poll(() => test.client.imports.files({ state: 'open' }), { timeout: 20_000 }).toEqual([]);
  await expect.poll(() => leftovers(test.dataFolder), { timeout: 20_000 }).toEqual([]);
}

/** Overwrites the first page of a table or index. */
async function damage(test: TestApp, table: string): Promise<void> {
  const database = openBeside(test.dataFolder);
  const page = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const file = await open(join(test.dataFolder, 'tandem.db'), 'r+');
  await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  await file.close();
}

describe('snapshots of the database', () => {
  it('are made once a day, the newest seven are kept, and none is made of an empty library', async () => {
    const clock = testClock();
    await using test = await createTestApp((ports) => ({ ...ports, clock }));
    await test.reopen();
    expect(await snapshots(test)).toEqual([]);
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.reopen();
    await expect.poll(() => snapshots(test)).toHaveLength(1);
    clock.time += dayMs / 2;
    await test.reopen();
    await test.app.close();
    expect(await snapshots(test)).toHaveLength(1);
    for (let day = 0; day < 9; day++) {
      clock.time += dayMs;
      await test.reopen();
    }
    await test.app.close();
    const kept = await snapshots(test);
    expect(kept.map((name) => Number(name.split('-')[1]))).toEqual([4, 5, 6, 7, 8, 9, 10]);
    await test.reopen();
  });

  it('are made after the clock was moved back as well', async () => {
    const clock = testClock();
    await using test = await createTestApp((ports) => ({ ...ports, clock }));
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.reopen();
    clock.time -= 400 * dayMs;
    await test.reopen();
    clock.time += dayMs;
    await test.reopen();
    await expect.poll(() => snapshots(test)).toHaveLength(3);
  });
});

/** A library of which a snapshot was made, and then changed: one document more, one less, and one answer rated. */
async function changedSinceSnapshot(test: TestApp) {
  await importAll(test.client, [
    await test.file('handbook.md', handbook),
    await test.file('old.md', '# Old\n\nThis one is removed later.'),
  ]);
  const { turn } = await askWhole(test.client, { question: 'What may a hotel night cost?' });
  await test.client.answers.rate({ id: turn.answerId, stars: 4 });
  await test.reopen();
  await expect.poll(() => snapshots(test)).toHaveLength(1);
  await importAll(test.client, [await test.file('garden.md', '# Garden\n\nTomatoes need six hours of sun every day.')]);
  const old = (await test.client.documents.list({})).find((document) => document.name === 'old.md');
  await test.client.documents.remove({ id: old!.id });
  await test.app.close();
  return turn;
}

describe('a damaged database', () => {
  it('is replaced by the newest snapshot, kept aside, and brought in line with the kept files', async () => {
    await using test = await createTestApp();
    const turn = await changedSinceSnapshot(test);
    await damage(test, 'chunk');
    await test.reopen();
    await settled(test);
    // Added since the snapshot: found by its bytes, its name read from the damaged file. Removed since: stays away.
    expect(await names(test)).toEqual(['garden.md', 'handbook.md']);
    expect(await test.client.answers.get({ id: turn.answerId })).toMatchObject({
      answer: turn.answer,
      rating: { stars: 4 },
    });
    const { hits } = await test.client.search.query({ text: 'tomatoes sun' });
    expect(hits[0]?.document).toBe('garden.md');
    const aside = (await readdir(test.dataFolder)).filter((name) => /^tandem\.damaged-.*\.db$/.test(name));
    expect(aside).toHaveLength(1);
    const { notices } = await test.client.system.health();
    expect(notices).toMatchObject([
      { code: 'database-restored', details: { damaged: aside[0], recovered: 1, removed: 1 } },
    ]);
    expect(notices![0]!.message).toContain('damaged');
    await test.reopen();
    expect(await names(test)).toEqual(['garden.md', 'handbook.md']);
    expect((await test.client.system.health()).notices).toHaveLength(1);
  });

  it('gives documents a name made of their hash when their names are damaged too', async () => {
    await using test = await createTestApp();
    await changedSinceSnapshot(test);
    await damage(test, 'document');
    await test.reopen();
    await settled(test);
    expect(await names(test)).toEqual([expect.stringMatching(/^Recovered [0-9a-f]{8}$/), 'handbook.md']);
    expect((await test.client.search.query({ text: 'tomatoes sun' })).hits[0]?.document).toMatch(/^Recovered/);
  });

  it.each([
    ['whose first page is overwritten', async (file: string) => writeFile(file, Buffer.alloc(8192, 0x5a))],
    ['that is cut off', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 40_000))],
    ['that is gone', (file: string) => rm(file)],
    ['that is empty', (file: string) => writeFile(file, '')],
  ])('%s is replaced by a snapshot', async (_, spoil) => {
    await using test = await createTestApp();
    const turn = await changedSinceSnapshot(test);
    await spoil(join(test.dataFolder, 'tandem.db'));
    await test.reopen();
    await settled(test);
    expect(await test.client.documents.list({})).toHaveLength(2);
    expect((await test.client.answers.get({ id: turn.answerId })).rating?.stars).toBe(4);
    expect((await test.client.search.query({ text: 'tomatoes sun' })).hits.length).toBeGreaterThan(0);
    expect((await test.client.system.health()).notices?.[0]?.code).toBe('database-restored');
  });

  it('passes over a snapshot that is damaged itself', async () => {
    const clock = testClock();
    await using test = await createTestApp((ports) => ({ ...ports, clock }));
    const turn = await changedSinceSnapshot(test);
    clock.time += dayMs;
    await test.reopen();
    await expect.poll(() => snapshots(test)).toHaveLength(2);
    await test.app.close();
    const newest = join(test.dataFolder, 'snapshots', (await snapshots(test))[1]!);
    await writeFile(newest, (await readFile(newest)).subarray(0, 30_000));
    await damage(test, 'chunk');
    await test.reopen();
    await settled(test);
    expect(await names(test)).toEqual(['garden.md', 'handbook.md']);
    expect((await test.client.answers.get({ id: turn.answerId })).rating?.stars).toBe(4);
  });

  it('without any snapshot loses chats but no document', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.app.close();
    await writeFile(join(test.dataFolder, 'tandem.db'), 'no database at all');
    await test.reopen();
    await settled(test);
    const { turn } = await askWhole(test.client, { question: 'What may a hotel night cost?' });
    expect(turn.answer).toContain('130 EUR');
    expect((await test.client.system.health()).notices?.[0]?.code).toBe('database-lost');
  });

  it('is restored to the end when the restoring itself was cut off', async () => {
    await using test = await createTestApp();
    await changedSinceSnapshot(test);
    const at = (name: string) => join(test.dataFolder, name);
    const [snapshot] = await snapshots(test);
    // As after a crash between setting the damaged file aside and putting the copy in its place.
    await copyFile(at(`snapshots/${snapshot}`), at('tandem.db.restoring'));
    await rename(at('tandem.db'), at('tandem.damaged-2031-05-07.db'));
    const marker = { at: 1, snapshotAt: 1, damaged: 'tandem.damaged-2031-05-07.db' };
    await writeFile(at('snapshots/restored.json'), JSON.stringify(marker));
    await test.reopen();
    await settled(test);
    expect(await names(test)).toEqual(['garden.md', 'handbook.md']);
    expect(existsSync(at('tandem.db.restoring'))).toBe(false);
  });

  it('keeps the bytes of a document that could not be read again, and reads it when asked to', async () => {
    let broken = false;
    await using test = await createTestApp((ports) => ({
      ...ports,
      parser: {
        ...ports.parser,
        parse: (job, options) =>
          broken ? Promise.reject(new Error('out of order')) : ports.parser.parse(job, options),
      },
    }));
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.app.close();
    await writeFile(join(test.dataFolder, 'tandem.db'), 'no database at all');
    broken = true;
    await rm(join(test.dataFolder, 'artifacts/parse'), { recursive: true });
    await test.reopen();
    await expect.poll(() => test.client.imports.files({ state: 'failed' })).toHaveLength(1);
    await test.reopen();
    expect(await readdir(join(test.dataFolder, 'originals'))).toHaveLength(1);
    broken = false;
    const [failed] = await test.client.imports.files({ state: 'failed' });
    const { batch } = await test.client.imports.retry({ file: failed!.id });
    for await (const _ of await test.client.imports.progress({ batch }));
    expect(await test.client.documents.list({})).toHaveLength(1);
  });
});

describe('a file that is deleted before it is read', () => {
  it('fails alone with document-missing, and can be tried again once it is back', async () => {
    await using test = await createTestApp();
    const path = await test.file('handbook.md', handbook);
    await test.client.imports.pause();
    await test.client.imports.start({ paths: [path, await test.file('garden.md', '# Garden\n\nSun.')] });
    await rm(path);
    await test.client.imports.resume();
    await expect.poll(() => names(test)).toEqual(['garden.md']);
    const [failed] = await test.client.imports.files({ state: 'failed' });
    expect(failed).toMatchObject({ code: 'document-missing', path });
    await writeFile(path, handbook);
    const { batch } = await test.client.imports.retry({ file: failed!.id });
    for await (const _ of await test.client.imports.progress({ batch }));
    expect(await names(test)).toEqual(['garden.md', 'handbook.md']);
  });
});

describe('a clock that is moved back', () => {
  it.each([
    ['an hour', 60 * 60_000],
    ['ten years', 3650 * dayMs],
  ])('by %s leaves documents, versions and answers in the order in which they came', async (_, step) => {
    const clock = testClock();
    await using test = await createTestApp((ports) => ({ ...ports, clock }));
    await importAll(test.client, [await test.file('first.md', `${handbook}\nFirst.`)]);
    const first = await askWhole(test.client, { question: 'What may a hotel night cost?' });
    clock.time -= step;
    await test.reopen();
    await importAll(test.client, [await test.file('second.md', `${handbook}\nSecond.`)]);
    await test.app.installVersion(JSON.stringify({ ...stable!, name: 'next', version: '1.0.0' }));
    const second = await askWhole(test.client, { question: 'And a meal?', chat: first.turn.chat });
    clock.time -= 5;
    await test.reopen();
    expect((await test.client.documents.list({})).map((document) => document.name)).toEqual(['second.md', 'first.md']);
    const { history } = await test.client.chats.get({ id: first.turn.chat });
    expect(history.map((turn) => turn.answerId)).toEqual([first.turn.answerId, second.turn.answerId]);
    const versions = (await test.client.versions.list()).map((version) => version.id);
    expect(versions).toEqual(['everyday@1.0.0', 'everyday@1.1.0-beta.1', 'next@1.0.0']);
    expect(await leftovers(test.dataFolder)).toEqual([]);
  });

  it('by an hour leaves the chat used last on top', async () => {
    const clock = testClock();
    await using test = await createTestApp((ports) => ({ ...ports, clock }));
    await importAll(test.client, [await test.file('first.md', handbook)]);
    const older = await askWhole(test.client, { question: 'What may a hotel night cost?' });
    clock.time -= 60 * 60_000;
    const newer = await askWhole(test.client, { question: 'And a meal?' });
    clock.time -= 60 * 60_000;
    await test.reopen();
    const newest = await askWhole(test.client, { question: 'And a train?' });
    const order = (await test.client.chats.list({})).map((chat) => chat.id);
    expect(order).toEqual([newest.turn.chat, newer.turn.chat, older.turn.chat]);
  });
});

describe('damaged files beside the database', () => {
  it('are made again: a graph, a text that was read, and a vector file', async () => {
    await using test = await createTestApp();
    const graph = { ...stable!, name: 'next', version: '1.0.0', index: { ...stable!.index, exactBelow: 0 } };
    await test.app.installVersion(JSON.stringify(graph));
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const search = async () => (await test.client.search.query({ text: 'first class train', version: 'beta' })).hits;
    const before = await search();
    await test.app.close();
    const at = (place: string) => join(test.dataFolder, 'artifacts', place);
    const [index] = await readdir(at('index'));
    const spoil = async (file: string) => {
      const bytes = await readFile(file);
      bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
      await writeFile(file, bytes);
    };
    await spoil(at(`index/${index}/graph.hnsw`));
    for (const name of await readdir(at('embed'))) await spoil(at(`embed/${name}`));
    for (const name of await readdir(at('parse'))) await writeFile(at(`parse/${name}`), '{"format":"mark');
    await test.reopen();
    expect(await search()).toEqual(before);
    const [document] = await test.client.documents.list({});
    expect((await test.client.documents.text({ id: document!.id })).text).toBe(handbook);
    expect(await leftovers(test.dataFolder)).toEqual([]);
  });
});
