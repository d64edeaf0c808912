import type { ErrorCode } from '../contract/index.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';

/** Contents that a version tried to index and could not, with the error code. */
export interface IndexFailures {
  record(pipeline: InstalledPipeline, contentSha256: string, code: ErrorCode): void;
  clear(pipeline: InstalledPipeline, contentSha256: string): void;
  has(pipeline: InstalledPipeline, contentSha256: string): boolean;
  /** Codes by content. */
  of(pipeline: InstalledPipeline): Map<string, ErrorCode>;
}

export function createIndexFailures(options: { database: Database; clock: Clock }): IndexFailures {
  const { database, clock } = options;
  // The version or the content may be gone by now: then there is nothing to record.
  const insert = database.prepare(
    `INSERT INTO index_failure (version, sha256, code, failed_at)
     SELECT v.id, c.sha256, @code, @now FROM version v, content c WHERE v.id = @version AND c.sha256 = @sha256
     ON CONFLICT (version, sha256) DO UPDATE SET code = excluded.code, failed_at = excluded.failed_at`,
  );
  const remove = database.prepare('DELETE FROM index_failure WHERE version = ? AND sha256 = ?');
  const find = database.prepare('SELECT 1 FROM index_failure WHERE version = ? AND sha256 = ?');
  const all = database.prepare('SELECT sha256, code FROM index_failure WHERE version = ?');

  return {
    record(pipeline, contentSha256, code) {
      insert.run({ version: pipeline.id, sha256: contentSha256, code, now: clock.now() });
    },
    clear: (pipeline, contentSha256) => void remove.run(pipeline.id, contentSha256),
    has: (pipeline, contentSha256) => find.get(pipeline.id, contentSha256) !== undefined,
    of: (pipeline) =>
      new Map((all.all(pipeline.id) as { sha256: string; code: ErrorCode }[]).map((row) => [row.sha256, row.code])),
  };
}
