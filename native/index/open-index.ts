import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/contract/index.ts';
import type { IndexSpec, IndexStatus, VectorPart } from '../../core/ports.ts';
import { createExactStore } from './exact-store.ts';
import { loadGraph, storeGraph } from './graph-cache.ts';
import { createGraphStore, type GraphStore } from './graph-store.ts';
import { checkLabels, readPart, verifyPart } from './read-part.ts';
import type { Neighbours, VectorStore } from './vector-store.ts';

/** One index. Changes run one after the other in the order they were asked for; searches run between their steps. */
export interface OpenIndex {
  /** Makes the index hold exactly `parts`; the first call also decides how it is opened. */
  open(parts: VectorPart[], signal?: AbortSignal): Promise<IndexStatus>;
  add(part: VectorPart, signal?: AbortSignal): Promise<IndexStatus>;
  remove(firstLabel: number, signal?: AbortSignal): Promise<IndexStatus>;
  /** Sees the vectors that are in at this moment; while a part is being added that may be some of it. */
  search(query: Float32Array, k: number): Neighbours;
  save(): Promise<void>;
}

type Parts = Map<number, VectorPart>;

export function createOpenIndex(spec: IndexSpec): OpenIndex {
  const { dimension, config } = spec;
  let store: VectorStore | undefined;
  let parts: Parts = new Map();
  let opened: IndexStatus['opened'] = 'built';
  let changed = false;
  let queue: Promise<unknown> = Promise.resolve();

  const wantsGraph = (target: Parts) => vectorsIn(target) >= config.exactBelow;
  const status = (current: VectorStore): IndexStatus => ({ vectors: current.live, mode: current.mode, opened });
  function enqueue<Result>(job: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const run = queue.then(() => {
      signal?.throwIfAborted();
      return job();
    });
    queue = run.catch(() => undefined);
    return run;
  }

  async function buildStore(target: Parts, signal?: AbortSignal): Promise<VectorStore> {
    const fresh = wantsGraph(target)
      ? createGraphStore(dimension, config, vectorsIn(target))
      : createExactStore(dimension);
    for (const part of target.values()) {
      await fresh.add(await readPart(part, dimension, signal), signal);
      await nextTurn();
    }
    return fresh;
  }

  /** Reads the stored graph or builds what is missing. */
  async function firstStore(target: Parts, signal?: AbortSignal): Promise<VectorStore> {
    const cached = wantsGraph(target) ? await loadGraph(spec, signal) : ({ state: 'none' } as const);
    if (cached.state !== 'good') {
      const built = await buildStore(target, signal);
      opened = cached.state === 'unusable' ? 'rebuilt' : 'built';
      parts = target;
      changed = true;
      return built;
    }
    // Files are the truth, so a damaged one is named now and not when the graph has to be built again.
    const held: Parts = new Map();
    for (const { firstLabel, count, sha256 } of cached.parts) {
      const given = target.get(firstLabel);
      const same = given?.count === count && given.sha256.toLowerCase() === sha256;
      if (same) await verifyPart(given, dimension, signal);
      held.set(firstLabel, same ? given : { file: '', firstLabel, count, sha256 });
    }
    opened = 'loaded';
    parts = held;
    return cached.graph;
  }

  /** Takes out what is not in `target`, then adds what is new. Fails part by part: what was done stays done. */
  async function bringTo(target: Parts, signal?: AbortSignal): Promise<IndexStatus> {
    checkLabels(target.values());
    const current = store ?? (await firstStore(target, signal));
    store = current;
    if (current.mode === 'exact' && wantsGraph(target)) {
      // The exact store answers until the graph is complete.
      store = await buildStore(target, signal);
      parts = target;
      changed = true;
      return status(store);
    }
    for (const part of parts.values()) {
      if (samePart(part, target.get(part.firstLabel))) continue;
      current.remove(part);
      parts.delete(part.firstLabel);
      changed = true;
    }
    for (const part of target.values()) {
      if (parts.has(part.firstLabel)) continue;
      changed = true;
      await current.add(await readPart(part, dimension, signal), signal);
      parts.set(part.firstLabel, part);
    }
    if (current.removed > current.live) void enqueue(compact).catch(() => undefined);
    return status(current);
  }

  /**
   * Removed points slow the walk through a graph and crowd out neighbours. Once they outnumber the others the store is
   * made anew, in turn with other changes while the old one answers. If that fails the old one simply stays.
   */
  async function compact(): Promise<void> {
    if (!store || store.removed <= store.live) return;
    store = await buildStore(parts);
    changed = true;
  }

  return {
    open: (list, signal) => enqueue(() => bringTo(byLabel(list), signal), signal),
    add: (part, signal) =>
      enqueue(() => {
        const present = parts.get(part.firstLabel);
        if (present && !samePart(present, part)) {
          const { file, firstLabel, count } = part;
          throw new AppError('index-failed', { reason: 'labels-overlap', file, firstLabel, count });
        }
        return bringTo(byLabel([...parts.values(), part]), signal);
      }, signal),
    remove: (firstLabel, signal) =>
      enqueue(
        () => bringTo(byLabel([...parts.values()].filter((part) => part.firstLabel !== firstLabel)), signal),
        signal,
      ),
    search(query, k) {
      if (!store) throw new AppError('index-failed', { reason: 'not-open', index: spec.id });
      if (query.length !== dimension) {
        throw new AppError('index-failed', { reason: 'dimension', expected: dimension, got: query.length });
      }
      if (!query.every(Number.isFinite)) throw new AppError('index-failed', { reason: 'not-finite', index: spec.id });
      if (!Number.isSafeInteger(k) || k < 1) throw new AppError('bad-request', { k });
      return store.search(query, k);
    },
    save: () =>
      enqueue(async () => {
        if (store?.mode !== 'hnsw' || !changed || store.live === 0) return;
        await storeGraph(spec, store as GraphStore, parts.values());
        changed = false;
      }),
  };
}

function byLabel(list: VectorPart[]): Parts {
  // A document without chunks has an empty part; there is nothing to keep of it.
  const filled = list.filter((part) => part.count !== 0);
  const result: Parts = new Map(filled.map((part) => [part.firstLabel, part]));
  for (const part of filled) {
    if (!samePart(part, result.get(part.firstLabel))) checkLabels(filled);
  }
  return result;
}

function samePart(a: VectorPart, b: VectorPart | undefined): boolean {
  return b !== undefined && a.count === b.count && a.sha256.toLowerCase() === b.sha256.toLowerCase();
}

function vectorsIn(parts: Parts): number {
  let sum = 0;
  for (const part of parts.values()) sum += part.count;
  return sum;
}
