import { createSeededRandom } from './seeded-random.ts';
import {
  chineseSentences,
  commonChineseCharacters,
  englishSentences,
  punctuationAndLetters,
} from './tiny-sentences.ts';
import { type GgufTensor, type Precision, writeGguf } from './write-gguf.ts';

export interface TinyEmbedderOptions {
  /** Same seed, same bytes. Default 1. */
  seed?: number;
  /** Default 2. */
  layers?: number;
  /** Length of an embedding, a multiple of 16. Default 64. */
  dimension?: number;
  /** Longest input in tokens. Default 512. */
  contextTokens?: number;
  /** Of the matrices. Default f16. */
  precision?: Precision;
  /** A word whose weights are not numbers, as in a damaged file. */
  brokenWord?: string;
  /** Makes llama.cpp abort its process with the first text, after loading the file without complaint. */
  aborts?: boolean;
}

const headSize = 16;

/**
 * Writes an embedding model of the BERT architecture with mean pooling. Its layers do little, so that a text is close
 * to texts with the same words: enough for a search to be checked against. Resolves to the file's size in bytes.
 */
export async function buildTinyEmbedder(path: string, options: TinyEmbedderOptions = {}): Promise<number> {
  const { seed = 1, layers = 2, dimension = 64, contextTokens = 512, precision = 'f16' } = options;
  if (dimension % headSize !== 0) throw new RangeError(`dimension must be a multiple of ${headSize}`);
  const random = createSeededRandom(seed);
  const tokens = createWords();
  const feedForward = dimension * 2;
  const noise = (count: number, scale: number) => Float32Array.from({ length: count }, () => random.normal() * scale);
  const matrix = (name: string, columns: number, rows: number, scale: number, kept = precision): GgufTensor => ({
    name,
    shape: [columns, rows],
    precision: kept,
    values: noise(columns * rows, scale),
  });
  const vector = (name: string, length: number, value: number): GgufTensor => ({
    name,
    shape: [length],
    precision: 'f32',
    values: new Float32Array(length).fill(value),
  });
  const norm = (name: string) => [vector(`${name}.weight`, dimension, 1), vector(`${name}.bias`, dimension, 0)];
  const linear = (name: string, columns: number, rows: number, scale: number) => [
    matrix(`${name}.weight`, columns, rows, scale / Math.sqrt(columns)),
    vector(`${name}.bias`, rows, 0),
  ];
  const words = matrix('token_embd.weight', dimension, tokens.length, 1);
  if (options.brokenWord !== undefined) {
    const broken = tokens.indexOf(`▁${options.brokenWord}`);
    if (broken === -1) throw new RangeError('The vocabulary has no such word');
    words.values.fill(Number.NaN, broken * dimension, (broken + 1) * dimension);
  }
  const tensors: GgufTensor[] = [
    words,
    // llama.cpp adds the first of these to every word and can only add single precision; it aborts over anything else.
    matrix('token_types.weight', dimension, 2, 0.02, options.aborts ? 'f16' : 'f32'),
    matrix('position_embd.weight', dimension, contextTokens, 0.05, 'f32'),
    ...norm('token_embd_norm'),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const block = `blk.${layer}`;
    tensors.push(
      ...linear(`${block}.attn_q`, dimension, dimension, 1),
      ...linear(`${block}.attn_k`, dimension, dimension, 1),
      ...linear(`${block}.attn_v`, dimension, dimension, 1),
      ...linear(`${block}.attn_output`, dimension, dimension, 0.1),
      ...norm(`${block}.attn_output_norm`),
      ...linear(`${block}.ffn_up`, dimension, feedForward, 1),
      ...linear(`${block}.ffn_down`, feedForward, dimension, 0.1),
      ...norm(`${block}.layer_output_norm`),
    );
  }
  return await writeGguf(path, {
    metadata: {
      'general.architecture': { type: 'string', value: 'bert' },
      'general.name': { type: 'string', value: `Tandem tiny embedder ${seed}` },
      'general.file_type': { type: 'u32', value: precision === 'f32' ? 0 : 1 },
      'bert.context_length': { type: 'u32', value: contextTokens },
      'bert.embedding_length': { type: 'u32', value: dimension },
      'bert.block_count': { type: 'u32', value: layers },
      'bert.feed_forward_length': { type: 'u32', value: feedForward },
      'bert.attention.head_count': { type: 'u32', value: dimension / headSize },
      'bert.attention.layer_norm_epsilon': { type: 'f32', value: 1e-12 },
      'bert.attention.causal': { type: 'bool', value: false },
      // 1 is the mean over all tokens.
      'bert.pooling_type': { type: 'u32', value: 1 },
      'tokenizer.ggml.model': { type: 'string', value: 'bert' },
      'tokenizer.ggml.token_type_count': { type: 'u32', value: 2 },
      'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
      // 3 marks the five control tokens.
      'tokenizer.ggml.token_type': { type: 'i32s', value: tokens.map((_, index) => (index < 5 ? 3 : 1)) },
      'tokenizer.ggml.padding_token_id': { type: 'u32', value: 0 },
      'tokenizer.ggml.unknown_token_id': { type: 'u32', value: 1 },
      'tokenizer.ggml.cls_token_id': { type: 'u32', value: 2 },
      'tokenizer.ggml.bos_token_id': { type: 'u32', value: 2 },
      'tokenizer.ggml.seperator_token_id': { type: 'u32', value: 3 },
      'tokenizer.ggml.eos_token_id': { type: 'u32', value: 3 },
      'tokenizer.ggml.mask_token_id': { type: 'u32', value: 4 },
    },
    tensors,
  });
}

/** Words begin with '▁'; letters and digits come without it too, so that any word can be spelled. */
function createWords(): string[] {
  const lower = punctuationAndLetters.filter((character) => character === character.toLowerCase());
  const whole = new Set<string>([...lower, ...commonChineseCharacters()]);
  for (const line of englishSentences) for (const word of line.split(' ')) whole.add(word.toLowerCase());
  for (const line of chineseSentences) for (const character of line.replaceAll(' ', '')) whole.add(character);
  return [
    ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
    ...[...whole].map((word) => `▁${word}`),
    ...lower.filter((character) => /[a-z0-9]/.test(character)),
  ];
}
