import type { WireError } from '../../core/contract/index.ts';
import type { IndexSpec, IndexStatus, VectorPart } from '../../core/ports.ts';
import type { Neighbours } from './vector-store.ts';

/** The calls of the index process about one index; `id` says which. */
export interface IndexCalls {
  open: { params: { id: string; spec: IndexSpec; parts: VectorPart[] }; result: IndexStatus };
  add: { params: { id: string; part: VectorPart }; result: IndexStatus };
  remove: { params: { id: string; firstLabel: number }; result: IndexStatus };
  search: { params: { id: string; query: Float32Array; k: number }; result: Neighbours };
  save: { params: { id: string }; result: null };
  /** Ends the worker of the index; the worker itself is asked to `rest` first. */
  release: { params: { id: string }; result: null };
}

export type WorkerMethod = Exclude<keyof IndexCalls, 'release'>;

export type ToWorker =
  | {
      [Method in WorkerMethod]: { call: number; method: Method; params: IndexCalls[Method]['params'] };
    }[WorkerMethod]
  | { cancel: number }
  /** Stop what runs and answer once nothing does: a thread that ends while the addon writes takes the process along. */
  | { rest: true };

export type FromWorker = { rested: true } | { call: number; result: unknown } | { call: number; error: WireError };
