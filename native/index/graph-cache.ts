import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '../../core/contract/index.ts';
import type { IndexSpec, VectorPart } from '../../core/ports.ts';
import { type GraphFileShape, inspectGraphFile } from './graph-file.ts';
import { type GraphStore, readGraphStore } from './graph-store.ts';
import { nativePath } from './native-path.ts';
import type { Tuning } from './recall-probe.ts';

/** Raise it when a graph written before may no longer be read. */
const CACHE_FORMAT = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(0);
const StoredPart = z.object({ firstLabel: whole, count: whole, sha256: digest });
type StoredPart = z.infer<typeof StoredPart>;
const CacheManifest = z.object({
  format: z.literal(CACHE_FORMAT),
  dimension: whole,
  space: z.literal('cosine'),
  m: whole,
  efConstruction: whole,
  /** Points in the graph, removed ones included. */
  count: whole,
  bytes: whole,
  sha256: digest,
  parts: z.array(StoredPart),
  /** Ranges [first label, count] of points that are in the graph and may not be found. */
  removed: z.array(z.tuple([whole, whole])),
  /** SHA-256 of the two lists above. */
  labelsSha256: digest,
  /** How wide the graph has to be searched; left out where that was not measured. */
  tuning: z.object({ efSearch: whole, recall: z.number(), vectors: whole }).optional(),
});
type CacheManifest = z.infer<typeof CacheManifest>;

export type CachedGraph =
  | { state: 'good'; graph: GraphStore; parts: StoredPart[]; tuning: Tuning | undefined }
  | { state: 'none' }
  /** There is a graph, and it may not be used. */
  | { state: 'unusable' };

const graphFile = (folder: string) => join(folder, 'graph.hnsw');
const manifestFile = (folder: string) => join(folder, 'manifest.json');

/** Reads the stored graph of an index, if there is one and every check passes. Never throws for a bad file. */
export async function loadGraph(spec: IndexSpec, signal?: AbortSignal): Promise<CachedGraph> {
  await removeLeftovers(spec.folder);
  const stored = await readFile(manifestFile(spec.folder), 'utf8').catch(() => null);
  const shape = await inspectGraphFile(graphFile(spec.folder));
  if (stored === null) return shape ? { state: 'unusable' } : { state: 'none' };
  const manifest = parseManifest(stored);
  if (!manifest || !shape || !describes(manifest, shape, spec)) return { state: 'unusable' };
  if ((await sha256Of(graphFile(spec.folder), signal)) !== manifest.sha256) return { state: 'unusable' };
  const removed = manifest.removed.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i));
  try {
    const file = nativePath(graphFile(spec.folder));
    const graph = await readGraphStore(file, spec.dimension, spec.config, removed);
    if (graph.points !== manifest.count) return { state: 'unusable' };
    const { parts, tuning } = manifest;
    if (tuning) graph.efSearch = Math.max(spec.config.efSearch, tuning.efSearch);
    return { state: 'good', graph, parts, tuning };
  } catch {
    return { state: 'unusable' };
  }
}

/**
 * Writes the graph and its manifest, each under a temporary name that is flushed and renamed. A crash between the two
 * leaves a checksum that does not match, and so a graph that is built again. Fails with index-failed or disk-full.
 */
export async function storeGraph(
  spec: IndexSpec,
  graph: GraphStore,
  parts: Iterable<VectorPart>,
  tuning?: Tuning,
): Promise<void> {
  // The addon reports success for a folder that does not exist.
  await mkdir(spec.folder, { recursive: true });
  const temporary = join(spec.folder, `graph-${randomUUID()}.tmp`);
  try {
    await graph.write(nativePath(temporary));
    // It reports success for a full disk as well, so what was written is walked through.
    const shape = await inspectGraphFile(temporary);
    if (!shape || shape.count !== graph.points || shape.dimension !== spec.dimension) {
      throw new AppError('index-failed', { reason: 'graph-not-written', folder: spec.folder });
    }
    await flush(temporary);
    const labels = {
      parts: [...parts].map(({ firstLabel, count, sha256 }) => ({ firstLabel, count, sha256: sha256.toLowerCase() })),
      removed: ranges(graph.removedLabels),
    };
    const manifest: CacheManifest = {
      format: CACHE_FORMAT,
      dimension: spec.dimension,
      space: spec.config.space,
      m: spec.config.m,
      efConstruction: spec.config.efConstruction,
      count: graph.points,
      bytes: shape.bytes,
      sha256: await sha256Of(temporary),
      ...labels,
      labelsSha256: labelsDigest(labels),
      ...(tuning && { tuning }),
    };
    await rename(temporary, graphFile(spec.folder));
    await writeWhole(manifestFile(spec.folder), JSON.stringify(manifest));
    await flush(spec.folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw AppError.from(error, 'index-failed');
  }
}

function parseManifest(text: string): CacheManifest | null {
  try {
    const parsed = CacheManifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function describes(manifest: CacheManifest, shape: GraphFileShape, { dimension, config }: IndexSpec): boolean {
  return (
    manifest.labelsSha256 === labelsDigest(manifest) &&
    manifest.space === config.space &&
    manifest.bytes === shape.bytes &&
    manifest.count === shape.count &&
    manifest.count === labelCount(manifest) &&
    [manifest, shape].every(
      (found) =>
        found.dimension === dimension && found.m === config.m && found.efConstruction === config.efConstruction,
    )
  );
}

function labelCount({ parts, removed }: Pick<CacheManifest, 'parts' | 'removed'>): number {
  const living = parts.reduce((sum, part) => sum + part.count, 0);
  return removed.reduce((sum, [, count]) => sum + count, living);
}

function labelsDigest({ parts, removed }: Pick<CacheManifest, 'parts' | 'removed'>): string {
  const list = [parts.map(({ firstLabel, count, sha256 }) => [firstLabel, count, sha256]), removed];
  return createHash('sha256').update(JSON.stringify(list)).digest('hex');
}

function ranges(labels: ReadonlySet<number>): [number, number][] {
  const result: [number, number][] = [];
  for (const label of [...labels].sort((a, b) => a - b)) {
    const last = result.at(-1);
    if (last && last[0] + last[1] === label) last[1] += 1;
    else result.push([label, 1]);
  }
  return result;
}

async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}-${randomUUID()}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Flushes a file, or a folder so that a rename in it lasts. Windows cannot open folders, and needs no flush there. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EISDIR' || error.code === 'EPERM') return null;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

/** A process that was killed while it wrote leaves its temporary files. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
}
