import { AppError, type ErrorCode, type SearchHit } from '../contract/index.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, Llama } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { hashQueryEmbedding } from '../text/hash-embedding.ts';
import { isCjk, searchTokens } from '../text/segment.ts';
import { announcesMore } from '../text/sentences.ts';
import { diversify, dropNearDuplicates } from './diversify.ts';
import type { Indexes } from './indexes.ts';
import { modelFile } from './model-file.ts';
import { createTermFinder, type QuestionTerm, queryTokens } from './question-terms.ts';
import { rankChunks } from './rank-chunks.ts';

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
  /** The content words of a question, weighed, with what may stand for them. */
  questionTerms(pipeline: InstalledPipeline, question: string): QuestionTerm[];
}

/** k of reciprocal rank fusion, 1 / (k + rank). Source: Cormack, Clarke, Büttcher 2009, who found 60 robust. */
const fusionConstant = 60;
const candidates = 60;
/** Chunks taken from full text for the question's own words, and for words that may stand for them. */
const ownCandidates = 120;
const relatedCandidates = 60;

/** Hits looked at for each passage: near duplicates and hits inside another's passage fall away. */
const hitsPerPassage = 3;

/**
 * Share of the word-by-word ranking in the score of fused passages, where the version does not say. The built-in
 * embedding sees nothing but words, so the closer look at them counts for more than with a model's vectors.
 */
const rerankShares = { hash: 0.8, llama: 0.4 } as const;

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

  const finder = createTermFinder(database);

  function fullText(pipeline: InstalledPipeline, tokens: readonly string[], count: number, library?: string): number[] {
    if (tokens.length === 0) return [];
    const table = `passages_${pipeline.chunkSet}`;
    const match = tokens
      .map((token) => `"${token.replaceAll('"', '')}"${isCjk(token) && token.length === 1 ? '*' : ''}`)
      .join(' OR ');
    const rows = database
      .prepare(
        `SELECT c.id FROM (SELECT rowid, rank FROM ${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT ?) f
         JOIN chunk c ON c.id = f.rowid
         WHERE EXISTS (SELECT 1 FROM document d WHERE d.sha256 = c.sha256 AND (? IS NULL OR d.library_id = ?))
         ORDER BY f.rank LIMIT ?`,
      )
      .all(match, library ? 2000 : count * 2, library ?? null, library ?? null, count) as { id: number }[];
    return rows.map((row) => row.id);
  }

  async function embedQuery(
    pipeline: InstalledPipeline,
    text: string,
    terms: readonly QuestionTerm[],
    callOptions: CallOptions,
  ): Promise<Float32Array> {
    const { embed, limits } = pipeline.manifest;
    if (embed.engine === 'hash') {
      const weights = new Map<string, number>();
      for (const { token, weight, chunks, others } of terms) {
        // Words that the library does not have would only add noise.
        if (chunks > 0) weights.set(token, weight);
        for (const other of others)
          weights.set(other.token, Math.max(weights.get(other.token) ?? 0, weight * other.share));
      }
      return hashQueryEmbedding([...weights.keys()], embed.dimension, (token) => weights.get(token)!);
    }
    const request = {
      model: modelFile(folder.models, embed.model),
      texts: [embed.queryPrefix + text],
      threads: limits.threads,
    };
    return (await llama.embed(request, callOptions)).vectors;
  }

  function load(ids: readonly number[], library?: string): Map<number, ChunkRecord> {
    // A content may be in several documents; the first of them stands for it.
    const rows = database
      .prepare(
        `SELECT c.id AS chunk, c.sha256, c.ordinal, c.start, c."end" AS "end", c.page, c.heading, c.text,
           d.name AS document, d.id AS documentId
         FROM chunk c JOIN document d ON d.sha256 = c.sha256
         WHERE c.id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR d.library_id = ?) ORDER BY d.added_at DESC`,
      )
      .all(JSON.stringify(ids), library ?? null, library ?? null) as ChunkRecord[];
    return new Map(rows.map((row) => [row.chunk, row]));
  }

  /** Chunks from `first` to `last` as one run of text with exact offsets: what lies between chunks is blank. */
  function join(pipeline: InstalledPipeline, hit: ChunkRecord, first: number, last: number): ChunkRecord {
    if (first === last) return hit;
    const rows = database
      .prepare(
        `SELECT start, "end" AS "end", page, text FROM chunk
         WHERE set_id = ? AND sha256 = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal`,
      )
      .all(pipeline.chunkSet, hit.sha256, first, last) as Pick<ChunkRecord, 'start' | 'end' | 'page' | 'text'>[];
    const top = rows[0];
    if (!top) return hit;
    let text = '';
    let end = top.start;
    for (const row of rows) {
      if (row.start > end) text += '\n'.padEnd(row.start - end, '\n');
      text += row.text.slice(Math.max(0, end - row.start));
      end = Math.max(end, row.end);
    }
    return { ...hit, start: top.start, end, page: top.page, text };
  }

  /** Passages of the best hits, each with the neighbours that no better passage holds; hits inside one are left out. */
  function toPassages(
    pipeline: InstalledPipeline,
    hits: readonly { record: ChunkRecord; score: number }[],
    count: number,
  ): Passage[] {
    const { neighbours } = pipeline.manifest.retrieve;
    const taken = new Set<string>();
    const passages: Passage[] = [];
    for (const { record, score } of hits) {
      if (passages.length === count) break;
      const place = (ordinal: number) => `${record.sha256} ${ordinal}`;
      if (taken.has(place(record.ordinal))) continue;
      let first = record.ordinal;
      while (first > 0 && record.ordinal - first < neighbours && !taken.has(place(first - 1))) first -= 1;
      // A passage that ends in "… by the following:" needs what follows, whatever the version says.
      const after = Math.max(neighbours, announcesMore(record.text) ? 1 : 0);
      let last = record.ordinal;
      while (last - record.ordinal < after && !taken.has(place(last + 1))) last += 1;
      for (let ordinal = first; ordinal <= last; ordinal++) taken.add(place(ordinal));
      const { ordinal: _, ...joined } = join(pipeline, record, first, last);
      passages.push({ ...joined, score });
    }
    return passages;
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
    const terms = finder.terms(pipeline, query.text);
    const { own, related } = queryTokens(terms);
    const lexical = fullText(pipeline, own, ownCandidates, query.library);
    for (const id of fullText(pipeline, related, relatedCandidates, query.library)) lexical.push(id);
    // Full text answers even when vectors cannot; only both failing is a failure.
    const withoutVectors = (error: unknown) => {
      const known = AppError.from(error, 'index-failed');
      if (known.code === 'cancelled' || lexical.length === 0) throw known;
      notice = known.code;
      return null;
    };
    const vector = await embedQuery(pipeline, query.text, terms, callOptions).catch(withoutVectors);
    const embedded = performance.now();
    const nearest = vector
      ? await indexes
          .search(pipeline, vector, query.library ? candidates * 5 : candidates, callOptions)
          .catch(withoutVectors)
      : null;
    const semantic = nearest ?? { labels: [] as number[], scores: [] as number[] };
    const near = semantic.labels.filter((_, rank) => semantic.scores[rank]! > 0);
    const records = load([...new Set([...lexical, ...near])], query.library);
    const ranked = rankChunks(query.text, terms, [...records.values()]);
    const fused = new Map<number, number>();
    const vote = (id: number, rank: number, weight: number) => {
      fused.set(id, (fused.get(id) ?? 0) + weight / (fusionConstant + rank + 1));
    };
    const found = new Set(lexical);
    const byWords = ranked.filter(({ chunk }) => found.has(chunk.chunk));
    for (const [rank, { chunk }] of byWords.entries()) vote(chunk.chunk, rank, config.lexicalWeight);
    for (const [rank, id] of near.filter((label) => records.has(label)).entries()) {
      vote(id, rank, 1 - config.lexicalWeight);
    }
    const share = config.rerank ?? rerankShares[pipeline.manifest.embed.engine];
    const bestFused = Math.max(...fused.values());
    const bestRanked = ranked[0]?.score || 1;
    const scored = ranked
      .map(({ chunk, score }) => ({
        record: chunk,
        score: share * (score / bestRanked) + (1 - share) * (fused.get(chunk.chunk)! / bestFused),
      }))
      .sort((a, b) => b.score - a.score || a.record.chunk - b.record.chunk);
    const floor = (scored[0]?.score ?? 0) * config.minScore;
    const worth = scored.filter((item) => item.score >= floor).slice(0, top * hitsPerPassage);
    const tokens = new Map(worth.map(({ record }) => [record.chunk, new Set(searchTokens(record.text))]));
    const tokensOf = ({ record }: { record: ChunkRecord }) => tokens.get(record.chunk)!;
    const chosen = diversify(dropNearDuplicates(worth, tokensOf), config.diversity, tokensOf);
    return {
      passages: toPassages(pipeline, chosen, top),
      notice,
      embedMs: embedded - started,
      searchMs: performance.now() - embedded,
    };
  }

  return { retrieve, tokenWeights: finder.weights, questionTerms: finder.terms };
}
