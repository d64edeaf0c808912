import { createSeededRandom, type SeededRandom } from './seeded-random.ts';
import { createReciter, createSpeaker } from './tiny-output-weights.ts';
import { createTinyVocabulary, specialTokens } from './tiny-vocabulary.ts';
import { type GgufTensor, type Precision, writeGguf } from './write-gguf.ts';

export interface TinyLlamaOptions {
  /** Same seed, same bytes. Default 1. */
  seed?: number;
  /** Default 2. */
  layers?: number;
  /** Length of the hidden state, a multiple of 16. Default 64. */
  dimension?: number;
  /** Context window in tokens. Default 2048. */
  contextTokens?: number;
  /** Of the matrices. Default f16. */
  precision?: Precision;
  /** How gladly the model ends after a sentence: logits above those of a next sentence. Default 3; -Infinity: never. */
  endBias?: number;
  /** Language of what it says. Default both. */
  language?: 'en' | 'zh' | 'both';
  /** Makes the model repeat this text for ever, one byte a token. Its UTF-8 bytes must all be different. */
  recite?: string;
}

const headSize = 16;
const template =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/**
 * Writes a generator of the llama architecture that speaks in words it knows: its output weights hold which token may
 * follow which, its layers add a little that depends on the prompt. Resolves to the size of the file in bytes.
 */
export async function buildTinyLlama(path: string, options: TinyLlamaOptions = {}): Promise<number> {
  const { seed = 1, layers = 2, dimension = 64, contextTokens = 2048, precision = 'f16' } = options;
  if (dimension % headSize !== 0) throw new RangeError(`dimension must be a multiple of ${headSize}`);
  const vocabulary = createTinyVocabulary();
  const random = createSeededRandom(seed);
  const heads = dimension / headSize;
  const feedForward = dimension * 2;
  const embeddings = createEmbeddings(vocabulary.tokens.length, dimension, random);
  const matrix = (name: string, columns: number, rows: number, values: Float32Array): GgufTensor => ({
    name,
    shape: [columns, rows],
    precision,
    values,
  });
  const ones = (name: string): GgufTensor => ({
    name,
    shape: [dimension],
    precision: 'f32',
    values: new Float32Array(dimension).fill(1),
  });
  // 0.4 moves logits by about one: enough for the prompt to matter, too little to leave the known words.
  const strength = options.recite === undefined ? 0.4 : 0.02;
  const tensors: GgufTensor[] = [matrix('token_embd.weight', dimension, vocabulary.tokens.length, embeddings)];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    const noise = (columns: number, rows: number, scale: number) => {
      const values = new Float32Array(columns * rows);
      for (let index = 0; index < values.length; index++)
        values[index] = (random.normal() * scale) / Math.sqrt(columns);
      return values;
    };
    // What a layer writes back leaves the first number of the hidden state alone; see createEmbeddings.
    const writeBack = (columns: number) => noise(columns, dimension, strength / Math.sqrt(layers)).fill(0, 0, columns);
    tensors.push(
      ones(name('attn_norm')),
      matrix(name('attn_q'), dimension, dimension, noise(dimension, dimension, 1)),
      matrix(name('attn_k'), dimension, dimension, noise(dimension, dimension, 1)),
      matrix(name('attn_v'), dimension, dimension, noise(dimension, dimension, 1)),
      matrix(name('attn_output'), dimension, dimension, writeBack(dimension)),
      ones(name('ffn_norm')),
      matrix(name('ffn_gate'), dimension, feedForward, noise(dimension, feedForward, 1)),
      matrix(name('ffn_up'), dimension, feedForward, noise(dimension, feedForward, 1)),
      matrix(name('ffn_down'), feedForward, dimension, writeBack(feedForward)),
    );
  }
  const output =
    options.recite === undefined
      ? createSpeaker(vocabulary, embeddings, dimension, options)
      : createReciter(vocabulary, embeddings, dimension, options.recite);
  tensors.push(ones('output_norm.weight'), matrix('output.weight', dimension, vocabulary.tokens.length, output));
  return await writeGguf(path, {
    metadata: {
      'general.architecture': { type: 'string', value: 'llama' },
      'general.name': { type: 'string', value: `Tandem tiny generator ${seed}` },
      'general.file_type': { type: 'u32', value: precision === 'f32' ? 0 : 1 },
      'llama.context_length': { type: 'u32', value: contextTokens },
      'llama.embedding_length': { type: 'u32', value: dimension },
      'llama.block_count': { type: 'u32', value: layers },
      'llama.feed_forward_length': { type: 'u32', value: feedForward },
      'llama.attention.head_count': { type: 'u32', value: heads },
      'llama.attention.head_count_kv': { type: 'u32', value: heads },
      'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
      'llama.rope.dimension_count': { type: 'u32', value: headSize },
      'llama.vocab_size': { type: 'u32', value: vocabulary.tokens.length },
      'tokenizer.ggml.model': { type: 'string', value: 'llama' },
      'tokenizer.ggml.tokens': { type: 'strings', value: vocabulary.tokens },
      'tokenizer.ggml.scores': { type: 'f32s', value: vocabulary.scores },
      'tokenizer.ggml.token_type': { type: 'i32s', value: vocabulary.kinds },
      'tokenizer.ggml.bos_token_id': { type: 'u32', value: specialTokens.begin },
      'tokenizer.ggml.eos_token_id': { type: 'u32', value: specialTokens.turnEnd },
      'tokenizer.ggml.unknown_token_id': { type: 'u32', value: specialTokens.unknown },
      'tokenizer.ggml.add_bos_token': { type: 'bool', value: true },
      'tokenizer.ggml.add_eos_token': { type: 'bool', value: false },
      'tokenizer.ggml.add_space_prefix': { type: 'bool', value: false },
      'tokenizer.chat_template': { type: 'string', value: template },
    },
    tensors,
  });
}

/**
 * One row per token. The first number is the same for all and passes through every layer untouched: after the last
 * norm it is a constant, and the output weights use it as the bias that this architecture lacks.
 */
function createEmbeddings(tokens: number, dimension: number, random: SeededRandom): Float32Array {
  const rows = new Float32Array(tokens * dimension);
  for (let token = 0; token < tokens; token++) {
    const row = rows.subarray(token * dimension, (token + 1) * dimension);
    let squares = 0;
    for (let column = 1; column < dimension; column++) {
      row[column] = random.normal();
      squares += row[column]! ** 2;
    }
    const scale = Math.sqrt(dimension / squares);
    for (let column = 1; column < dimension; column++) row[column]! *= scale;
    row[0] = Math.sqrt(dimension);
  }
  return rows;
}
