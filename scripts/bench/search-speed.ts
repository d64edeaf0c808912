import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { createSeededRandom } from '../../models/seeded-random.ts';
import { createVectorIndex } from '../../native/index/create-vector-index.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { median, rounded, withFolder } from './measure.ts';

const dimension = 256;
const count = 20_000;
const subjects = 400;
const spread = 0.6;
const queries = 200;
const k = 10;

/** Milliseconds of one vector search through the index process beside raw hnswlib-node in this process. */
export async function measureSearch() {
  return await withFolder(async (folder) => {
    const random = createSeededRandom(7);
    // Texts come in subjects: vectors around some centres. Uniform noise has no neighbours worth finding.
    const centres = Float32Array.from({ length: subjects * dimension }, () => random.normal());
    const near = (subject: number) =>
      Float32Array.from({ length: dimension }, (_, i) => centres[subject * dimension + i]! + spread * random.normal());
    const vectors = new Float32Array(count * dimension);
    for (let row = 0; row < count; row++) vectors.set(near(row % subjects), row * dimension);
    const bytes = new Uint8Array(vectors.buffer);
    const file = join(folder, 'part');
    await writeFile(file, bytes);
    const part = { file, sha256: createHash('sha256').update(bytes).digest('hex'), firstLabel: 0, count };
    const config = { engine: 'hnsw', space: 'cosine', m: 16, efConstruction: 100, efSearch: 64 } as const;
    const index = createVectorIndex({ launcher: nodeLauncher });
    await index.open(
      { id: 'graph', dimension, config: { ...config, exactBelow: 0 }, folder: join(folder, 'graph') },
      [part],
      { timeoutMs: 600_000 },
    );
    await index.open(
      { id: 'exact', dimension, config: { ...config, exactBelow: count + 1 }, folder: join(folder, 'exact') },
      [part],
    );

    const raw = new hnswlib.HierarchicalNSW('cosine', dimension);
    raw.initIndex(count, config.m, config.efConstruction);
    for (let row = 0; row < count; row++) raw.addPoint(Array.from(rowOf(vectors, row)), row);
    raw.setEf(config.efSearch);

    const times = { graph: [] as number[], exact: [] as number[], raw: [] as number[] };
    let common = 0;
    for (let at = 0; at < queries + 20; at++) {
      const query = near(at % subjects);
      const started = performance.now();
      const found = await index.search('graph', query, k);
      const afterGraph = performance.now();
      const exact = await index.search('exact', query, k);
      const afterExact = performance.now();
      raw.searchKnn(Array.from(query), k);
      const afterRaw = performance.now();
      // The first ones warm the caches.
      if (at < 20) continue;
      times.graph.push(afterGraph - started);
      times.exact.push(afterExact - afterGraph);
      times.raw.push(afterRaw - afterExact);
      common += found.labels.filter((label) => exact.labels.includes(label)).length;
    }
    await index.close();
    const [graph, exact, plain] = [median(times.graph), median(times.exact), median(times.raw)];
    return {
      vectors: count,
      dimension,
      hnswMs: rounded(graph),
      exactMs: rounded(exact),
      rawHnswlibMs: rounded(plain),
      hnswTimeRatio: rounded(graph / plain),
      recallAt10: rounded(common / (queries * k)),
      queries,
    };
  });
}

function rowOf(vectors: Float32Array, row: number): Float32Array {
  return vectors.subarray(row * dimension, (row + 1) * dimension);
}
