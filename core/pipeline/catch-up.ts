import type { ContentStages } from '../library/content-stages.ts';
import type { Indexes } from '../library/indexes.ts';
import type { Database } from '../store/database.ts';
import type { Versions } from './versions.ts';

/**
 * Computes what installed versions lack of the documents in the library, one document at a time. A version that
 * fails on a document leaves it waiting and goes on; the other versions are not held up. Never throws.
 */
export async function catchUp(options: {
  database: Database;
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
  signal: AbortSignal;
}): Promise<void> {
  const { database, versions, stages, indexes, signal } = options;
  const contents = database
    .prepare(
      'SELECT d.sha256, min(d.name) AS name, c.bytes FROM document d JOIN content c USING (sha256) GROUP BY d.sha256',
    )
    .all() as { sha256: string; name: string; bytes: number }[];
  for (const content of contents) {
    for (const pipeline of versions.list()) {
      if (signal.aborted) return;
      if (stages.isReady(content.sha256, pipeline)) continue;
      try {
        await stages.parse(content, pipeline, { signal });
        await stages.chunk(content.sha256, pipeline, { signal });
        const part = await stages.embed(content.sha256, pipeline, { signal });
        if (part) await indexes.add(pipeline, part);
      } catch {
        // It stays "waiting" for this version, which the library shows; the next start tries again.
      }
    }
  }
}
