import { readFile, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import type { IndexSpec } from '../../core/ports.ts';
import { createGraphStore } from '../../native/index/graph-store.ts';
import { startIndexThread } from '../../native/index/index-thread.ts';
import { createOpenIndex, type OpenIndex } from '../../native/index/open-index.ts';
import { bruteForce, openFixture, randomVectors } from './index-fixture.ts';

const dimension = 32;
/** A graph so thin that a narrow search misses much of what is near. */
const thin = { exactBelow: 0, m: 4, efConstruction: 20, efSearch: 8 };

async function manifestOf(spec: IndexSpec) {
  return JSON.parse(await readFile(`${spec.folder}/manifest.json`, 'utf8'));
}

function recall(search: (query: Float32Array) => { labels: number[] }, rows: Float32Array, seed: number): number {
  let hits = 0;
  for (let i = 0; i < 50; i++) {
    const query = randomVectors(seed + i, 1, dimension);
    const wanted = bruteForce(rows, 0, query, 10).map(({ label }) => label);
    hits += search(query).labels.filter((label) => wanted.includes(label)).length;
  }
  return hits / 500;
}

test('a graph is searched as widely as its own vectors show to be needed, also after it was loaded', async () => {
  await using fixture = await openFixture();
  const rows = randomVectors(1, 3000, dimension);
  const part = await fixture.part('a', rows, dimension, 0);
  const spec = fixture.spec('one', dimension, thin);
  const plain = createGraphStore(dimension, spec.config, 3000);
  await plain.add({ part, rows });
  const configured = recall((query) => plain.search(query, 10), rows, 5000);

  const index = createOpenIndex(spec);
  await index.open([part]);
  const tuned = recall((query) => index.search(query, 10), rows, 5000);
  expect(configured).toBeLessThan(0.9);
  expect(tuned).toBeGreaterThan(configured);
  expect(tuned).toBeGreaterThanOrEqual(0.9);
  await index.save();
  const { tuning } = await manifestOf(spec);
  expect(tuning.efSearch).toBeGreaterThan(8);
  expect(tuning.recall).toBeGreaterThanOrEqual(0.98);
  expect(tuning.vectors).toBe(3000);

  const again = createOpenIndex(spec);
  expect((await again.open([part])).opened).toBe('loaded');
  expect(recall((query) => again.search(query, 10), rows, 5000)).toBe(tuned);
});

test('a graph that is found widely enough keeps the width of its configuration', async () => {
  await using fixture = await openFixture();
  const spec = fixture.spec('one', dimension, { exactBelow: 0, efSearch: 200 });
  const index = createOpenIndex(spec);
  await index.open([await fixture.part('a', randomVectors(2, 500, dimension), dimension, 0)]);
  await index.save();
  expect((await manifestOf(spec)).tuning).toMatchObject({ efSearch: 200, vectors: 500 });
});

test('a graph that was stored without a measurement is measured in a quiet moment', async () => {
  await using fixture = await openFixture();
  const part = await fixture.part('a', randomVectors(3, 800, dimension), dimension, 0);
  const spec = fixture.spec('one', dimension, thin);
  const first = createOpenIndex(spec);
  await first.open([part]);
  await first.save();
  const { tuning: _, ...older } = await manifestOf(spec);
  await writeFile(`${spec.folder}/manifest.json`, JSON.stringify(older));
  const index = createOpenIndex(spec, { idleMs: 1 });
  expect((await index.open([part])).opened).toBe('loaded');
  await vi.waitFor(async () => expect((await manifestOf(spec)).tuning.vectors).toBe(800), { timeout: 20_000 });
  await index.rest();
});

/** Ten parts of 100 vectors; the first three are taken out again. */
async function withRemovedParts(
  fixture: Awaited<ReturnType<typeof openFixture>>,
  index: OpenIndex,
  rows: Float32Array,
) {
  const parts = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      fixture.part(`p${i}`, rows.slice(i * 100 * dimension, (i + 1) * 100 * dimension), dimension, i * 100),
    ),
  );
  await index.open(parts);
  for (const label of [0, 100, 200]) await index.remove(label);
  return parts;
}

test('removed points are kept until a quiet moment, then the graph is made anew without them and stored', async () => {
  await using fixture = await openFixture();
  const rows = randomVectors(4, 1000, dimension);
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  const busy = createOpenIndex(spec, { idleMs: 60_000 });
  await withRemovedParts(fixture, busy, rows);
  await busy.save();
  expect(await manifestOf(spec)).toMatchObject({ count: 1000, removed: [[0, 300]] });

  const index = createOpenIndex(spec, { idleMs: 1 });
  await withRemovedParts(fixture, index, rows);
  await vi.waitFor(async () => expect(await manifestOf(spec)).toMatchObject({ count: 700, removed: [] }), {
    timeout: 20_000,
  });
  const query = rows.slice(0, dimension);
  const wanted = bruteForce(rows.slice(300 * dimension), 300, query, 10).map(({ label }) => label);
  expect(index.search(query, 10).labels).toEqual(wanted);
  await index.rest();
});

test('what is put in order in a quiet moment gives way to a change, and is done after it', async () => {
  await using fixture = await openFixture();
  const rows = randomVectors(5, 1000, dimension);
  const spec = fixture.spec('one', dimension, { exactBelow: 0, efConstruction: 1500, m: 48 });
  const index = createOpenIndex(spec, { idleMs: 0 });
  const parts = await withRemovedParts(fixture, index, rows);
  // Each change comes while the graph is being made anew, and is answered all the same.
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await index.add(parts[0]!)).vectors).toBe(800);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await index.remove(0)).vectors).toBe(700);
  }
  await vi.waitFor(async () => expect(await manifestOf(spec)).toMatchObject({ count: 700, removed: [] }), {
    timeout: 30_000,
  });
  await index.rest();
});

test('a stored graph takes in only what is missing, and what was removed since is not found', async () => {
  await using fixture = await openFixture();
  const rows = randomVectors(6, 1200, dimension);
  const part = (name: string, from: number, count: number) =>
    fixture.part(name, rows.slice(from * dimension, (from + count) * dimension), dimension, from);
  const [a, b, c] = [await part('a', 0, 100), await part('b', 100, 800), await part('c', 900, 300)];
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  const first = createOpenIndex(spec);
  await first.open([a, b]);
  await first.save();
  const index = createOpenIndex(spec);
  expect(await index.open([b, c])).toEqual({ vectors: 1100, mode: 'hnsw', opened: 'loaded' });
  await index.save();
  // The points of the removed part are still in it: a graph made anew would hold 1,100.
  expect(await manifestOf(spec)).toMatchObject({ count: 1200, removed: [[0, 100]] });
  for (const row of [0, 500, 1000]) {
    const query = rows.slice(row * dimension, (row + 1) * dimension);
    expect(index.search(query, 5).labels).toEqual(
      bruteForce(rows.slice(100 * dimension), 100, query, 5).map(({ label }) => label),
    );
  }
});

test('a graph is stored without being told to, so that a killed process leaves it behind', async () => {
  await using fixture = await openFixture();
  const part = await fixture.part('a', randomVectors(7, 400, dimension), dimension, 0);
  const spec = fixture.spec('one', dimension, { exactBelow: 0 });
  await fixture.index.open(spec, [part]);
  await vi.waitFor(() => manifestOf(spec), { timeout: 20_000, interval: 100 });
  process.kill(fixture.pids[0]!, 'SIGKILL');
  await fixture.restart();
  expect((await fixture.index.open(spec, [part])).opened).toBe('loaded');
});

test('a thread that is ended while it writes its graph ends after that, and the process lives', async () => {
  await using fixture = await openFixture();
  const part = await fixture.part('a', randomVectors(8, 12_000, 256), 256, 0);
  const spec = fixture.spec('one', 256, { exactBelow: 0, m: 4, efConstruction: 8 });
  const never = new AbortController().signal;
  const thread = startIndexThread(spec, () => undefined);
  await thread.call('open', { id: 'one', spec, parts: [part] }, never);
  const saving = thread.call('save', { id: 'one' }, never);
  await thread.end();
  expect(await saving).toBeNull();
  expect((await manifestOf(spec)).count).toBe(12_000);
});
