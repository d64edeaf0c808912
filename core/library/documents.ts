import { readdir, rm } from 'node:fs/promises';
import { AppError, type Box, type Document, type DocumentFormat, type DocumentText } from '../contract/index.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import type { ContentStages } from './content-stages.ts';
import type { Indexes } from './indexes.ts';
import { createParsedCache } from './parsed-cache.ts';
import { passageBoxes } from './passage-boxes.ts';

/** The documents of all libraries. */
export interface Documents {
  list(library?: string): Document[];
  text(id: string): Promise<DocumentText>;
  boxes(id: string, start: number, end: number): Promise<Box[]>;
  remove(id: string): Promise<void>;
  /** Path of the kept bytes, for showing them. Null for an unknown id. */
  original(id: string): { path: string; name: string; mime: string } | null;
  /** Characters from start to end of a document's stored text. */
  slice(contentSha256: string, start: number, end: number): Promise<string>;
  /** Makes what an interrupted run left unfinished go away: bytes and chunks that no document refers to. */
  sweep(): Promise<void>;
}

const mimeTypes: Record<DocumentFormat, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/plain; charset=utf-8',
};

interface DocumentRow {
  id: string;
  library: string;
  name: string;
  sha256: string;
  format: DocumentFormat;
  bytes: number;
  characters: number;
  pages: number | null;
  addedAt: number;
}

export function createDocuments(options: {
  database: Database;
  folder: DataFolder;
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
}): Documents {
  const { database, folder, versions, stages, indexes } = options;
  const parsed = createParsedCache(stages);
  const columns = `d.id, d.library_id AS library, d.name, d.sha256, c.format, c.bytes, c.characters, c.pages,
    d.added_at AS addedAt FROM document d JOIN content c ON c.sha256 = d.sha256`;

  function find(id: string): DocumentRow {
    const row = database.prepare(`SELECT ${columns} WHERE d.id = ?`).get(id) as DocumentRow | undefined;
    if (!row) throw new AppError('not-found', { document: id });
    return row;
  }

  function chunkCounts(pipeline: InstalledPipeline): Map<string, number> {
    const rows = database
      .prepare(
        `SELECT k.sha256, k.count FROM chunked k WHERE k.set_id = ?
         AND (k.count = 0 OR EXISTS (SELECT 1 FROM vectors v WHERE v.embed_digest = ? AND v.sha256 = k.sha256))`,
      )
      .all(pipeline.chunkSet, pipeline.stages.embed) as { sha256: string; count: number }[];
    return new Map(rows.map((row) => [row.sha256, row.count]));
  }

  return {
    list(library) {
      const rows = database
        .prepare(`SELECT ${columns} WHERE ? IS NULL OR d.library_id = ? ORDER BY d.added_at DESC, d.name`)
        .all(library ?? null, library ?? null) as DocumentRow[];
      const pointers = versions.pointers();
      const installed = versions.list().map((pipeline) => ({ pipeline, counts: chunkCounts(pipeline) }));
      return rows.map((row) => {
        const perVersion = installed.map(({ pipeline, counts }) => {
          const chunks = counts.get(row.sha256);
          return {
            version: pipeline.id,
            state: chunks === undefined ? 'waiting' : 'ready',
            chunks: chunks ?? 0,
          } as const;
        });
        return {
          ...row,
          state: perVersion.every((item) => item.state === 'ready') ? 'ready' : 'waiting',
          chunks: perVersion.find((item) => item.version === pointers.stable)?.chunks ?? 0,
          versions: perVersion,
        };
      });
    },
    async text(id) {
      const row = find(id);
      const document = await parsed.get(row.sha256);
      const pages = document.pages.map(({ start, end, width, height }) => ({ start, end, width, height }));
      return { id, name: row.name, format: row.format, text: document.text, pages, headings: document.headings };
    },
    async boxes(id, start, end) {
      return passageBoxes(await parsed.get(find(id).sha256), start, end);
    },
    async remove(id) {
      const row = find(id);
      const shared = database.prepare('SELECT count(*) AS n FROM document WHERE sha256 = ?').get(row.sha256) as {
        n: number;
      };
      database.prepare('DELETE FROM document WHERE id = ?').run(id);
      if (shared.n > 1) return;
      for (const pipeline of versions.list()) {
        const stored = database
          .prepare('SELECT first_chunk AS first FROM vectors WHERE embed_digest = ? AND sha256 = ?')
          .get(pipeline.stages.embed, row.sha256) as { first: number } | undefined;
        // An index that cannot take it out is rebuilt without it: its parts come from the database.
        if (stored) await indexes.remove(pipeline, stored.first).catch(() => undefined);
      }
      parsed.forget(row.sha256);
      await stages.forget(row.sha256);
    },
    original(id) {
      const row = database.prepare(`SELECT ${columns} WHERE d.id = ?`).get(id) as DocumentRow | undefined;
      return row ? { path: folder.original(row.sha256), name: row.name, mime: mimeTypes[row.format] } : null;
    },
    async slice(contentSha256, start, end) {
      return (await parsed.get(contentSha256)).text.slice(start, end);
    },
    async sweep() {
      const known = new Set(
        (database.prepare('SELECT DISTINCT sha256 FROM document').all() as { sha256: string }[]).map(
          (row) => row.sha256,
        ),
      );
      const stored = database
        .prepare(
          'SELECT sha256 FROM content UNION SELECT sha256 FROM chunk UNION SELECT sha256 FROM chunked UNION SELECT sha256 FROM vectors',
        )
        .all() as { sha256: string }[];
      for (const { sha256 } of stored) if (!known.has(sha256)) await stages.forget(sha256);
      for (const name of await readdir(folder.originals)) {
        if (!known.has(name)) await rm(folder.original(name), { force: true });
      }
      const uploads = new Set(
        (database.prepare('SELECT path FROM import_file WHERE owned = 1').all() as { path: string }[]).map(
          (row) => row.path,
        ),
      );
      for (const name of await readdir(folder.incoming)) {
        const path = `${folder.incoming}/${name}`;
        if (![...uploads].some((upload) => upload.startsWith(path))) await rm(path, { recursive: true, force: true });
      }
    },
  };
}
