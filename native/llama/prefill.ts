import type { Token } from 'node-llama-cpp';
import type { GenerationContext } from './generation-contexts.ts';

/**
 * Evaluates all but the last of `tokens`, `chunk` at a time, so that an abort is noticed within a chunk.
 *
 * The first `prefix` tokens (the system prompt) are evaluated by themselves and kept for the next generation that
 * begins with them. Numbers depend on how tokens were grouped, so a kept prefix is taken only when it was grouped the
 * same way: the same request gives the same text with a warm context as with a new one.
 */
export async function prefill(
  context: GenerationContext,
  tokens: Token[],
  { prefix, chunk, signal }: { prefix: number; chunk: number; signal: AbortSignal },
): Promise<void> {
  const { sequence } = context;
  const kept =
    context.prefixTokens === prefix &&
    prefix > 0 &&
    // State of recurrent models cannot be cut back to an earlier token.
    !sequence.needsCheckpoints &&
    sequence.compareContextTokens(tokens).firstDifferentIndex >= prefix;
  if (kept) {
    if (sequence.nextTokenIndex > prefix)
      await sequence.eraseContextTokenRanges([{ start: prefix, end: sequence.nextTokenIndex }]);
  } else {
    context.prefixTokens = 0;
    await sequence.clearHistory();
    await evaluate(tokens.slice(0, prefix));
    if (!signal.aborted) context.prefixTokens = prefix;
  }
  // The last token is left to the generation, which needs its logits.
  await evaluate(tokens.slice(prefix, -1));

  async function evaluate(part: Token[]): Promise<void> {
    for (let start = 0; start < part.length && !signal.aborted; start += chunk)
      await sequence.evaluateWithoutGeneratingNewTokens(part.slice(start, start + chunk));
  }
}
