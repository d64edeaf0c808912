import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VectorPart } from '../../core/ports.ts';
import type { GraphStore } from './graph-store.ts';
import { readRow } from './read-part.ts';
import { createTopK, type TopK } from './top-k.ts';
import { writeUnit } from './unit-vector.ts';
import type { LoadedPart } from './vector-store.ts';

/** How wide a graph has to be searched, and what that was measured on. */
export interface Tuning {
  /** Candidates kept during a search; more find more and take longer. */
  efSearch: number;
  /** Share of the ten true nearest neighbours that were found, over the sample. */
  recall: number;
  /** Vectors in the graph when it was measured. */
  vectors: number;
}

/** Compares a graph with exact search on a sample of its own vectors. */
export interface RecallProbe {
  /** Compares every vector of a part with the sample. Offer each part once. */
  offer(loaded: LoadedPart, signal?: AbortSignal): Promise<void>;
  /** Widens the search from `configured` on until the recall is reached, and sets it on the graph. */
  tune(graph: GraphStore, configured: number, signal?: AbortSignal): Promise<Tuning>;
}

const sampleSize = 100;
const neighbours = 10;
const wantedRecall = 0.98;
/** Wider than this a graph is no faster than comparing everything. */
const widest = 1024;
/** Milliseconds of comparing before searches and cancellations get their turn. */
const sliceMs = 15;
/** Scores of equal vectors differ in the last digits between the two ways of adding up. */
const tolerance = 1e-5;

/** Takes the sample evenly from all parts, read directly at their places. */
export async function createRecallProbe(parts: readonly VectorPart[], dimension: number): Promise<RecallProbe> {
  const queries: Float32Array[] = [];
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const step = Math.max(1, total / sampleSize);
  let before = 0;
  let next = step / 2;
  for (const part of parts) {
    for (; next < before + part.count; next += step) {
      const row = await readRow(part, Math.floor(next - before), dimension);
      const query = new Float32Array(dimension);
      writeUnit(row, query, 0);
      queries.push(query);
    }
    before += part.count;
  }
  const best: TopK[] = queries.map(() => createTopK(neighbours));

  function measure(graph: GraphStore, floors: readonly number[]): number {
    let found = 0;
    let wanted = 0;
    for (const [at, query] of queries.entries()) {
      const count = Math.min(neighbours, graph.live);
      wanted += count;
      const { scores } = graph.search(query, count);
      found += scores.filter((score) => score >= floors[at]! - tolerance).length;
    }
    return wanted === 0 ? 1 : found / wanted;
  }

  return {
    async offer({ part, rows }, signal) {
      const unit = new Float32Array(dimension);
      let sliceEnds = performance.now() + sliceMs;
      for (let row = 0; row < part.count; row++) {
        writeUnit(rows.subarray(row * dimension, (row + 1) * dimension), unit, 0);
        for (const [at, query] of queries.entries()) {
          let score = 0;
          for (let i = 0; i < dimension; i++) score += query[i]! * unit[i]!;
          if (score >= best[at]!.threshold) best[at]!.offer(part.firstLabel + row, score);
        }
        if (performance.now() < sliceEnds) continue;
        await nextTurn();
        signal?.throwIfAborted();
        sliceEnds = performance.now() + sliceMs;
      }
    },
    async tune(graph, configured, signal) {
      // The score of the last true neighbour decides, so that equal vectors count whichever of them is found.
      const floors = best.map((top) => top.take().scores.at(-1) ?? -1);
      for (let efSearch = configured; ; efSearch = Math.min(widest, Math.ceil(efSearch * 1.5))) {
        graph.efSearch = efSearch;
        const recall = measure(graph, floors);
        if (recall >= wantedRecall || efSearch >= Math.min(widest, graph.points)) {
          return { efSearch, recall: Math.round(recall * 10_000) / 10_000, vectors: graph.live };
        }
        await nextTurn();
        signal?.throwIfAborted();
      }
    },
  };
}
