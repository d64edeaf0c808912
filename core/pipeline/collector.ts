import { rm } from 'node:fs/promises';
import { createChunkRows } from '../library/chunk-rows.ts';
import type { ContentStages } from '../library/content-stages.ts';
import type { Indexes } from '../library/indexes.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { outputDigest } from './stages.ts';
import type { InstalledPipeline, Versions } from './versions.ts';

/** Removes stored outputs that no installed version needs. What documents need is the business of the sweep. */
export interface Collector {
  /**
   * `left` are versions that were uninstalled or have other stages now: what has no row, readings and graphs, is
   * looked for under their digests. Runs one after the other; safe while versions are being worked for.
   */
  collect(left: readonly InstalledPipeline[]): Promise<void>;
}

export function createCollector(options: {
  database: Database;
  folder: DataFolder;
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
}): Collector {
  const { database, folder, versions, stages, indexes } = options;
  const chunks = createChunkRows(database);
  let running: Promise<void> = Promise.resolve();

  /** Asked again before each step: a version that needs an output may be installed at any moment. */
  const isNeeded = (part: (pipeline: InstalledPipeline) => unknown, value: unknown) =>
    versions.list().some((pipeline) => part(pipeline) === value);

  async function collectVectors(): Promise<void> {
    const digests = database.prepare('SELECT DISTINCT embed_digest FROM vectors').pluck().all() as string[];
    for (const digest of digests) {
      const needed = () => isNeeded((pipeline) => pipeline.stages.embed, digest);
      if (needed()) continue;
      const contents = database.prepare('SELECT sha256 FROM vectors WHERE embed_digest = ?').pluck().all(digest);
      for (const sha256 of contents as string[]) await stages.dropVectors(digest, sha256, needed);
    }
  }

  async function collectChunks(): Promise<void> {
    for (const set of database.prepare('SELECT id FROM chunk_set').pluck().all() as number[]) {
      const unneeded = () => !isNeeded((pipeline) => pipeline.chunkSet, set);
      if (!unneeded()) continue;
      const contents = database.prepare('SELECT DISTINCT sha256 FROM chunk WHERE set_id = ?').pluck();
      for (const sha256 of contents.all(set) as string[]) await chunks.remove(set, sha256, unneeded);
      if (!unneeded()) continue;
      database.transaction(() => {
        // Contents without any chunk have this row alone.
        database.prepare('DELETE FROM chunked WHERE set_id = ?').run(set);
        database.prepare('DELETE FROM chunk WHERE set_id = ?').run(set);
        database.exec(`DROP TABLE passages_${set}_words; DROP TABLE passages_${set};`);
        database.prepare('DELETE FROM chunk_set WHERE id = ?').run(set);
      })();
    }
  }

  async function collectFiles(left: readonly InstalledPipeline[]): Promise<void> {
    for (const { stages: digests } of left) {
      if (!isNeeded((pipeline) => pipeline.stages.index, digests.index)) await indexes.drop(digests.index);
      if (isNeeded((pipeline) => pipeline.stages.parse, digests.parse)) continue;
      const contents = database.prepare('SELECT sha256, parse_digest AS shown FROM content').all() as {
        sha256: string;
        shown: string;
      }[];
      for (const { sha256, shown } of contents) {
        const reading = outputDigest(digests.parse, sha256);
        if (reading !== shown) await rm(folder.artifact('parse', reading), { force: true });
      }
    }
  }

  return {
    collect(left) {
      running = running
        .catch(() => undefined)
        .then(async () => {
          await collectFiles(left);
          await collectVectors();
          await collectChunks();
        });
      return running;
    },
  };
}
