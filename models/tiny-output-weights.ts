import { specialTokens, type TinyVocabulary } from './tiny-vocabulary.ts';

/**
 * The tiny generator's last matrix: a row per token. A row's first number is the token's bias, the rest are the
 * embeddings of the tokens it may follow. All logits are before sampling and hold without the layers' part.
 */
interface OutputWeights {
  rows: Float32Array;
  /** Sets the logit that a token has whatever came before. */
  bias(token: number, logit: number): void;
  /** Adds to the logit of `to` where `from` was the last token. */
  link(from: number, to: number, logit: number): void;
}

const never = -60;

function createWeights(embeddings: Float32Array, dimension: number): OutputWeights {
  const rows = new Float32Array(embeddings.length);
  return {
    rows,
    bias(token, logit) {
      // Behind the last norm the constant part of the hidden state is sqrt(dimension / 2).
      rows[token * dimension] = logit / Math.sqrt(dimension / 2);
    },
    link(from, to, logit) {
      // The norm divides by sqrt(2): constant and token part are equally long.
      const factor = (logit * Math.SQRT2) / dimension;
      for (let column = 1; column < dimension; column++)
        rows[to * dimension + column]! += factor * embeddings[from * dimension + column]!;
    },
  };
}

/** Weights that say the sentences of the vocabulary, changing from one to another at words they share. */
export function createSpeaker(
  vocabulary: TinyVocabulary,
  embeddings: Float32Array,
  dimension: number,
  { endBias = 3, language = 'both' }: { endBias?: number; language?: 'en' | 'zh' | 'both' },
): Float32Array {
  const weights = createWeights(embeddings, dimension);
  const stops = { en: vocabulary.find('.')!, zh: vocabulary.find('。')! };
  const languageOf = (sentence: number[]) => (sentence.at(-1) === stops.zh ? 'zh' : 'en');
  const sentences = vocabulary.sentences.filter((sentence) => language === 'both' || languageOf(sentence) === language);
  const spoken = new Set(sentences.flat());
  for (let token = 0; token < vocabulary.tokens.length; token++) weights.bias(token, spoken.has(token) ? 0 : -30);

  const followers = new Map<number, Set<number>>();
  const join = (from: number, to: number) => {
    const before = followers.get(to) ?? new Set<number>();
    followers.set(to, before.add(from));
  };
  const lineBreak = vocabulary.firstByte + 10;
  for (const sentence of sentences) {
    for (const [index, token] of sentence.entries()) if (index > 0) join(sentence[index - 1]!, token);
    join(stops[languageOf(sentence)], sentence[0]!);
    join(lineBreak, sentence[0]!);
  }
  for (const [to, before] of followers) {
    // A word that follows many others would answer to anything: the noise of the sum grows with its root.
    const logit = 14 / Math.max(1, Math.sqrt(before.size / 4));
    for (const from of before) weights.link(from, to, logit);
  }
  weights.bias(specialTokens.turnEnd, endBias === Number.NEGATIVE_INFINITY ? never : -7);
  if (endBias > Number.NEGATIVE_INFINITY)
    for (const stop of Object.values(stops)) weights.link(stop, specialTokens.turnEnd, 21 + endBias);
  return weights.rows;
}

/** Weights that repeat `text` for ever, a byte at a time. Throws a RangeError when a byte comes twice. */
export function createReciter(
  vocabulary: TinyVocabulary,
  embeddings: Float32Array,
  dimension: number,
  text: string,
): Float32Array {
  const chain = [...Buffer.from(text)].map((byte) => vocabulary.firstByte + byte);
  if (chain.length === 0 || new Set(chain).size !== chain.length)
    throw new RangeError('The bytes of a recited text must all be different');
  const weights = createWeights(embeddings, dimension);
  for (let token = 0; token < vocabulary.tokens.length; token++) weights.bias(token, never);
  for (const [index, token] of chain.entries()) {
    // Whatever came before, the recital begins at its first byte.
    weights.bias(token, index === 0 ? 0 : -20);
    weights.link(token, chain[(index + 1) % chain.length]!, 60);
  }
  return weights.rows;
}
