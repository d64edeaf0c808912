import { countRuns, metricTokens } from './metric-tokens.ts';

/** Share of an answer's sentences that a source supports; null for an answer without sentences. */
export function supportShare(sentences: readonly { supported: boolean }[]): number | null {
  if (sentences.length === 0) return null;
  return sentences.filter((sentence) => sentence.supported).length / sentences.length;
}

/** 1 when an answer is refused exactly where it should be: without support where there is nothing to find. */
export function refusalCorrect(supported: boolean, unanswerable: boolean): number {
  return supported === unanswerable ? 0 : 1;
}

/**
 * distinct-n: different runs of n tokens / all of them, 1 for texts without repetition. Li et al., NAACL 2016. Null for
 * texts of fewer than n tokens. Chinese by characters.
 */
export function distinctShare(text: string, n: number): number | null {
  const tokens = metricTokens(text, 'characters');
  const runs = tokens.length - n + 1;
  return runs < 1 ? null : countRuns(tokens, n).size / runs;
}
