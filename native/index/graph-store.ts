import { setImmediate as nextTurn } from 'node:timers/promises';
import hnswlib from 'hnswlib-node';
import type { IndexConfig } from '../../core/contract/index.ts';
import { writeUnit } from './unit-vector.ts';
import type { VectorStore } from './vector-store.ts';

/** Milliseconds of adding before searches and cancellations get their turn. */
const SLICE_MS = 15;

export interface GraphStore extends VectorStore {
  readonly mode: 'hnsw';
  /** Points in the graph, removed ones included. */
  readonly points: number;
  /** Candidates kept during a search: what the configuration says, or what was measured to be needed. */
  efSearch: number;
  /** Labels that are in the graph but may not be found. */
  readonly removedLabels: ReadonlySet<number>;
  /** Writes the graph to `file`. The addon reports success even where nothing was written: check the file. */
  write(file: string): Promise<void>;
}

/** A graph with room for `capacity` points; it grows by itself. */
export function createGraphStore(dimension: number, config: IndexConfig, capacity: number): GraphStore {
  const graph = new hnswlib.HierarchicalNSW('cosine', dimension);
  graph.initIndex(Math.max(1024, capacity), config.m, config.efConstruction);
  return wrap(graph, dimension, config, new Set());
}

/**
 * Reads a graph from a file that has been checked. A fresh object is used each time and dropped when reading throws:
 * an object whose file could not be read crashes the process on its next call.
 */
export async function readGraphStore(
  file: string,
  dimension: number,
  config: IndexConfig,
  removed: Iterable<number>,
): Promise<GraphStore> {
  const graph = new hnswlib.HierarchicalNSW('cosine', dimension);
  await graph.readIndex(file);
  return wrap(graph, dimension, config, new Set(removed));
}

function wrap(
  graph: hnswlib.HierarchicalNSW,
  dimension: number,
  config: IndexConfig,
  removed: Set<number>,
): GraphStore {
  // The addon takes plain arrays only; this one is filled again for each vector. The length is taken out here
  // because the addon sums squares in single precision, where a long vector overflows.
  const point = new Array<number>(dimension).fill(0);
  const unit = new Float32Array(dimension);
  const pointOf = (vector: Float32Array) => {
    writeUnit(vector, unit, 0);
    for (let i = 0; i < dimension; i++) point[i] = unit[i]!;
    return point;
  };
  const remove = (label: number) => {
    // Marking a label a second time throws, so the set decides.
    if (removed.has(label)) return;
    graph.markDelete(label);
    removed.add(label);
  };

  return {
    mode: 'hnsw',
    efSearch: config.efSearch,
    get live() {
      return graph.getCurrentCount() - removed.size;
    },
    get removed() {
      return removed.size;
    },
    get points() {
      return graph.getCurrentCount();
    },
    removedLabels: removed,
    async add({ part, rows }, signal) {
      const needed = graph.getCurrentCount() + part.count;
      if (needed > graph.getMaxElements()) graph.resizeIndex(Math.max(needed, Math.ceil(graph.getMaxElements() * 1.5)));
      let sliceEnds = performance.now() + SLICE_MS;
      let row = 0;
      try {
        for (; row < part.count; row++) {
          const label = part.firstLabel + row;
          graph.addPoint(pointOf(rows.subarray(row * dimension, (row + 1) * dimension)), label);
          // Adding a removed label again takes its mark away inside the addon.
          removed.delete(label);
          if (performance.now() < sliceEnds) continue;
          await nextTurn();
          signal?.throwIfAborted();
          sliceEnds = performance.now() + SLICE_MS;
        }
      } catch (error) {
        const added = Math.min(row + 1, part.count);
        for (let undo = 0; undo < added; undo++) {
          try {
            remove(part.firstLabel + undo);
          } catch {
            // The row that failed is not in the graph, so there is nothing to take out.
          }
        }
        throw error;
      }
    },
    remove({ firstLabel, count }) {
      for (let label = firstLabel; label < firstLabel + count; label++) remove(label);
    },
    search(query, k) {
      const wanted = Math.min(k, graph.getCurrentCount() - removed.size);
      if (wanted < 1) return { labels: [], scores: [] };
      // Set for each search: reading a graph puts it back to 10, and it must not be smaller than k.
      graph.setEf(Math.max(this.efSearch, wanted));
      const { neighbors, distances } = graph.searchKnn(pointOf(query), wanted);
      return { labels: neighbors, scores: distances.map((distance) => Math.min(1, Math.max(-1, 1 - distance))) };
    },
    async write(file) {
      await graph.writeIndex(file);
    },
  };
}
