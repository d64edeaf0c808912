import { rm } from 'node:fs/promises';
import { AppError } from '../contract/index.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, IndexStatus, VectorIndex, VectorPart } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { type ContentStages, checkVectorPart } from './content-stages.ts';

/** The vector indexes of all versions. Versions whose stages up to the index are equal share one. */
export interface Indexes {
  search(
    pipeline: InstalledPipeline,
    query: Float32Array,
    k: number,
    options?: CallOptions,
  ): Promise<{ labels: number[]; scores: number[] }>;
  /**
   * Adds a content's vectors to the version's index if that is open; a closed one reads them when it opens. An index
   * that cannot take them is opened again from the stored vectors; fails when that fails as well.
   */
  add(pipeline: InstalledPipeline, part: VectorPart): Promise<void>;
  /** Takes a content's vectors out. An index that cannot is closed, and opened without them when it is next asked. */
  remove(pipeline: InstalledPipeline, firstLabel: number): Promise<void>;
  /** Closes the index with this digest and deletes its stored graph. */
  drop(indexDigest: string): Promise<void>;
  status(pipeline: InstalledPipeline): IndexStatus | 'closed' | 'failed';
  saveAll(): Promise<void>;
}

interface OpenIndex {
  labels: Set<number>;
}

interface StoredVectors {
  sha256: string;
  dimension: number;
}

export function createIndexes(options: {
  database: Database;
  folder: DataFolder;
  index: VectorIndex;
  stages: ContentStages;
}): Indexes {
  const { database, folder, index, stages } = options;
  const open = new Map<string, Promise<OpenIndex | null>>();
  const known = new Map<string, IndexStatus | 'failed'>();
  const storedVectors = database.prepare(
    `SELECT v.sha256, v.dimension FROM vectors v
     WHERE v.embed_digest = ? AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = v.sha256) ORDER BY v.first_chunk`,
  );

  /** All vectors of the version. With `checked`, files are read, and damaged ones are made again from the chunks. */
  async function parts(
    pipeline: InstalledPipeline,
    checked: boolean,
  ): Promise<{ dimension: number; parts: VectorPart[] }> {
    const rows = storedVectors.all(pipeline.stages.embed) as StoredVectors[];
    const found: VectorPart[] = [];
    let failure: unknown;
    for (const { sha256 } of rows) {
      try {
        const part = await stages.embed(sha256, pipeline);
        const used = !checked || !part || (await checkVectorPart(part)) ? part : await stages.embed(sha256, pipeline);
        if (used) found.push(used);
      } catch (error) {
        // A document that was removed meanwhile is none of the index's business; one whose vectors are lost and
        // cannot be made again is still found by its words.
        if (!(error instanceof AppError && error.code === 'not-found')) failure = error;
      }
    }
    if (failure && found.length === 0) throw failure;
    const config = pipeline.manifest.embed;
    return { dimension: rows[0]?.dimension ?? (config.engine === 'hash' ? config.dimension : 0), parts: found };
  }

  async function openNow(pipeline: InstalledPipeline): Promise<OpenIndex | null> {
    const id = pipeline.stages.index;
    // The index checks the files itself; only when it finds fault are they checked here and made again.
    for (const checked of [false, true]) {
      const found = await parts(pipeline, checked);
      if (found.parts.length === 0) return null;
      const spec = {
        id,
        dimension: found.dimension,
        config: pipeline.manifest.index,
        folder: folder.artifact('index', id),
      };
      try {
        known.set(id, await index.open(spec, found.parts));
        return { labels: new Set(found.parts.map((part) => part.firstLabel)) };
      } catch (error) {
        if (checked || !namesFile(error)) throw error;
      }
    }
    return null;
  }

  /** Null while there is nothing to search: the dimension of a model's vectors is known from the first one on. */
  function ensureOpen(pipeline: InstalledPipeline): Promise<OpenIndex | null> {
    const id = pipeline.stages.index;
    const already = open.get(id);
    if (already) return already;
    const opening = openNow(pipeline);
    open.set(id, opening);
    const forget = () => {
      if (open.get(id) === opening) open.delete(id);
    };
    opening.then(
      (result) => {
        if (!result) forget();
      },
      () => {
        forget();
        known.set(id, 'failed');
      },
    );
    return opening;
  }

  return {
    async search(pipeline, query, k, callOptions) {
      if (!(await ensureOpen(pipeline))) return { labels: [], scores: [] };
      return await index.search(pipeline.stages.index, query, k, callOptions);
    },
    async add(pipeline, part) {
      const id = pipeline.stages.index;
      const opening = open.get(id);
      const opened = await opening?.catch(() => null);
      if (!opened || opened.labels.has(part.firstLabel)) return;
      try {
        known.set(id, await index.add(id, part));
        opened.labels.add(part.firstLabel);
      } catch {
        if (open.get(id) === opening) open.delete(id);
        await ensureOpen(pipeline);
      }
    },
    async remove(pipeline, firstLabel) {
      const id = pipeline.stages.index;
      const opening = open.get(id);
      const opened = await opening?.catch(() => null);
      if (!opened?.labels.delete(firstLabel)) return;
      try {
        known.set(id, await index.remove(id, firstLabel));
      } catch {
        if (open.get(id) === opening) open.delete(id);
      }
    },
    async drop(indexDigest) {
      const opening = open.get(indexDigest);
      await opening?.catch(() => null);
      open.delete(indexDigest);
      known.delete(indexDigest);
      await index.release(indexDigest).catch(() => undefined);
      await rm(folder.artifact('index', indexDigest), { recursive: true, force: true });
    },
    status: (pipeline) => known.get(pipeline.stages.index) ?? 'closed',
    async saveAll() {
      for (const [id, opening] of open) {
        const opened = await opening.catch(() => null);
        // A graph that could not be written is built again at the next start; nothing else is lost.
        if (opened) await index.save(id).catch(() => undefined);
      }
    },
  };
}

/** True when the index refused a file of vectors, which can be made again. */
function namesFile(error: unknown): boolean {
  return error instanceof AppError && error.code === 'index-failed' && typeof error.details.file === 'string';
}
