import type { WireError } from '../../core/contract/index.ts';
import type { IndexSpec, IndexStatus, VectorPart } from '../../core/ports.ts';
import type { Neighbours } from './vector-store.ts';

/** The calls of the index process. Its workers get them without `id`: each has one index. */
export interface IndexCalls {
  open: { params: { id: string; spec: IndexSpec; parts: VectorPart[] }; result: IndexStatus };
  add: { params: { id: string; part: VectorPart }; result: IndexStatus };
  remove: { params: { id: string; firstLabel: number }; result: IndexStatus };
  search: { params: { id: string; query: Float32Array; k: number }; result: Neighbours };
  save: { params: { id: string }; result: null };
}

export type ToWorker =
  | {
      [Method in keyof IndexCalls]: { call: number; method: Method; params: IndexCalls[Method]['params'] };
    }[keyof IndexCalls]
  | { cancel: number };

export type FromWorker = { call: number; result: unknown } | { call: number; error: WireError };
