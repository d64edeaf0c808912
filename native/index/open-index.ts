import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/contract/index.ts';
import type { IndexSpec, IndexStatus, VectorPart } from '../../core/ports.ts';
import { createExactStore } from './exact-store.ts';
import { loadGraph, storeGraph } from './graph-cache.ts';
import { createGraphStore, type GraphStore } from './graph-store.ts';
import { checkLabels, readPart, verifyPart } from './read-part.ts';
import { createRecallProbe, type Tuning } from './recall-probe.ts';
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
  /** Resolves when nothing runs any more. Only what waits for a quiet moment is given up; nothing may be asked after it. */
  rest(): Promise<void>;
}

type Parts = Map<number, VectorPart>;

/** Milliseconds without a change after which the index puts itself in order. */
const defaultIdleMs = 3000;
/** Share of removed points from which a graph is made anew when there is time: they slow it and crowd out neighbours. */
const compactFrom = 0.25;
/** Share of the vectors that have changed since the graph was stored from which it is stored again when there is time. */
const storeFrom = 0.05;

export function createOpenIndex(spec: IndexSpec, { idleMs = defaultIdleMs } = {}): OpenIndex {
  const { dimension, config } = spec;
  let store: VectorStore | undefined;
  let parts: Parts = new Map();
  let opened: IndexStatus['opened'] = 'built';
  let changed = false;
  /** Vectors added and removed since the graph was stored; endless while it never was. */
  let unstored = Number.POSITIVE_INFINITY;
  let tuning: Tuning | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let idleTimer: NodeJS.Timeout | undefined;
  /** Aborts what runs because nobody wanted anything, as soon as somebody does. */
  let idling: AbortController | undefined;

  const wantsGraph = (target: Parts) => vectorsIn(target) >= config.exactBelow;
  const status = (current: VectorStore): IndexStatus => ({ vectors: current.live, mode: current.mode, opened });
  function enqueue<Result>(job: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    idling?.abort();
    const run = queue.then(() => {
      signal?.throwIfAborted();
      return job();
    });
    const settled = run.catch(() => undefined);
    queue = settled;
    clearTimeout(idleTimer);
    void settled.then(() => {
      if (queue === settled) idleTimer = setTimeout(whenIdle, idleMs).unref();
    });
    return run;
  }

  /** Work that waits for a quiet moment. It takes its turn like a change does, and gives way to the next one. */
  function whenIdle(): void {
    if (store?.mode !== 'hnsw') return;
    const controller = new AbortController();
    idling = controller;
    const run = queue.then(() => putInOrder(controller.signal)).catch(() => undefined);
    queue = run;
  }

  async function putInOrder(signal: AbortSignal): Promise<void> {
    if (store?.mode !== 'hnsw') return;
    const graph = store as GraphStore;
    if (graph.removed > compactFrom * graph.points) {
      await compact(signal);
    } else if (!tuning || graph.live > 2 * tuning.vectors) {
      const probe = await createRecallProbe([...parts.values()], dimension);
      for (const part of parts.values()) await probe.offer(await readPart(part, dimension, signal), signal);
      tuning = await probe.tune(graph, config.efSearch, signal);
      changed = true;
      unstored = Number.POSITIVE_INFINITY;
    }
    signal.throwIfAborted();
    if (store.live > 0 && unstored > storeFrom * store.live) await storeNow();
  }

  async function storeNow(): Promise<void> {
    if (store?.mode !== 'hnsw' || !changed || store.live === 0) return;
    await storeGraph(spec, store as GraphStore, parts.values(), tuning);
    changed = false;
    unstored = 0;
  }

  /** A graph is measured against exact search while its vectors pass by. */
  async function buildStore(target: Parts, signal?: AbortSignal): Promise<VectorStore> {
    if (!wantsGraph(target)) {
      const exact = createExactStore(dimension);
      for (const part of target.values()) {
        await exact.add(await readPart(part, dimension, signal), signal);
        await nextTurn();
      }
      return exact;
    }
    const graph = createGraphStore(dimension, config, vectorsIn(target));
    const probe = await createRecallProbe([...target.values()], dimension);
    for (const part of target.values()) {
      const loaded = await readPart(part, dimension, signal);
      await graph.add(loaded, signal);
      await probe.offer(loaded, signal);
    }
    tuning = await probe.tune(graph, config.efSearch, signal);
    unstored = Number.POSITIVE_INFINITY;
    return graph;
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
    tuning = cached.tuning;
    unstored = 0;
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
      unstored += part.count;
    }
    for (const part of target.values()) {
      if (parts.has(part.firstLabel)) continue;
      changed = true;
      await current.add(await readPart(part, dimension, signal), signal);
      parts.set(part.firstLabel, part);
      unstored += part.count;
    }
    // Once they outnumber the others, removed points cannot wait for a quiet moment.
    if (current.removed > current.live) void enqueue(() => compact()).catch(() => undefined);
    return status(current);
  }

  /** Makes the store anew without removed points while the old one answers. If that fails the old one simply stays. */
  async function compact(signal?: AbortSignal): Promise<void> {
    if (!store || store.removed <= compactFrom * (store.live + store.removed)) return;
    store = await buildStore(parts, signal);
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
    save: () => enqueue(storeNow),
    async rest() {
      await enqueue(async () => undefined);
      clearTimeout(idleTimer);
    },
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
