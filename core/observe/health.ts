import type { Health, InstalledVersion, VersionHealth } from '../contract/index.ts';
import type { Indexes } from '../library/indexes.ts';
import { modelFile } from '../library/model-file.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';
import type { Llama } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';

/** What a version has indexed, and how it is. */
export interface VersionReports {
  installed(): InstalledVersion[];
  health(): VersionHealth[];
  /** SHA-256 over the sorted content hashes that the version has indexed: equal documents, equal fingerprint. */
  fingerprint(pipeline: InstalledPipeline): string;
}

export function createVersionReports(options: {
  database: Database;
  versions: Versions;
  indexes: Indexes;
  llama: Llama;
  modelsFolder: string;
}): VersionReports {
  const { database, versions, indexes, llama, modelsFolder } = options;

  function indexed(pipeline: InstalledPipeline): { sha256: string; count: number }[] {
    return database
      .prepare(
        `SELECT k.sha256, k.count FROM chunked k WHERE k.set_id = ?
         AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = k.sha256)
         AND (k.count = 0 OR EXISTS (SELECT 1 FROM vectors v WHERE v.embed_digest = ? AND v.sha256 = k.sha256))
         ORDER BY k.sha256`,
      )
      .all(pipeline.chunkSet, pipeline.stages.embed) as { sha256: string; count: number }[];
  }

  const fingerprintOf = (rows: { sha256: string }[]) => sha256(rows.map((row) => row.sha256).join('\n'));

  return {
    fingerprint: (pipeline) => fingerprintOf(indexed(pipeline)),
    installed() {
      const { n: documents } = database.prepare('SELECT count(DISTINCT sha256) AS n FROM document').get() as {
        n: number;
      };
      return versions.list().map((pipeline) => {
        const rows = indexed(pipeline);
        const pointer = versions.pointerOf(pipeline.id);
        const { name, version, notes, goal } = pipeline.manifest;
        return {
          id: pipeline.id,
          name,
          version,
          notes,
          goal,
          state: pointer === 'stable' ? 'stable' : pointer === 'beta' ? 'staged' : 'retired',
          pointer,
          installedAt: pipeline.installedAt,
          documents,
          ready: rows.length,
          chunks: rows.reduce((sum, row) => sum + row.count, 0),
          fingerprint: fingerprintOf(rows),
          stages: { ...pipeline.stages },
        };
      });
    },
    health() {
      const loaded = new Set(llama.loaded());
      return versions.list().map((pipeline): VersionHealth => {
        const { generate, embed } = pipeline.manifest;
        const status = indexes.status(pipeline);
        const rows = indexed(pipeline);
        return {
          version: pipeline.id,
          pointer: versions.pointerOf(pipeline.id),
          status: status === 'failed' ? 'degraded' : 'healthy',
          model: generate.engine === 'llama' ? generate.model : 'quote',
          modelLoaded: generate.engine === 'quote' || loaded.has(modelFile(modelsFolder, generate.model)),
          embedder: embed.engine === 'llama' ? embed.model : `hash-${embed.dimension}`,
          index: status === 'closed' || status === 'failed' ? status : 'connected',
          vectors: typeof status === 'object' ? status.vectors : rows.reduce((sum, row) => sum + row.count, 0),
          fingerprint: fingerprintOf(rows),
        };
      });
    },
  };
}

/** The worst of its versions. */
export function overallStatus(versions: readonly VersionHealth[]): Health['status'] {
  if (versions.some((version) => version.status === 'unhealthy')) return 'unhealthy';
  return versions.some((version) => version.status === 'degraded') ? 'degraded' : 'healthy';
}
