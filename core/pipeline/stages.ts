import { createHash } from 'node:crypto';
import type { Manifest } from '../contract/index.ts';
import { PARSE_REVISION } from '../library/parsed.ts';
import { CHUNK_REVISION } from '../text/chunk.ts';
import { HASH_EMBEDDING_REVISION } from '../text/hash-embedding.ts';
import { SEGMENT_REVISION } from '../text/segment.ts';

/** Revision of embedding by a model. Raise it when the same model file would give the same text another vector. */
const LLAMA_EMBEDDING_REVISION = 1;

/**
 * Digests of a version's stages. A stage's digest covers its configuration, the revision of its code and the digest
 * of the stage before it; with a content hash it names one stored output. Equal digests share their outputs.
 */
export interface StageDigests {
  parse: string;
  chunk: string;
  embed: string;
  index: string;
  retrieve: string;
  prompt: string;
  generate: string;
}

/** JSON with sorted keys, so that equal configurations have equal digests. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** sha256(stage, code revision, configuration, input digests), hex. */
export function stageDigest(stage: string, revision: number, config: unknown, inputs: readonly string[]): string {
  return createHash('sha256')
    .update(canonicalJson([stage, revision, config, inputs]))
    .digest('hex');
}

/** `modelDigest` tells the identity of a model file, so that another file under the same name is another stage. */
export function stageDigests(manifest: Manifest, modelDigest: (model: string) => string): StageDigests {
  const parse = stageDigest('parse', PARSE_REVISION, manifest.parse, []);
  const chunk = stageDigest('chunk', CHUNK_REVISION, [manifest.chunk, SEGMENT_REVISION], [parse]);
  const embedInputs = manifest.embed.engine === 'llama' ? [chunk, modelDigest(manifest.embed.model)] : [chunk];
  const embedRevision = manifest.embed.engine === 'hash' ? HASH_EMBEDDING_REVISION : LLAMA_EMBEDDING_REVISION;
  const embed = stageDigest('embed', embedRevision, manifest.embed, embedInputs);
  const index = stageDigest('index', 1, manifest.index, [embed]);
  const retrieve = stageDigest('retrieve', 1, manifest.retrieve, [index]);
  const prompt = stageDigest('prompt', 1, manifest.prompt, []);
  const generate = stageDigest('generate', 1, manifest.generate, [prompt]);
  return { parse, chunk, embed, index, retrieve, prompt, generate };
}

/**
 * Digest of what turns a text into a vector, whatever cut the text: engine, model file and prefix of documents. Texts
 * of equal recipe have equal vectors, so one that was embedded for any version is never embedded again.
 */
export function textRecipe(manifest: Manifest, modelDigest: (model: string) => string): string {
  const { embed } = manifest;
  if (embed.engine === 'hash') return stageDigest('text-vector', HASH_EMBEDDING_REVISION, embed, []);
  // The prefix of questions does not touch documents, and a model is what its file holds, whatever its name.
  const { queryPrefix: _, model, ...config } = embed;
  return stageDigest('text-vector', LLAMA_EMBEDDING_REVISION, config, [modelDigest(model)]);
}

/** Name of one stored output: a stage's digest applied to one document's content. */
export function outputDigest(stage: string, contentSha256: string): string {
  return createHash('sha256').update(`${stage} ${contentSha256}`).digest('hex');
}
