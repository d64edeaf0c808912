import { AppError, type ErrorCode, type SearchHit } from '../contract/index.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, Llama } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { hashQueryEmbedding } from '../text/hash-embedding.ts';
import { isStopWord, questionWords, searchTokens } from '../text/segment.ts';
import { diversify } from './diversify.ts';
import type { Indexes } from './indexes.ts';
import { modelFile } from './model-file.ts';

/** A passage: a hit chunk, joined with its neighbours where the version asks for them. */
export interface Passage extends SearchHit {
  chunk: number;
  sha256: string;
}

export interface Retrieved {
  passages: Passage[];
  /** Error code when a part of the search was left out because it failed, e.g. the embedding model. */
  notice: ErrorCode | null;
  /** Milliseconds. */
  embedMs: number;
  searchMs: number;
}

/** Hybrid search: full text and vectors in parallel, fused by reciprocal rank. */
export interface Search {
  retrieve(
    pipeline: InstalledPipeline,
    query: { text: string; top?: number; library?: string },
    options?: CallOptions,
  ): Promise<Retrieved>;
  /** Inverse document frequency of tokens among a version's chunks: ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25. */
  tokenWeights(pipeline: InstalledPipeline, tokens: readonly string[]): Map<string, number>;
}

/** k of reciprocal rank fusion, 1 / (k + rank). Source: Cormack, Clarke, Büttcher 2009, who found 60 robust. */
const fusionConstant = 60;
const candidates = 60;

interface ChunkRecord {
  chunk: number;
  sha256: string;
  ordinal: number;
  start: number;
  end: number;
  page: number | null;
  heading: string | null;
  text: string;
  document: string;
  documentId: string;
}

export function createSearch(options: {
  database: Database;
  folder: DataFolder;
  indexes: Indexes;
  llama: Llama;
}): Search {
  const { database, folder, indexes, llama } = options;

  function tokenWeights(pipeline: InstalledPipeline, tokens: readonly string[]): Map<string, number> {
    const total = database
      .prepare('SELECT coalesce(sum(count), 0) AS n FROM chunked WHERE set_id = ?')
      .get(pipeline.chunkSet) as { n: number };
    const frequency = database.prepare(`SELECT doc FROM passages_${pipeline.chunkSet}_words WHERE term = ?`);
    return new Map(
      tokens.map((token) => {
        const n = (frequency.get(token) as { doc: number } | undefined)?.doc ?? 0;
        return [token, Math.log(1 + (total.n - n + 0.5) / (n + 0.5))];
      }),
    );
  }

  function fullText(pipeline: InstalledPipeline, tokens: readonly string[], library?: string): number[] {
    if (tokens.length === 0) return [];
    const table = `passages_${pipeline.chunkSet}`;
    const match = tokens.map((token) => `"${token.replaceAll('"', '')}"`).join(' OR ');
    const rows = database
      .prepare(
        `SELECT c.id FROM (SELECT rowid, rank FROM ${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT ?) f
         JOIN chunk c ON c.id = f.rowid
         WHERE EXISTS (SELECT 1 FROM document d WHERE d.sha256 = c.sha256 AND (? IS NULL OR d.library_id = ?))
         ORDER BY f.rank LIMIT ?`,
      )
      .all(match, library ? 2000 : candidates * 2, library ?? null, library ?? null, candidates) as { id: number }[];
    return rows.map((row) => row.id);
  }

  async function embedQuery(
    pipeline: InstalledPipeline,
    text: string,
    callOptions: CallOptions,
  ): Promise<Float32Array> {
    const { embed, limits } = pipeline.manifest;
    if (embed.engine === 'hash') {
      const tokens = searchTokens(text).filter((token) => !isStopWord(token));
      const weights = tokenWeights(pipeline, tokens);
      return hashQueryEmbedding(tokens, embed.dimension, (token) => weights.get(token) ?? 0);
    }
    const request = {
      model: modelFile(folder.models, embed.model),
      texts: [embed.queryPrefix + text],
      threads: limits.threads,
    };
    return (await llama.embed(request, callOptions)).vectors;
  }

  function load(ids: readonly number[], library?: string): Map<number, ChunkRecord> {
    const select = database.prepare(
      `SELECT c.id AS chunk, c.sha256, c.ordinal, c.start, c."end" AS "end", c.page, c.heading, c.text,
         d.name AS document, d.id AS documentId
       FROM chunk c JOIN document d ON d.sha256 = c.sha256 WHERE c.id = ? AND (? IS NULL OR d.library_id = ?)
       ORDER BY d.added_at LIMIT 1`,
    );
    const found = new Map<number, ChunkRecord>();
    for (const id of ids) {
      const row = select.get(id, library ?? null, library ?? null) as ChunkRecord | undefined;
      if (row) found.set(id, row);
    }
    return found;
  }

  /** Chunks before and after a hit, as one run of text with exact offsets: what lies between chunks is blank. */
  function withNeighbours(pipeline: InstalledPipeline, hit: ChunkRecord, neighbours: number): ChunkRecord {
    if (neighbours === 0) return hit;
    const rows = database
      .prepare(
        `SELECT start, "end" AS "end", page, heading, text FROM chunk
         WHERE set_id = ? AND sha256 = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal`,
      )
      .all(pipeline.chunkSet, hit.sha256, hit.ordinal - neighbours, hit.ordinal + neighbours) as ChunkRecord[];
    const first = rows[0];
    if (!first) return hit;
    let text = '';
    let end = first.start;
    for (const row of rows) {
      if (row.start > end) text += '\n'.padEnd(row.start - end, '\n');
      text += row.text.slice(Math.max(0, end - row.start));
      end = Math.max(end, row.end);
    }
    return { ...hit, start: first.start, end, page: first.page, text };
  }

  async function retrieve(
    pipeline: InstalledPipeline,
    query: { text: string; top?: number; library?: string },
    callOptions: CallOptions = {},
  ): Promise<Retrieved> {
    const { retrieve: config } = pipeline.manifest;
    const top = query.top ?? config.topK;
    const started = performance.now();
    let notice: ErrorCode | null = null;
    const tokens = [...new Set(searchTokens(query.text))].filter((token) => !isStopWord(token));
    const lexical = fullText(pipeline, tokens.length > 0 ? tokens : questionWords(query.text), query.library);
    // Full text answers even when vectors cannot; only both failing is a failure.
    const withoutVectors = (error: unknown) => {
      const known = AppError.from(error, 'index-failed');
      if (known.code === 'cancelled' || lexical.length === 0) throw known;
      notice = known.code;
      return null;
    };
    const vector = await embedQuery(pipeline, query.text, callOptions).catch(withoutVectors);
    const embedded = performance.now();
    const nearest = vector
      ? await indexes
          .search(pipeline, vector, query.library ? candidates * 5 : candidates, callOptions)
          .catch(withoutVectors)
      : null;
    const semantic = nearest ?? { labels: [] as number[], scores: [] as number[] };
    const fused = new Map<number, number>();
    const best = 1 / (fusionConstant + 1);
    const vote = (id: number, rank: number, weight: number) => {
      fused.set(id, (fused.get(id) ?? 0) + weight / (fusionConstant + rank + 1) / best);
    };
    for (const [rank, id] of lexical.entries()) vote(id, rank, config.lexicalWeight);
    for (const [rank, id] of semantic.labels.entries()) {
      if (semantic.scores[rank]! > 0) vote(id, rank, 1 - config.lexicalWeight);
    }
    const records = load([...fused.keys()], query.library);
    const scored = [...records.values()]
      .map((record) => ({ record, score: fused.get(record.chunk)! * contentsPenalty(record.text) }))
      .sort((a, b) => b.score - a.score || a.record.chunk - b.record.chunk);
    const floor = (scored[0]?.score ?? 0) * config.minScore;
    const chosen = diversify(
      scored.filter((item) => item.score >= floor),
      top,
      config.diversity,
      (item) => item.record.text,
    );
    const passages = chosen.map(({ record, score }): Passage => {
      const { ordinal: _, ...joined } = withNeighbours(pipeline, record, config.neighbours);
      return { ...joined, score };
    });
    return {
      passages: dropContained(passages),
      notice,
      embedMs: embedded - started,
      searchMs: performance.now() - embedded,
    };
  }

  return { retrieve, tokenWeights };
}

/** Tables of contents repeat every heading word and hold no answer: passages full of leaders count less. */
function contentsPenalty(text: string): number {
  const leaders = text.match(/…|\.(?:\s?\.){3,}/g)?.length ?? 0;
  return leaders >= 3 ? 0.2 : 1;
}

/** Neighbouring hits grow into the same run of text; the better one keeps it. */
function dropContained(passages: Passage[]): Passage[] {
  return passages.filter(
    (passage, at) =>
      !passages
        .slice(0, at)
        .some(
          (better) => better.sha256 === passage.sha256 && better.start <= passage.start && better.end >= passage.end,
        ),
  );
}
