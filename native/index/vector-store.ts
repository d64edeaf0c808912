import type { VectorPart } from '../../core/ports.ts';

/** A part whose file has been read and checked. `rows` is row-major, part.count x dimension. */
export interface LoadedPart {
  part: VectorPart;
  rows: Float32Array;
}

export interface Neighbours {
  /** Best first. */
  labels: number[];
  /** Cosine in [-1, 1]; 0 where a vector has no length. */
  scores: number[];
}

/** What both ways of searching can do. One owner calls it; only `search` may run while `add` waits. */
export interface VectorStore {
  readonly mode: 'exact' | 'hnsw';
  /** Vectors that can be found. */
  readonly live: number;
  /** Removed vectors that still take part in the walk through the graph; 0 for an exact store. */
  readonly removed: number;
  /** Adds every row or none: a store that is cancelled half way takes its rows out again. */
  add(loaded: LoadedPart, signal?: AbortSignal): Promise<void>;
  remove(part: { firstLabel: number; count: number }): void;
  /** `query` has the store's dimension and finite values. */
  search(query: Float32Array, k: number): Neighbours;
}
