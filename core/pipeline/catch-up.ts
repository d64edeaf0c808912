import type { Content } from '../library/content-stages.ts';
import type { Database } from '../store/database.ts';
import { outputDigest } from './stages.ts';
import type { VersionLanes } from './version-lanes.ts';
import type { InstalledPipeline, Versions } from './versions.ts';

/**
 * Brings what installed versions lack of the documents in the library, all versions side by side. A version that
 * fails on a document records it and goes on with the next. Never throws; an abort leaves the rest waiting.
 */
export async function catchUp(options: {
  database: Database;
  versions: Versions;
  lanes: VersionLanes;
  signal: AbortSignal;
}): Promise<void> {
  const { database, versions, lanes, signal } = options;
  lanes.tryAgain();
  await Promise.all(
    versions.list().map(async (pipeline) => {
      const primary = versions.pointers().stable === pipeline.id;
      for (const content of lacking(database, pipeline, primary)) {
        if (signal.aborted) return;
        await lanes.bring(content, pipeline, signal);
      }
    }),
  );
}

/** Contents of documents that are not in this version, or that it failed on; for stable also those shown by another reading. */
function lacking(database: Database, pipeline: InstalledPipeline, primary: boolean): Content[] {
  const rows = database
    .prepare(
      `SELECT c.sha256, c.bytes, c.parse_digest AS parseDigest, (SELECT min(name) FROM document d WHERE d.sha256 = c.sha256) AS name,
         EXISTS (SELECT 1 FROM chunked k WHERE k.set_id = @set AND k.sha256 = c.sha256 AND (k.count = 0 OR EXISTS
           (SELECT 1 FROM vectors v WHERE v.embed_digest = @embed AND v.sha256 = c.sha256 AND v.first_chunk = k.first_chunk)))
         AND NOT EXISTS (SELECT 1 FROM index_failure f WHERE f.version = @version AND f.sha256 = c.sha256) AS ready
       FROM content c WHERE EXISTS (SELECT 1 FROM document d WHERE d.sha256 = c.sha256) ORDER BY c.rowid`,
    )
    .all({ set: pipeline.chunkSet, embed: pipeline.stages.embed, version: pipeline.id }) as (Content & {
    parseDigest: string;
    ready: number;
  })[];
  return rows
    .filter(
      (row) => row.ready === 0 || (primary && row.parseDigest !== outputDigest(pipeline.stages.parse, row.sha256)),
    )
    .map(({ sha256, bytes, name }) => ({ sha256, bytes, name }));
}
