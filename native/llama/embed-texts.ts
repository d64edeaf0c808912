import { type LlamaEmbeddingContext, LlamaVocabularyType, type Token } from 'node-llama-cpp';
import { AppError } from '../../core/contract/index.ts';
import type { OpenModel } from './open-model.ts';
import { createSemaphore } from './semaphore.ts';

/** Longest piece embedded at once: attention over more costs memory with the square of the length. */
const longestPiece = 4096;
const smallestContext = 256;
/** Room for the tokens that mark beginning and end, and one that the engine keeps free. */
const reserved = 3;

export interface TextEmbedder {
  /**
   * Unit-length vectors of `texts`, row-major; a text without tokens gets zeros. A text over the model's length is cut
   * by tokens, and the pieces' vectors averaged by their tokens. Fails with cancelled between texts when `signal`
   * aborts, with model-invalid when the model gives something that is not a number.
   */
  embed(texts: string[], threads: number, signal: AbortSignal): Promise<{ dimension: number; vectors: Float32Array }>;
}

/** One context at a time, of the size that was needed so far; texts of concurrent calls take turns. */
export function createTextEmbedder({ path, model, toError }: OpenModel): TextEmbedder {
  const turn = createSemaphore(1);
  const limit = Math.min(model.trainContextSize, longestPiece);
  const dimension = model.embeddingVectorSize;
  let current: { context: LlamaEmbeddingContext; tokens: number; threads: number } | undefined;

  async function contextFor(tokens: number, threads: number): Promise<LlamaEmbeddingContext> {
    if (current && current.tokens >= tokens && current.threads === threads) return current.context;
    const size = Math.min(limit, Math.max(smallestContext, current?.tokens ?? 0, 2 ** Math.ceil(Math.log2(tokens))));
    await current?.context.dispose();
    current = undefined;
    // An encoder sees all tokens at once, so the batch is as long as the context.
    const context = await model.createEmbeddingContext({ contextSize: size, batchSize: size, threads });
    current = { context, tokens: size, threads };
    return context;
  }

  async function embedText(text: string, threads: number, row: Float32Array): Promise<void> {
    const tokens = model.tokenize(text);
    const pieceTokens = limit - reserved;
    const context = await contextFor(Math.min(tokens.length, pieceTokens) + reserved, threads);
    for (let start = 0; start < tokens.length; start += pieceTokens) {
      const piece = tokens.slice(start, start + pieceTokens);
      const { vector } = await context.getEmbeddingFor(begin(piece));
      const length = Math.hypot(...vector);
      if (!Number.isFinite(length) || vector.length !== dimension)
        throw new AppError('model-invalid', { path, reason: 'the embedding is not a vector of numbers' });
      if (length > 0) for (let i = 0; i < dimension; i++) row[i]! += (vector[i]! / length) * piece.length;
    }
    const length = Math.hypot(...row);
    if (length > 0) for (let i = 0; i < dimension; i++) row[i]! /= length;
  }

  function begin(piece: Token[]): Token[] {
    const { bos, shouldPrependBosToken } = model.tokens;
    // The library adds this token for other kinds of vocabularies; without it such models embed something else.
    const missing = model.vocabularyType === LlamaVocabularyType.ugm && shouldPrependBosToken && bos !== null;
    return missing ? [bos, ...piece] : piece;
  }

  return {
    async embed(texts, threads, signal) {
      const vectors = new Float32Array(texts.length * dimension);
      for (const [index, text] of texts.entries()) {
        const leave = await turn.acquire(signal);
        try {
          await embedText(text, threads, vectors.subarray(index * dimension, (index + 1) * dimension));
        } catch (error) {
          throw toError(error);
        } finally {
          leave();
        }
      }
      return { dimension, vectors };
    },
  };
}
