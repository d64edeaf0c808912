import {
  AppError,
  type Box,
  type Document,
  type DocumentFormat,
  type DocumentText,
  type IndexState,
} from '../contract/index.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import type { ContentLocks } from './content-locks.ts';
import type { ContentStages } from './content-stages.ts';
import type { IndexFailures } from './index-failures.ts';
import type { Indexes } from './indexes.ts';
import { createParsedCache } from './parsed-cache.ts';
import { passageBoxes } from './passage-boxes.ts';

/** The documents of all libraries. */
export interface Documents {
  list(library?: string): Document[];
  text(id: string): Promise<DocumentText>;
  boxes(id: string, start: number, end: number): Promise<Box[]>;
  remove(id: string): Promise<void>;
  /**
   * Lets go of what is stored for contents that no document has any more; others are left alone. Waits for imports of
   * the same contents. `original: false` keeps the bytes.
   */
  forgetUnused(contentSha256: string, what?: { original: boolean }): Promise<void>;
  /** Path of the kept bytes, for showing them. Null for an unknown id. */
  original(id: string): { path: string; name: string; mime: string } | null;
  /** Characters from start to end of a document's stored text. */
  slice(contentSha256: string, start: number, end: number): Promise<string>;
}

const plain = 'text/plain; charset=utf-8';
/** Types that original files are served with. What a browser would run, web pages among them, is shown as text. */
const mimeTypes: Record<DocumentFormat, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  epub: 'application/epub+zip',
  html: plain,
  csv: plain,
  json: plain,
  email: plain,
  markdown: plain,
  text: plain,
  code: plain,
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
  locks: ContentLocks;
  failures: IndexFailures;
}): Documents {
  const { database, folder, versions, stages, indexes, locks, failures } = options;
  const parsed = createParsedCache(stages);
  const findUse = database.prepare('SELECT 1 FROM document WHERE sha256 = ?');
  const findVectors = database.prepare('SELECT first_chunk FROM vectors WHERE embed_digest = ? AND sha256 = ?').pluck();
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

  const isUsed = (contentSha256: string) => findUse.get(contentSha256) !== undefined;

  async function forgetUnused(contentSha256: string, what = { original: true }): Promise<void> {
    if (isUsed(contentSha256)) return;
    const forget = async () => {
      if (isUsed(contentSha256)) return;
      for (const pipeline of versions.list()) {
        const first = findVectors.get(pipeline.stages.embed, contentSha256) as number | undefined;
        if (first !== undefined) await indexes.remove(pipeline, first);
      }
      parsed.forget(contentSha256);
      await stages.forget(contentSha256, what);
    };
    await locks.alone(contentSha256, forget, { urgent: true });
  }

  return {
    list(library) {
      const rows = database
        .prepare(`SELECT ${columns} WHERE ? IS NULL OR d.library_id = ? ORDER BY d.rowid DESC`)
        .all(library ?? null, library ?? null) as DocumentRow[];
      const pointers = versions.pointers();
      const installed = versions.list().map((pipeline) => ({
        pipeline,
        counts: chunkCounts(pipeline),
        codes: failures.of(pipeline),
      }));
      return rows.map((row) => {
        const perVersion = installed.map(({ pipeline, counts, codes }) => {
          const chunks = counts.get(row.sha256);
          const code = codes.get(row.sha256) ?? null;
          const state: IndexState = code ? 'failed' : chunks === undefined ? 'waiting' : 'ready';
          return { version: pipeline.id, state, chunks: chunks ?? 0, code };
        });
        const stable = perVersion.find((item) => item.version === pointers.stable);
        // What another version cannot do is no failure of a document that stable answers from.
        const state: IndexState = perVersion.every((item) => item.state === 'ready')
          ? 'ready'
          : stable?.state === 'failed'
            ? 'failed'
            : 'waiting';
        return { ...row, state, chunks: stable?.chunks ?? 0, versions: perVersion };
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
      database.prepare('DELETE FROM document WHERE id = ?').run(id);
      await forgetUnused(row.sha256);
    },
    forgetUnused,
    original(id) {
      const row = database.prepare(`SELECT ${columns} WHERE d.id = ?`).get(id) as DocumentRow | undefined;
      return row ? { path: folder.original(row.sha256), name: row.name, mime: mimeTypes[row.format] } : null;
    },
    async slice(contentSha256, start, end) {
      return (await parsed.get(contentSha256)).text.slice(start, end);
    },
  };
}
