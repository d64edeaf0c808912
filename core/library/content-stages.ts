import { readFile, rm, stat } from 'node:fs/promises';
import { AppError, type ChunkConfig } from '../contract/index.ts';
import { outputDigest } from '../pipeline/stages.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, Llama, Parser, ParseSummary, VectorPart } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { sha256, sha256File, writeWhole } from '../store/files.ts';
import { createChunkRows } from './chunk-rows.ts';
import type { ParsedDocument } from './parsed.ts';
import { createTextVectors } from './text-vectors.ts';
import { createTurnsByKey } from './turns-by-key.ts';

/**
 * The stages that turn one document's bytes into what versions search: parse, chunk, embed. Each output is stored
 * under the stage's digest and the content's hash; a database row says that it is complete. Asking again is free, and
 * two who ask for the same output at the same time wait for one making of it.
 */
export interface ContentStages {
  /** With `primary`, the version's reading is the one that the library shows. */
  parse(content: Content, pipeline: InstalledPipeline, options: ParseOptions): Promise<void>;
  /** Number of chunks of this content in this version. */
  chunk(contentSha256: string, pipeline: InstalledPipeline, options?: CallOptions): Promise<number>;
  /** The vectors of this content in this version. Null when it has no chunks. */
  embed(contentSha256: string, pipeline: InstalledPipeline, options?: CallOptions): Promise<VectorPart | null>;
  /** The text that the library shows. */
  readParsed(contentSha256: string): Promise<ParsedDocument>;
  /** True when every stage of this version is stored for this content. */
  isReady(contentSha256: string, pipeline: InstalledPipeline): boolean;
  /** Removes what is stored for a content that no document refers to any more; its bytes only on request. */
  forget(contentSha256: string, what: { original: boolean }): Promise<void>;
  /** Removes one vector file and its row, unless `isNeeded` says that it has come to be needed meanwhile. */
  dropVectors(embedDigest: string, contentSha256: string, isNeeded: () => boolean): Promise<void>;
}

export interface Content {
  sha256: string;
  /** A file name: its ending decides between formats that look alike. */
  name: string;
  bytes: number;
}

export interface ParseOptions extends CallOptions {
  onPage?: (page: number, pages: number) => void;
  primary?: boolean;
}

export function createContentStages(options: {
  database: Database;
  folder: DataFolder;
  parser: Parser;
  llama: Llama;
  /** Parse digests of the installed versions. */
  parseStages: () => Iterable<string>;
}): ContentStages {
  const { database, folder, parser, llama, parseStages } = options;
  const vectorFile = (embedDigest: string, contentSha256: string) =>
    folder.artifact('embed', outputDigest(embedDigest, contentSha256));
  const chunks = createChunkRows(database);
  const texts = createTextVectors({ database, parser, llama, modelsFolder: folder.models, vectorFile });
  const inTurn = createTurnsByKey();
  const statements = {
    content: database.prepare('SELECT parse_digest AS parseDigest, bytes FROM content WHERE sha256 = ?'),
    insertContent: database.prepare(
      `INSERT INTO content (sha256, parse_digest, format, title, pages, page_starts, characters, text_sha256, encoding, bytes)
       VALUES (@sha256, @parseDigest, @format, @title, @pages, @pageStarts, @characters, @textSha256, @encoding, @bytes)
       ON CONFLICT (sha256) DO UPDATE SET parse_digest = excluded.parse_digest, format = excluded.format,
         title = excluded.title, pages = excluded.pages, page_starts = excluded.page_starts,
         characters = excluded.characters, text_sha256 = excluded.text_sha256, encoding = excluded.encoding`,
    ),
    name: database.prepare('SELECT name FROM document WHERE sha256 = ? LIMIT 1').pluck(),
    texts: database.prepare('SELECT heading, text FROM chunk WHERE set_id = ? AND sha256 = ? ORDER BY ordinal'),
    vectors: database.prepare(
      `SELECT id, file_sha256 AS fileSha256, first_chunk AS first, count FROM vectors
       WHERE embed_digest = ? AND sha256 = ?`,
    ),
    allVectors: database.prepare('SELECT embed_digest FROM vectors WHERE sha256 = ?').pluck(),
    deleteVectors: database.prepare('DELETE FROM vectors WHERE id = ?'),
    // Only while the chunks are those that were embedded: the content may have been forgotten meanwhile.
    insertVectors: database
      .prepare(
        `INSERT INTO vectors (embed_digest, sha256, file_sha256, dimension, first_chunk, count)
         SELECT @embedDigest, @sha256, @fileSha256, @dimension, first_chunk, count FROM chunked
         WHERE set_id = @setId AND sha256 = @sha256 AND first_chunk = @first
         ON CONFLICT (embed_digest, sha256) DO UPDATE SET file_sha256 = excluded.file_sha256,
           dimension = excluded.dimension, first_chunk = excluded.first_chunk, count = excluded.count
         RETURNING id`,
      )
      .pluck(),
  };

  interface StoredVectors {
    id: number;
    fileSha256: string;
    first: number;
    count: number;
  }
  const storedVectors = (embedDigest: string, contentSha256: string) =>
    statements.vectors.get(embedDigest, contentSha256) as StoredVectors | undefined;

  /** Path of a reading of the content. It is a cache: where it was deleted, the original is read again. */
  async function parsedFile(
    content: { sha256: string; name?: string },
    digest: string,
    parseOptions: ParseOptions = {},
  ): Promise<{ file: string; summary?: ParseSummary }> {
    const file = folder.artifact('parse', digest);
    return await inTurn(
      `parse ${digest}`,
      async () => {
        if (await exists(file)) return { file };
        const name = content.name ?? (statements.name.get(content.sha256) as string | undefined) ?? content.sha256;
        const job = { source: folder.original(content.sha256), name, output: file };
        return { file, summary: await parser.parse(job, parseOptions) };
      },
      parseOptions.signal,
    );
  }

  async function parse(content: Content, pipeline: InstalledPipeline, parseOptions: ParseOptions): Promise<void> {
    const { primary = false, ...callOptions } = parseOptions;
    const digest = outputDigest(pipeline.stages.parse, content.sha256);
    const { file, summary } = await parsedFile(content, digest, callOptions);
    const row = statements.content.get(content.sha256) as { parseDigest: string } | undefined;
    if (row && (row.parseDigest === digest || !primary)) return;
    const parsed = JSON.parse(await readFile(file, 'utf8')) as ParsedDocument;
    statements.insertContent.run({
      sha256: content.sha256,
      bytes: content.bytes,
      parseDigest: digest,
      format: parsed.format,
      title: parsed.title,
      encoding: parsed.encoding,
      pages: parsed.pages.length || null,
      pageStarts: JSON.stringify(parsed.pages.map((page) => page.start)),
      characters: parsed.text.length,
      textSha256: summary?.textSha256 ?? sha256(parsed.text),
    });
    const before = row?.parseDigest;
    const stillNeeded = [...parseStages()].some((stage) => outputDigest(stage, content.sha256) === before);
    if (before && !stillNeeded) await rm(folder.artifact('parse', before), { force: true });
  }

  async function cut(contentSha256: string, digest: string, chunk: ChunkConfig, callOptions: CallOptions) {
    const { file: parsed } = await parsedFile({ sha256: contentSha256 }, digest, callOptions);
    return await parser.chunk({ parsed, chunk }, callOptions).catch(async (error: unknown) => {
      // A damaged reading is made again from the original, once.
      if (!(error instanceof AppError) || error.code !== 'document-unreadable') throw error;
      await rm(parsed, { force: true });
      await parsedFile({ sha256: contentSha256 }, digest, callOptions);
      return await parser.chunk({ parsed, chunk }, callOptions);
    });
  }

  function chunk(contentSha256: string, pipeline: InstalledPipeline, callOptions: CallOptions = {}): Promise<number> {
    const { chunkSet, stages, manifest } = pipeline;
    return inTurn(
      `chunk ${chunkSet} ${contentSha256}`,
      async () => {
        const stored = chunks.find(chunkSet, contentSha256);
        if (stored) return stored.count;
        const rows = await cut(contentSha256, outputDigest(stages.parse, contentSha256), manifest.chunk, callOptions);
        await chunks.store(chunkSet, contentSha256, rows, callOptions.signal);
        return rows.length;
      },
      callOptions.signal,
    );
  }

  async function embedNow(
    contentSha256: string,
    pipeline: InstalledPipeline,
    callOptions: CallOptions,
  ): Promise<VectorPart | null> {
    const { chunkSet, stages, manifest } = pipeline;
    const found = chunks.find(chunkSet, contentSha256);
    if (!found) throw new AppError('not-found', { reason: 'not chunked', content: contentSha256 });
    if (found.count === 0) return null;
    const { first, count } = found;
    const file = vectorFile(stages.embed, contentSha256);
    const stored = storedVectors(stages.embed, contentSha256);
    if (stored && stored.first === first && stored.count === count && (await exists(file))) {
      return { file, sha256: stored.fileSha256, firstLabel: first, count };
    }
    if (pipeline.embedderMissing) throw new AppError('model-missing', { model: pipeline.embedderMissing });
    const rows = statements.texts.all(chunkSet, contentSha256) as { heading: string | null; text: string }[];
    const withHeadings = rows.map((row) =>
      manifest.chunk.headings && row.heading ? `${row.heading}\n${row.text}` : row.text,
    );
    const { dimension, vectors, keys } = await texts.embed(pipeline, withHeadings, callOptions);
    const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    await writeWhole(file, bytes);
    const fileSha256 = await sha256File(file);
    // Before the row says that the file is another one: its rows would stand for texts that are elsewhere in it.
    if (stored) await texts.forget(stored.id);
    const row = { embedDigest: stages.embed, sha256: contentSha256, fileSha256, dimension, setId: chunkSet, first };
    const id = statements.insertVectors.get(row) as number | undefined;
    if (id === undefined) {
      await rm(file, { force: true });
      throw new AppError('not-found', { reason: 'removed meanwhile', content: contentSha256 });
    }
    await texts.remember(id, keys);
    return { file, sha256: fileSha256, firstLabel: first, count };
  }

  function dropVectors(embedDigest: string, contentSha256: string, isNeeded: () => boolean): Promise<void> {
    return inTurn(`embed ${embedDigest} ${contentSha256}`, async () => {
      const stored = storedVectors(embedDigest, contentSha256);
      if (!stored || isNeeded()) return;
      await texts.forget(stored.id);
      if (isNeeded()) return;
      statements.deleteVectors.run(stored.id);
      await rm(vectorFile(embedDigest, contentSha256), { force: true });
    });
  }

  return {
    parse,
    chunk,
    embed: (contentSha256, pipeline, callOptions = {}) =>
      inTurn(
        `embed ${pipeline.stages.embed} ${contentSha256}`,
        () => embedNow(contentSha256, pipeline, callOptions),
        callOptions.signal,
      ),
    async readParsed(contentSha256) {
      const row = statements.content.get(contentSha256) as { parseDigest: string } | undefined;
      if (!row) throw new AppError('not-found', { content: contentSha256 });
      for (let attempt = 1; ; attempt++) {
        const { file } = await parsedFile({ sha256: contentSha256 }, row.parseDigest);
        try {
          return JSON.parse(await readFile(file, 'utf8')) as ParsedDocument;
        } catch (error) {
          if (attempt === 2) throw AppError.from(error, 'document-unreadable');
          // A damaged reading is made again from the original, once.
          await rm(file, { force: true });
        }
      }
    },
    isReady(contentSha256, pipeline) {
      const found = chunks.find(pipeline.chunkSet, contentSha256);
      if (!found) return false;
      return found.count === 0 || storedVectors(pipeline.stages.embed, contentSha256)?.first === found.first;
    },
    async forget(contentSha256, { original }) {
      const sets = database.prepare('SELECT id FROM chunk_set').pluck().all() as number[];
      for (const set of sets) await chunks.remove(set, contentSha256);
      for (const digest of statements.allVectors.all(contentSha256) as string[]) {
        await dropVectors(digest, contentSha256, () => false);
      }
      const row = statements.content.get(contentSha256) as { parseDigest: string } | undefined;
      const readings = new Set([...parseStages()].map((stage) => outputDigest(stage, contentSha256)));
      if (row) readings.add(row.parseDigest);
      database.prepare('DELETE FROM content WHERE sha256 = ?').run(contentSha256);
      for (const digest of readings) await rm(folder.artifact('parse', digest), { force: true });
      if (original) await rm(folder.original(contentSha256), { force: true });
    },
    dropVectors,
  };
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
