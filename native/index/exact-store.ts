import { createTopK } from './top-k.ts';
import { writeUnit } from './unit-vector.ts';
import type { VectorStore } from './vector-store.ts';

/** Compares the query with every vector. Exact, and as fast as a graph for a few ten thousand vectors. */
export function createExactStore(dimension: number): VectorStore {
  let matrix = new Float32Array(0);
  let labels = new Uint32Array(0);
  let count = 0;

  function reserve(rows: number): void {
    if (rows <= labels.length) return;
    const capacity = Math.max(rows, Math.ceil(labels.length * 1.5));
    const moreVectors = new Float32Array(capacity * dimension);
    moreVectors.set(matrix.subarray(0, count * dimension));
    const moreLabels = new Uint32Array(capacity);
    moreLabels.set(labels.subarray(0, count));
    matrix = moreVectors;
    labels = moreLabels;
  }

  return {
    mode: 'exact',
    get live() {
      return count;
    },
    removed: 0,
    async add({ part, rows }) {
      reserve(count + part.count);
      for (let row = 0; row < part.count; row++) {
        const source = rows.subarray(row * dimension, (row + 1) * dimension);
        writeUnit(source, matrix, count * dimension);
        labels[count] = part.firstLabel + row;
        count += 1;
      }
    },
    remove({ firstLabel, count: size }) {
      // The rows of a part lie together, in the order of their labels, because `add` runs without a break.
      const at = labels.subarray(0, count).indexOf(firstLabel);
      if (at < 0) return;
      matrix.copyWithin(at * dimension, (at + size) * dimension, count * dimension);
      labels.copyWithin(at, at + size, count);
      count -= size;
    },
    search(query, k) {
      const unit = new Float32Array(dimension);
      writeUnit(query, unit, 0);
      const best = createTopK(Math.min(k, count));
      for (let row = 0; row < count; row++) {
        const score = dot(unit, matrix, row * dimension);
        if (score >= best.threshold) best.offer(row, score);
      }
      const { rows, scores } = best.take();
      return {
        labels: rows.map((row) => labels[row]!),
        scores: scores.map((score) => Math.min(1, Math.max(-1, score))),
      };
    },
  };
}

/** Four sums at a time: the engine keeps them in registers and need not wait for each addition. */
function dot(query: Float32Array, matrix: Float32Array, offset: number): number {
  const dimension = query.length;
  const whole = dimension - (dimension % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i < whole; i += 4) {
    a += query[i]! * matrix[offset + i]!;
    b += query[i + 1]! * matrix[offset + i + 1]!;
    c += query[i + 2]! * matrix[offset + i + 2]!;
    d += query[i + 3]! * matrix[offset + i + 3]!;
  }
  for (; i < dimension; i++) a += query[i]! * matrix[offset + i]!;
  return a + b + (c + d);
}
