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
  /** Adds a content's vectors to the version's index if that is open; a closed one reads them when it opens. */
  add(pipeline: InstalledPipeline, part: VectorPart): Promise<void>;
  remove(pipeline: InstalledPipeline, firstLabel: number): Promise<void>;
  status(pipeline: InstalledPipeline): IndexStatus | 'closed' | 'failed';
  saveAll(): Promise<void>;
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

  interface Row {
    sha256: string;
    fileSha256: string;
    dimension: number;
    first: number;
    count: number;
  }

  async function parts(pipeline: InstalledPipeline): Promise<{ dimension: number; parts: VectorPart[] }> {
    const rows = database
      .prepare(
        `SELECT v.sha256, v.file_sha256 AS fileSha256, v.dimension, v.first_chunk AS first, v.count FROM vectors v
         WHERE v.embed_digest = ? AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = v.sha256) ORDER BY v.first_chunk`,
      )
      .all(pipeline.stages.embed) as Row[];
    const out: VectorPart[] = [];
    for (const row of rows) {
      let part = await stages.embed(row.sha256, pipeline);
      // Vector files are checked before they are believed; a damaged one is made again from the chunks.
      if (part && !(await checkVectorPart(part))) part = await stages.embed(row.sha256, pipeline);
      if (part) out.push(part);
    }
    const config = pipeline.manifest.embed;
    return { dimension: rows[0]?.dimension ?? (config.engine === 'hash' ? config.dimension : 0), parts: out };
  }

  /** Null while there is nothing to search: the dimension of a model's vectors is known from the first one on. */
  function ensureOpen(pipeline: InstalledPipeline): Promise<OpenIndex | null> {
    const id = pipeline.stages.index;
    const already = open.get(id);
    if (already) return already;
    const opening = (async () => {
      const found = await parts(pipeline);
      if (found.parts.length === 0) return null;
      const spec = {
        id,
        dimension: found.dimension,
        config: pipeline.manifest.index,
        folder: folder.artifact('index', id),
      };
      known.set(id, await index.open(spec, found.parts));
      return { labels: new Set(found.parts.map((part) => part.firstLabel)) };
    })();
    open.set(id, opening);
    opening.then(
      (result) => {
        if (!result) open.delete(id);
      },
      () => {
        open.delete(id);
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
      const opened = await open.get(id);
      if (!opened || opened.labels.has(part.firstLabel)) return;
      opened.labels.add(part.firstLabel);
      known.set(id, await index.add(id, part));
    },
    async remove(pipeline, firstLabel) {
      const id = pipeline.stages.index;
      const opened = await open.get(id);
      if (!opened?.labels.delete(firstLabel)) return;
      known.set(id, await index.remove(id, firstLabel));
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

interface OpenIndex {
  labels: Set<number>;
}
