import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { bruteForce, isAlive, openFixture, randomVectors } from './index-fixture.ts';

const dimension = 32;

describe('an exact index', () => {
  test('finds the same neighbours with the same scores as comparing everything', async () => {
    await using fixture = await openFixture();
    const rows = randomVectors(1, 700, dimension);
    const part = await fixture.part('a', rows, dimension, 100);
    const status = await fixture.index.open(fixture.spec('one', dimension), [part]);
    expect(status).toEqual({ vectors: 700, mode: 'exact', opened: 'built' });

    for (let seed = 10; seed < 15; seed++) {
      const query = randomVectors(seed, 1, dimension);
      const found = await fixture.index.search('one', query, 20);
      const wanted = bruteForce(rows, 100, query, 20);
      expect(found.labels).toEqual(wanted.map(({ label }) => label));
      found.scores.forEach((score, i) => void expect(score).toBeCloseTo(wanted[i]!.score, 5));
    }
  });

  test('works with a dimension that is not a multiple of four and with fewer vectors than asked for', async () => {
    await using fixture = await openFixture();
    const rows = randomVectors(2, 5, 7);
    await fixture.index.open(fixture.spec('one', 7), [await fixture.part('a', rows, 7, 0)]);
    const query = randomVectors(3, 1, 7);
    const found = await fixture.index.search('one', query, 50);
    expect(found.labels).toEqual(bruteForce(rows, 0, query, 50).map(({ label }) => label));
  });

  test('orders equal scores by label and gives a vector without length the score 0', async () => {
    await using fixture = await openFixture();
    const rows = Float32Array.from([0, 0, 1, 0, 2, 0, -1, 0]);
    await fixture.index.open(fixture.spec('one', 2), [await fixture.part('a', rows, 2, 5)]);
    const found = await fixture.index.search('one', Float32Array.from([3, 0]), 4);
    expect(found).toEqual({ labels: [6, 7, 5, 8], scores: [1, 1, 0, -1] });
  });

  test('is found empty while it holds nothing, then finds what is added and no longer what is removed', async () => {
    await using fixture = await openFixture();
    const { index } = fixture;
    await index.open(fixture.spec('one', dimension), []);
    const query = randomVectors(4, 1, dimension);
    expect(await index.search('one', query, 3)).toEqual({ labels: [], scores: [] });

    const [first, second, third] = [5, 6, 7].map((seed) => randomVectors(seed, 40, dimension));
    await index.add('one', await fixture.part('a', first!, dimension, 0));
    await index.add('one', await fixture.part('b', second!, dimension, 40));
    await index.add('one', await fixture.part('c', third!, dimension, 80));
    const status = await index.remove('one', 40);
    expect(status.vectors).toBe(80);
    const wanted = [...bruteForce(first!, 0, query, 80), ...bruteForce(third!, 80, query, 80)];
    wanted.sort((a, b) => b.score - a.score);
    const found = await index.search('one', query, 200);
    expect(found.labels).toEqual(wanted.map(({ label }) => label));
    expect((await index.remove('one', 40)).vectors).toBe(80);
    expect((await index.remove('one', 12_345)).vectors).toBe(80);
  });

  test('becomes a graph when it grows past its limit and is exact again when most of it is gone', async () => {
    await using fixture = await openFixture();
    const { index } = fixture;
    const spec = fixture.spec('one', dimension, { exactBelow: 100 });
    await index.open(spec, [await fixture.part('a', randomVectors(8, 60, dimension), dimension, 0)]);
    const grown = await index.add('one', await fixture.part('b', randomVectors(9, 60, dimension), dimension, 60));
    expect(grown).toMatchObject({ vectors: 120, mode: 'hnsw' });
    await index.add('one', await fixture.part('c', randomVectors(10, 20, dimension), dimension, 120));
    await index.remove('one', 0);
    await index.remove('one', 60);
    await index.save('one');
    expect(await index.remove('one', 9999)).toMatchObject({ vectors: 20, mode: 'exact' });
    const found = await index.search('one', randomVectors(11, 1, dimension), 30);
    expect(found.labels.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 120 + i));
  });
});

describe('a graph', () => {
  test('finds at least 95 of 100 of the true ten nearest of 5,000 vectors', async () => {
    await using fixture = await openFixture();
    const rows = randomVectors(20, 5000, dimension);
    const part = await fixture.part('a', rows, dimension, 0);
    await fixture.index.open(fixture.spec('graph', dimension, { exactBelow: 0 }), [part]);
    await fixture.index.open(fixture.spec('exact', dimension), [part]);
    let hits = 0;
    for (let i = 0; i < 100; i++) {
      const query = randomVectors(1000 + i, 1, dimension);
      const [found, wanted] = await Promise.all([
        fixture.index.search('graph', query, 10),
        fixture.index.search('exact', query, 10),
      ]);
      hits += wanted.labels.filter((label) => found.labels.includes(label)).length;
      found.labels.forEach((label, at) => {
        const same = wanted.labels.indexOf(label);
        if (same >= 0) expect(found.scores[at]).toBeCloseTo(wanted.scores[same]!, 4);
      });
    }
    expect(hits / 1000).toBeGreaterThanOrEqual(0.95);
  });

  test('keeps its recall after it was loaded from disk, where the addon forgets how wide to search', async () => {
    await using fixture = await openFixture();
    const rows = randomVectors(21, 3000, dimension);
    const part = await fixture.part('a', rows, dimension, 0);
    const spec = fixture.spec('graph', dimension, { exactBelow: 0, m: 8, efSearch: 200 });
    await fixture.index.open(spec, [part]);
    const queries = Array.from({ length: 20 }, (_, i) => randomVectors(2000 + i, 1, dimension));
    const search = () => Promise.all(queries.map((query) => fixture.index.search('graph', query, 10)));
    const before = await search();
    await fixture.index.save('graph');
    await fixture.restart();
    expect(await fixture.index.open(spec, [part])).toEqual({ vectors: 3000, mode: 'hnsw', opened: 'loaded' });
    expect(await search()).toEqual(before);
    const wanted = queries.flatMap((query) => bruteForce(rows, 0, query, 10).map(({ label }) => label));
    const hits = before.flatMap(({ labels }, i) =>
      labels.filter((label) => wanted.slice(i * 10, i * 10 + 10).includes(label)),
    );
    expect(hits.length / wanted.length).toBeGreaterThanOrEqual(0.95);
  });

  test('never returns removed vectors, accepts their labels again and grows beyond its first room', async () => {
    await using fixture = await openFixture();
    const { index } = fixture;
    const [first, second] = [randomVectors(22, 900, dimension), randomVectors(23, 900, dimension)];
    const one = await fixture.part('a', first, dimension, 0);
    const two = await fixture.part('b', second, dimension, 900);
    await index.open(fixture.spec('graph', dimension, { exactBelow: 0 }), [one]);
    expect((await index.add('graph', two)).vectors).toBe(1800);
    expect((await index.remove('graph', 900)).vectors).toBe(900);
    const query = second.slice(0, dimension);
    const without = await index.search('graph', query, 900);
    expect(without.labels.length).toBeGreaterThan(0);
    expect(Math.max(...without.labels)).toBeLessThan(900);

    const changed = await fixture.part('c', randomVectors(24, 500, dimension), dimension, 900);
    expect((await index.add('graph', changed)).vectors).toBe(1400);
    const target = randomVectors(24, 500, dimension).slice(0, dimension);
    expect((await index.search('graph', target, 1)).labels).toEqual([900]);
  });

  test('takes in what changed since it was stored', async () => {
    await using fixture = await openFixture();
    const spec = fixture.spec('graph', dimension, { exactBelow: 0 });
    const rows = [25, 26, 27].map((seed) => randomVectors(seed, 300, dimension));
    const parts = await Promise.all(rows.map((row, i) => fixture.part(`p${i}`, row, dimension, i * 300)));
    await fixture.index.open(spec, parts.slice(0, 2));
    await fixture.index.save('graph');
    await fixture.restart();
    expect(await fixture.index.open(spec, parts.slice(1))).toEqual({ vectors: 600, mode: 'hnsw', opened: 'loaded' });
    for (const row of [1, 2]) {
      const query = rows[row]!.slice(0, dimension);
      expect((await fixture.index.search('graph', query, 1)).labels).toEqual([row * 300]);
    }
    const gone = await fixture.index.search('graph', rows[0]!.slice(0, dimension), 50);
    expect(Math.min(...gone.labels)).toBeGreaterThanOrEqual(300);
    await fixture.index.save('graph');
    await fixture.restart();
    expect((await fixture.index.open(spec, parts.slice(1))).opened).toBe('loaded');
    const still = await fixture.index.search('graph', rows[0]!.slice(0, dimension), 50);
    expect(Math.min(...still.labels)).toBeGreaterThanOrEqual(300);
  });

  test.each<[string, (graph: string, manifest: string, other: string) => Promise<void>]>([
    ['is cut off', async (graph) => writeFile(graph, (await readFile(graph)).subarray(0, -1000))],
    ['is cut off inside its head', async (graph) => writeFile(graph, (await readFile(graph)).subarray(0, 50))],
    ['has bytes behind its end', async (graph) => appendFile(graph, 'more')],
    [
      'has one byte flipped',
      async (graph) => {
        const bytes = await readFile(graph);
        bytes[5000]! ^= 1;
        await writeFile(graph, bytes);
      },
    ],
    ['is one of another dimension', async (graph, _, other) => writeFile(graph, await readFile(`${other}/graph.hnsw`))],
    [
      'and its manifest are ones of another dimension',
      async (graph, manifest, other) => {
        await writeFile(graph, await readFile(`${other}/graph.hnsw`));
        await writeFile(manifest, await readFile(`${other}/manifest.json`));
      },
    ],
    ['is missing', async (graph) => rm(graph)],
    ['has no manifest', async (_, manifest) => rm(manifest)],
    ['has a manifest that is not JSON', async (_, manifest) => writeFile(manifest, '{"format":1')],
    [
      'has a manifest that lists other labels',
      async (_, manifest) => {
        const stored = JSON.parse(await readFile(manifest, 'utf8'));
        // As many as before, but ten of them are said to be others.
        stored.parts[0].firstLabel = 10;
        await writeFile(manifest, JSON.stringify(stored));
      },
    ],
  ])('is built again when the stored one %s', async (_, damage) => {
    await using fixture = await openFixture();
    const rows = randomVectors(30, 400, dimension);
    const part = await fixture.part('a', rows, dimension, 0);
    const spec = fixture.spec('graph', dimension, { exactBelow: 0 });
    const other = fixture.spec('other', 16, { exactBelow: 0 });
    await fixture.index.open(spec, [part]);
    await fixture.index.open(other, [await fixture.part('b', randomVectors(31, 400, 16), 16, 0)]);
    await fixture.index.save('graph');
    await fixture.index.save('other');
    await fixture.restart();
    await damage(`${spec.folder}/graph.hnsw`, `${spec.folder}/manifest.json`, other.folder);

    expect(await fixture.index.open(spec, [part])).toEqual({ vectors: 400, mode: 'hnsw', opened: 'rebuilt' });
    for (const row of [0, 123, 399]) {
      const query = rows.slice(row * dimension, (row + 1) * dimension);
      expect((await fixture.index.search('graph', query, 1)).labels).toEqual([row]);
    }
    await fixture.index.save('graph');
    await fixture.restart();
    expect((await fixture.index.open(spec, [part])).opened).toBe('loaded');
  });

  test('is built again when the configuration of its links changed', async () => {
    await using fixture = await openFixture();
    const part = await fixture.part('a', randomVectors(32, 300, dimension), dimension, 0);
    await fixture.index.open(fixture.spec('graph', dimension, { exactBelow: 0 }), [part]);
    await fixture.index.save('graph');
    const changed = fixture.spec('graph', dimension, { exactBelow: 0, m: 24 });
    expect((await fixture.index.open(changed, [part])).opened).toBe('rebuilt');
  });
});

test('a released index is gone, others stay, and it can be opened again', async () => {
  await using fixture = await openFixture();
  const { index } = fixture;
  const rows = randomVectors(40, 200, dimension);
  const part = await fixture.part('a', rows, dimension, 0);
  const query = rows.slice(0, dimension);
  await index.release('one');
  expect(fixture.pids).toEqual([]);
  for (const name of ['one', 'two']) await index.open(fixture.spec(name, dimension, { exactBelow: 0 }), [part]);
  await index.save('one');
  await index.release('one');
  await expect(index.search('one', query, 1)).rejects.toMatchObject({ details: { reason: 'not-open' } });
  expect((await index.search('two', query, 1)).labels).toEqual([0]);
  expect((await index.open(fixture.spec('one', dimension, { exactBelow: 0 }), [part])).opened).toBe('loaded');
  expect((await index.search('one', query, 1)).labels).toEqual([0]);
  expect(fixture.pids.length).toBe(1);
});

test('close leaves no process behind and later calls fail with index-failed', async () => {
  await using fixture = await openFixture();
  await fixture.index.open(fixture.spec('one', 8), []);
  expect(fixture.pids.map(isAlive)).toEqual([true]);
  await fixture.index.close();
  expect(fixture.pids.map(isAlive)).toEqual([false]);
  await expect(fixture.index.search('one', new Float32Array(8), 1)).rejects.toMatchObject({ code: 'index-failed' });
});
