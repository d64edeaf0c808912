import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexConfig } from '../../core/contract/index.ts';
import type { IndexSpec, VectorIndex, VectorPart } from '../../core/ports.ts';
import { createVectorIndex } from '../../native/index/create-vector-index.ts';
import { type Launcher, nodeLauncher } from '../../native/supervise/launcher.ts';

/** The same numbers on every run and machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomVectors(seed: number, count: number, dimension: number): Float32Array {
  const random = createRandom(seed);
  // Sums of uniforms are close to normal, so that directions are spread evenly.
  return Float32Array.from({ length: count * dimension }, () => random() + random() + random() + random() - 2);
}

/** The straightforward way: every cosine in double precision, sorted. */
export function bruteForce(rows: Float32Array, firstLabel: number, query: Float32Array, k: number) {
  const dimension = query.length;
  const length = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const scored = Array.from({ length: rows.length / dimension }, (_, row) => {
    const vector = rows.subarray(row * dimension, (row + 1) * dimension);
    const product = vector.reduce((sum, value, i) => sum + value * query[i]!, 0);
    return { label: firstLabel + row, score: product / (length(vector) * length(query)) };
  });
  return scored.sort((a, b) => b.score - a.score).slice(0, k);
}

export interface IndexFixture extends AsyncDisposable {
  folder: string;
  index: VectorIndex;
  /** Processes that were started, in order. */
  pids: number[];
  spec(name: string, dimension: number, config?: Partial<IndexConfig>): IndexSpec;
  part(name: string, rows: Float32Array, dimension: number, firstLabel: number): Promise<VectorPart>;
  /** Another index on the same files, as after a restart of the app. */
  restart(): Promise<VectorIndex>;
}

export async function openFixture(): Promise<IndexFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-index-'));
  const pids: number[] = [];
  const launcher: Launcher = {
    launch(entry, options) {
      const child = nodeLauncher.launch(entry, options);
      if (child.pid !== undefined) pids.push(child.pid);
      return child;
    },
  };
  const fixture: IndexFixture = {
    folder,
    pids,
    index: createVectorIndex({ launcher }),
    spec: (name, dimension, config = {}) => ({
      id: name,
      dimension,
      folder: join(folder, 'artifacts', name),
      config: {
        engine: 'hnsw',
        space: 'cosine',
        m: 16,
        efConstruction: 200,
        efSearch: 64,
        exactBelow: 20_000,
        ...config,
      },
    }),
    async part(name, rows, dimension, firstLabel) {
      const file = join(folder, `${name}.f32`);
      const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
      await writeFile(file, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { file, sha256, firstLabel, count: rows.length / dimension };
    },
    async restart() {
      await fixture.index.close();
      fixture.index = createVectorIndex({ launcher });
      return fixture.index;
    },
    async [Symbol.asyncDispose]() {
      await fixture.index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return fixture;
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
