import { readFile, rm, stat } from 'node:fs/promises';
import { AppError } from '../contract/index.ts';
import { outputDigest } from '../pipeline/stages.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, ChunkRow, Llama, Parser, VectorPart } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { sha256, sha256File, writeWhole } from '../store/files.ts';
import { modelFile } from './model-file.ts';
import type { ParsedDocument } from './parsed.ts';

/**
 * The stages that turn one document's bytes into what versions search: parse, chunk, embed. Each output is stored
 * under the stage's digest and the content's hash; a database row says that it is complete. Asking again is free.
 */
export interface ContentStages {
  parse(
    content: { sha256: string; name: string; bytes: number },
    pipeline: InstalledPipeline,
    options: ParseOptions,
  ): Promise<void>;
  /** Number of chunks of this content in this version. */
  chunk(contentSha256: string, pipeline: InstalledPipeline, options?: CallOptions): Promise<number>;
  /** The vectors of this content in this version, checked against their checksum. Null when it has no chunks. */
  embed(contentSha256: string, pipeline: InstalledPipeline, options?: CallOptions): Promise<VectorPart | null>;
  readParsed(contentSha256: string): Promise<ParsedDocument>;
  /** True when every stage of this version is stored for this content. */
  isReady(contentSha256: string, pipeline: InstalledPipeline): boolean;
  /** Removes what is stored for a content that no document refers to any more. */
  forget(contentSha256: string): Promise<void>;
}

export interface ParseOptions extends CallOptions {
  onPage?: (page: number, pages: number) => void;
}

const rowsPerTransaction = 400;
const embedBatch = 64;

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createContentStages(options: {
  database: Database;
  folder: DataFolder;
  parser: Parser;
  llama: Llama;
}): ContentStages {
  const { database, folder, parser, llama } = options;
  const statements = {
    content: database.prepare('SELECT parse_digest FROM content WHERE sha256 = ?'),
    insertContent: database.prepare(
      `INSERT INTO content (sha256, parse_digest, format, title, pages, page_starts, characters, text_sha256, encoding, bytes)
       VALUES (@sha256, @parseDigest, @format, @title, @pages, @pageStarts, @characters, @textSha256, @encoding, @bytes)
       ON CONFLICT (sha256) DO UPDATE SET parse_digest = excluded.parse_digest, format = excluded.format,
         title = excluded.title, pages = excluded.pages, page_starts = excluded.page_starts,
         characters = excluded.characters, text_sha256 = excluded.text_sha256, encoding = excluded.encoding`,
    ),
    chunked: database.prepare('SELECT first_chunk AS first, count FROM chunked WHERE set_id = ? AND sha256 = ?'),
    reserve: database.prepare("UPDATE sequence SET next = next + ? WHERE name = 'chunk' RETURNING next - ? AS first"),
    insertChunk: database.prepare(
      `INSERT INTO chunk (id, set_id, sha256, ordinal, start, "end", page, heading, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    insertChunked: database.prepare('INSERT INTO chunked (set_id, sha256, first_chunk, count) VALUES (?, ?, ?, ?)'),
    texts: database.prepare('SELECT heading, text FROM chunk WHERE set_id = ? AND sha256 = ? ORDER BY ordinal'),
    vectors: database.prepare(
      'SELECT file_sha256 AS fileSha256, first_chunk AS first, count FROM vectors WHERE embed_digest = ? AND sha256 = ?',
    ),
    insertVectors: database.prepare(
      `INSERT INTO vectors (embed_digest, sha256, file_sha256, dimension, first_chunk, count) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (embed_digest, sha256) DO UPDATE SET file_sha256 = excluded.file_sha256,
         dimension = excluded.dimension, first_chunk = excluded.first_chunk, count = excluded.count`,
    ),
  };

  const vectorFile = (embedDigest: string, contentSha256: string) =>
    folder.artifact('embed', outputDigest(embedDigest, contentSha256));

  async function parse(
    content: { sha256: string; name: string; bytes: number },
    pipeline: InstalledPipeline,
    parseOptions: ParseOptions,
  ): Promise<void> {
    const digest = outputDigest(pipeline.stages.parse, content.sha256);
    const output = folder.artifact('parse', digest);
    const row = statements.content.get(content.sha256) as { parse_digest: string } | undefined;
    if (row?.parse_digest === digest && (await exists(output))) return;
    const job = { source: folder.original(content.sha256), name: content.name, output };
    const summary = await parser.parse(job, parseOptions);
    const parsed = JSON.parse(await readFile(output, 'utf8')) as ParsedDocument;
    statements.insertContent.run({
      ...content,
      parseDigest: digest,
      format: summary.format,
      title: summary.title,
      pages: summary.pages,
      pageStarts: JSON.stringify(parsed.pages.map((page) => page.start)),
      characters: summary.characters,
      textSha256: summary.textSha256,
      encoding: summary.encoding,
    });
  }

  /** The parse artifact is a cache: when it was deleted, the original is read again. */
  async function parsedFile(contentSha256: string, callOptions?: CallOptions): Promise<string> {
    const row = database
      .prepare(
        `SELECT c.parse_digest AS digest, coalesce(d.name, c.sha256) AS name FROM content c
         LEFT JOIN document d ON d.sha256 = c.sha256 WHERE c.sha256 = ? LIMIT 1`,
      )
      .get(contentSha256) as { digest: string; name: string } | undefined;
    if (!row) throw new AppError('not-found', { content: contentSha256 });
    const file = folder.artifact('parse', row.digest);
    if (!(await exists(file))) {
      await parser.parse({ source: folder.original(contentSha256), name: row.name, output: file }, callOptions);
    }
    return file;
  }

  async function chunk(contentSha256: string, pipeline: InstalledPipeline, callOptions?: CallOptions): Promise<number> {
    const stored = statements.chunked.get(pipeline.chunkSet, contentSha256) as { count: number } | undefined;
    if (stored) return stored.count;
    const parsed = await parsedFile(contentSha256, callOptions);
    const rows = await parser.chunk({ parsed, chunk: pipeline.manifest.chunk }, callOptions);
    await storeChunks(pipeline.chunkSet, contentSha256, rows, callOptions?.signal);
    return rows.length;
  }

  async function storeChunks(setId: number, contentSha256: string, rows: ChunkRow[], signal?: AbortSignal) {
    removeChunks(database, setId, contentSha256);
    const { first } = statements.reserve.get(rows.length, rows.length) as { first: number };
    const insertTokens = database.prepare(`INSERT INTO passages_${setId} (rowid, tokens) VALUES (?, ?)`);
    // In slices: the main thread stays free, and rows without their `chunked` row are invisible until the last one.
    for (let from = 0; from < rows.length; from += rowsPerTransaction) {
      signal?.throwIfAborted();
      database.transaction(() => {
        for (const row of rows.slice(from, from + rowsPerTransaction)) {
          const id = first + row.ordinal;
          statements.insertChunk.run(
            id,
            setId,
            contentSha256,
            row.ordinal,
            row.start,
            row.end,
            row.page,
            row.heading,
            row.text,
          );
          insertTokens.run(id, row.tokens);
        }
      })();
      await nextTick();
    }
    statements.insertChunked.run(setId, contentSha256, first, rows.length);
  }

  async function embed(
    contentSha256: string,
    pipeline: InstalledPipeline,
    callOptions: CallOptions = {},
  ): Promise<VectorPart | null> {
    const { chunkSet, stages, manifest } = pipeline;
    const chunks = statements.chunked.get(chunkSet, contentSha256) as { first: number; count: number } | undefined;
    if (!chunks) throw new AppError('internal', { reason: 'embed before chunk', content: contentSha256 });
    if (chunks.count === 0) return null;
    const file = vectorFile(stages.embed, contentSha256);
    const part = (sha: string) => ({ file, sha256: sha, firstLabel: chunks.first, count: chunks.count });
    const stored = statements.vectors.get(stages.embed, contentSha256) as
      | { fileSha256: string; first: number; count: number }
      | undefined;
    if (stored && stored.first === chunks.first && stored.count === chunks.count && (await exists(file))) {
      return part(stored.fileSha256);
    }
    const rows = statements.texts.all(chunkSet, contentSha256) as { heading: string | null; text: string }[];
    const texts = rows.map((row) =>
      manifest.chunk.headings && row.heading ? `${row.heading}\n${row.text}` : row.text,
    );
    const { dimension, vectors } = await embedTexts(manifest, texts, callOptions);
    const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    await writeWhole(file, bytes);
    const fileSha256 = sha256(bytes);
    statements.insertVectors.run(stages.embed, contentSha256, fileSha256, dimension, chunks.first, chunks.count);
    return part(fileSha256);
  }

  async function embedTexts(manifest: InstalledPipeline['manifest'], texts: string[], callOptions: CallOptions) {
    if (manifest.embed.engine === 'hash') {
      const { dimension } = manifest.embed;
      return { dimension, vectors: await parser.hashEmbed({ texts, dimension }, callOptions) };
    }
    const { model, documentPrefix } = manifest.embed;
    let dimension = 0;
    const parts: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += embedBatch) {
      const batch = texts.slice(from, from + embedBatch).map((text) => documentPrefix + text);
      const request = { model: modelFile(folder.models, model), texts: batch, threads: manifest.limits.threads };
      const result = await llama.embed(request, callOptions);
      dimension = result.dimension;
      parts.push(result.vectors);
    }
    const vectors = new Float32Array(texts.length * dimension);
    let at = 0;
    for (const part of parts) {
      vectors.set(part, at);
      at += part.length;
    }
    return { dimension, vectors };
  }

  return {
    parse,
    chunk,
    embed,
    async readParsed(contentSha256) {
      return JSON.parse(await readFile(await parsedFile(contentSha256), 'utf8')) as ParsedDocument;
    },
    isReady(contentSha256, pipeline) {
      const chunks = statements.chunked.get(pipeline.chunkSet, contentSha256) as { count: number } | undefined;
      if (!chunks) return false;
      return chunks.count === 0 || statements.vectors.get(pipeline.stages.embed, contentSha256) !== undefined;
    },
    async forget(contentSha256) {
      const files = (
        database.prepare('SELECT embed_digest FROM vectors WHERE sha256 = ?').all(contentSha256) as {
          embed_digest: string;
        }[]
      ).map((row) => vectorFile(row.embed_digest, contentSha256));
      const row = statements.content.get(contentSha256) as { parse_digest: string } | undefined;
      if (row) files.push(folder.artifact('parse', row.parse_digest));
      files.push(folder.original(contentSha256));
      database.transaction(() => {
        const sets = database.prepare('SELECT id FROM chunk_set').all() as { id: number }[];
        for (const set of sets) removeChunks(database, set.id, contentSha256);
        database.prepare('DELETE FROM vectors WHERE sha256 = ?').run(contentSha256);
        database.prepare('DELETE FROM content WHERE sha256 = ?').run(contentSha256);
      })();
      for (const file of files) await rm(file, { force: true });
    },
  };
}

function removeChunks(database: Database, setId: number, contentSha256: string): void {
  database.transaction(() => {
    database
      .prepare(`DELETE FROM passages_${setId} WHERE rowid IN (SELECT id FROM chunk WHERE set_id = ? AND sha256 = ?)`)
      .run(setId, contentSha256);
    database.prepare('DELETE FROM chunk WHERE set_id = ? AND sha256 = ?').run(setId, contentSha256);
    database.prepare('DELETE FROM chunked WHERE set_id = ? AND sha256 = ?').run(setId, contentSha256);
  })();
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

/** Checks a vector file against its stored checksum; a damaged one is removed so that it is made again. */
export async function checkVectorPart(part: VectorPart): Promise<boolean> {
  const actual = await sha256File(part.file).catch(() => null);
  if (actual === part.sha256) return true;
  await rm(part.file, { force: true });
  return false;
}
