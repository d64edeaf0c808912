import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectGraphFile } from '../../native/index/graph-file.ts';
import { createGraphStore } from '../../native/index/graph-store.ts';
import { nativePath } from '../../native/index/native-path.ts';
import { isAlive, openFixture, randomVectors } from './index-fixture.ts';

const dimension = 16;

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at]! ^= 1;
  await writeFile(file, bytes);
}

test.each([0, 20_000])(
  'a damaged part is named when an index with exactBelow %i is opened or added to',
  async (exactBelow) => {
    await using fixture = await openFixture();
    const { index } = fixture;
    const good = await fixture.part('good', randomVectors(1, 50, dimension), dimension, 0);
    const bad = await fixture.part('bad', randomVectors(2, 50, dimension), dimension, 50);
    await flip(bad.file, 77);
    const spec = fixture.spec('one', dimension, { exactBelow });
    const failure = { code: 'index-failed', details: { reason: 'checksum', file: bad.file } };
    await expect(index.open(spec, [good, bad])).rejects.toMatchObject(failure);
    expect(await index.open(spec, [good])).toMatchObject({ vectors: 50 });
    await expect(index.add('one', bad)).rejects.toMatchObject(failure);
    const found = await index.search('one', randomVectors(3, 1, dimension), 100);
    expect(found.labels.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  },
);

test('a damaged part is named even when a good graph of it is stored', async () => {
  await using fixture = await openFixture();
  const part = await fixture.part('a', randomVectors(1, 60, dimension), dimension, 0);
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  await fixture.index.open(spec, [part]);
  await fixture.index.save('one');
  await fixture.restart();
  await flip(part.file, 9);
  await expect(fixture.index.open(spec, [part])).rejects.toMatchObject({
    code: 'index-failed',
    details: { reason: 'checksum', file: part.file },
  });
});

test('parts that are missing, too short or hold what is not a number are refused with the reason', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  await index.open(spec, []);
  const rows = randomVectors(1, 20, dimension);
  const missing = await fixture.part('missing', rows, dimension, 0);
  await rm(missing.file);
  const short = { ...(await fixture.part('short', rows, dimension, 0)), count: 21 };
  const refused = async (part: typeof missing, reason: string) =>
    expect(index.add('one', part)).rejects.toMatchObject({
      code: 'index-failed',
      details: { reason, file: part.file },
    });
  await refused(missing, 'unreadable');
  await refused(short, 'size');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const spoiled = rows.slice();
    spoiled[100] = value;
    await refused(await fixture.part(`with ${value}`, spoiled, dimension, 0), 'not-finite');
  }
  await refused({ ...(await fixture.part('labels', rows, dimension, 2 ** 32 - 5)) }, 'labels');
  const good = await fixture.part('good', rows, dimension, 0);
  expect((await index.add('one', good)).vectors).toBe(20);
  expect((await index.add('one', good)).vectors).toBe(20);
  await refused(await fixture.part('overlap', randomVectors(2, 20, dimension), dimension, 10), 'labels-overlap');
  await refused(await fixture.part('other', randomVectors(2, 20, dimension), dimension, 0), 'labels-overlap');
  expect((await index.search('one', rows.slice(0, dimension), 1)).labels).toEqual([0]);
});

test.each([0, 20_000])('queries of another dimension or with NaN are refused (exactBelow %i)', async (exactBelow) => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const rows = randomVectors(1, 30, dimension);
  await index.open(fixture.spec('one', dimension, { exactBelow }), [await fixture.part('a', rows, dimension, 0)]);
  await expect(index.search('one', new Float32Array(dimension + 1), 3)).rejects.toMatchObject({
    code: 'index-failed',
    details: { reason: 'dimension', expected: dimension, got: dimension + 1 },
  });
  const spoiled = rows.slice(0, dimension);
  spoiled[3] = Number.NaN;
  await expect(index.search('one', spoiled, 3)).rejects.toMatchObject({
    code: 'index-failed',
    details: { reason: 'not-finite' },
  });
  await expect(index.search('one', rows.slice(0, dimension), 0)).rejects.toMatchObject({ code: 'bad-request' });
  expect((await index.search('one', rows.slice(0, dimension), 1)).labels).toEqual([0]);
});

test('a call on an index that was never opened fails with index-failed', async () => {
  await using fixture = await openFixture();
  const failure = { code: 'index-failed', details: { reason: 'not-open' } };
  await expect(fixture.index.search('none', new Float32Array(4), 1)).rejects.toMatchObject(failure);
  await expect(fixture.index.remove('none', 0)).rejects.toMatchObject(failure);
  await expect(fixture.index.save('none')).rejects.toMatchObject(failure);
});

test('after the process is killed, pending calls end with index-failed and later ones find everything', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const graphRows = randomVectors(5, 6000, dimension);
  const exactRows = randomVectors(6, 100, dimension);
  const graphSpec = fixture.spec('graph', dimension, { exactBelow: 0 });
  await index.open(graphSpec, [await fixture.part('a', graphRows.slice(0, 600 * dimension), dimension, 0)]);
  await index.open(fixture.spec('exact', dimension), [await fixture.part('b', exactRows, dimension, 0)]);
  await index.add('exact', await fixture.part('c', graphRows.slice(0, dimension), dimension, 500));
  await index.remove('exact', 0);
  await index.save('graph');

  const rest = await fixture.part('rest', graphRows.slice(600 * dimension), dimension, 600);
  const pending = index.add('graph', rest);
  const ended = expect(pending).rejects.toMatchObject({ code: 'index-failed' });
  process.kill(fixture.pids[0]!, 'SIGKILL');
  await ended;

  const [fromGraph, again, fromExact] = await Promise.all([
    index.search('graph', graphRows.slice(0, dimension), 1),
    index.search('graph', graphRows.slice(dimension, 2 * dimension), 1),
    index.search('exact', graphRows.slice(0, dimension), 5),
  ]);
  expect([fromGraph.labels, again.labels, fromExact.labels]).toEqual([[0], [1], [500]]);
  expect((await index.add('graph', rest)).vectors).toBe(6000);
  expect(fixture.pids.length).toBe(2);
  await index.close();
  expect(fixture.pids.map(isAlive)).toEqual([false, false]);
});

test('a search in one index is answered while another index is still being built', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const rows = randomVectors(7, 200, dimension);
  await index.open(fixture.spec('small', dimension), [await fixture.part('a', rows, dimension, 0)]);
  const large = await fixture.part('large', randomVectors(8, 20_000, 64), 64, 0);
  const order: string[] = [];
  const stop = new AbortController();
  const building = index
    .open(fixture.spec('large', 64, { exactBelow: 0, efConstruction: 2000, m: 64 }), [large], { signal: stop.signal })
    .then(() => order.push('built'))
    .catch((error) => order.push(error.code));
  for (let i = 0; i < 10; i++) {
    await index.search('small', rows.slice(0, dimension), 3);
    order.push('found');
  }
  // The build takes far longer than ten searches: it is still running, and now it is stopped.
  stop.abort();
  await building;
  expect(order).toEqual([...Array(10).fill('found'), 'cancelled']);
  expect(fixture.pids.length).toBe(1);
});

test('a graph answers searches while a part is being added, and a cancelled addition leaves nothing of it', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const rows = randomVectors(9, 300, 64);
  const spec = fixture.spec('one', 64, { exactBelow: 0, efConstruction: 2000, m: 64 });
  await index.open(spec, [await fixture.part('a', rows, 64, 0)]);
  const order: string[] = [];
  const stop = new AbortController();
  const many = randomVectors(10, 10_000, 64);
  const adding = index
    .add('one', await fixture.part('b', many, 64, 300), { signal: stop.signal })
    .then(() => order.push('added'))
    .catch((error) => order.push(error.code));
  // The first vector of the new part can be found long before the last one is in.
  const first = many.slice(0, 64);
  while ((await index.search('one', first, 1)).labels[0] !== 300) expect(order).toEqual([]);
  order.push('found');
  stop.abort();
  await adding;
  expect(order).toEqual(['found', 'cancelled']);
  const after = await index.search('one', first, 300);
  expect(Math.max(...after.labels)).toBeLessThan(300);
  expect(await index.remove('one', 300)).toMatchObject({ vectors: 300 });
});

test('removing from a graph twice is removing once', async () => {
  const rows = randomVectors(12, 30, dimension);
  const config = { engine: 'hnsw', space: 'cosine', m: 8, efConstruction: 50, efSearch: 50, exactBelow: 0 } as const;
  const graph = createGraphStore(dimension, config, 30);
  const part = { file: '', sha256: '', firstLabel: 0, count: 30 };
  await graph.add({ part, rows });
  for (let time = 0; time < 2; time++) graph.remove({ firstLabel: 10, count: 5 });
  expect({ live: graph.live, removed: graph.removed }).toEqual({ live: 25, removed: 5 });
  // Adding a removed vector again makes it one that can be found and removed.
  await graph.add({ part: { ...part, firstLabel: 12, count: 1 }, rows: rows.slice(12 * dimension, 13 * dimension) });
  expect(graph.search(rows.slice(12 * dimension, 13 * dimension), 1).labels).toEqual([12]);
  graph.remove({ firstLabel: 12, count: 1 });
  expect({ live: graph.live, removed: graph.removed, points: graph.points }).toEqual({
    live: 25,
    removed: 5,
    points: 30,
  });
});

test('a graph file is described only when it is whole, as after a disk ran full while it was written', async () => {
  await using fixture = await openFixture();
  const config = { engine: 'hnsw', space: 'cosine', m: 8, efConstruction: 50, efSearch: 50, exactBelow: 0 } as const;
  const graph = createGraphStore(dimension, config, 100);
  const part = { file: '', sha256: '', firstLabel: 0, count: 100 };
  await graph.add({ part, rows: randomVectors(13, 100, dimension) });
  const file = join(fixture.folder, 'graph');
  await graph.write(file);
  const whole = await readFile(file);
  const shape = { dimension, m: 8, efConstruction: 50, count: 100, bytes: whole.length };
  expect(await inspectGraphFile(file)).toEqual(shape);
  for (const bytes of [0, 50, 96, 97, 1000, whole.length - 4, whole.length - 1]) {
    await writeFile(file, whole.subarray(0, bytes));
    expect(await inspectGraphFile(file), `${bytes} bytes`).toBeNull();
  }
  await writeFile(file, Buffer.concat([whole, Buffer.alloc(1)]));
  expect(await inspectGraphFile(file)).toBeNull();
  expect(await inspectGraphFile(`${file}-missing`)).toBeNull();
  // The addon says nothing when it cannot write, so the file is looked at.
  await graph.write(join(fixture.folder, 'missing', 'graph'));
  expect(await inspectGraphFile(join(fixture.folder, 'missing', 'graph'))).toBeNull();
});

test('files that a killed process left half written are swept when the index is opened', async () => {
  await using fixture = await openFixture();
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  await mkdir(spec.folder, { recursive: true });
  await writeFile(`${spec.folder}/graph-left-over.tmp`, 'half');
  await fixture.index.open(spec, [await fixture.part('a', randomVectors(1, 40, dimension), dimension, 0)]);
  await fixture.index.save('one');
  expect((await readdir(spec.folder)).toSorted()).toEqual(['graph.hnsw', 'manifest.json']);
});

test('saving an exact index writes nothing, and saving where no folder can be made fails', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const part = await fixture.part('a', randomVectors(1, 40, dimension), dimension, 0);
  const exact = fixture.spec('exact', dimension);
  await index.open(exact, [part]);
  await index.save('exact');
  await expect(readdir(exact.folder)).rejects.toMatchObject({ code: 'ENOENT' });

  const blocked = { ...fixture.spec('graph', dimension, { exactBelow: 0 }), folder: `${part.file}/graph` };
  await index.open(blocked, [part]);
  await expect(index.save('graph')).rejects.toMatchObject({ code: 'index-failed' });
  expect((await index.search('graph', randomVectors(1, 1, dimension), 1)).labels).toEqual([0]);
});

test('on Windows the addon gets paths outside ASCII from the working folder, elsewhere as they are', () => {
  const file = 'C:\\Users\\张伟\\artifacts\\graph.hnsw';
  expect(nativePath(file, 'linux')).toBe(file);
  expect(nativePath('C:\\Users\\Zhang\\graph.hnsw', 'win32')).toBe('C:\\Users\\Zhang\\graph.hnsw');
  // Joined with the rules of the machine the test runs on; the app on Windows has those of Windows.
  expect(nativePath('/home/张伟/index/one/graph.hnsw', 'win32', '/home/张伟/index')).toBe(join('one', 'graph.hnsw'));
});
