import { foldText, isCjk } from '../text/segment.ts';

/** How Chinese, Japanese and Korean are cut for comparing texts. Other writing is cut into words either way. */
export type TokenUnit = 'characters' | 'words';

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Tokens for BLEU and ROUGE: words and numbers without stemming, punctuation left out, case and width folded,
 * traditional characters as simplified ones. Chinese by `characters`, as machine translation is scored since
 * dictionaries cut the same sentence differently, or by dictionary `words`.
 */
export function metricTokens(text: string, unit: TokenUnit): string[] {
  const tokens: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(foldText(text))) {
    if (!isWordLike) continue;
    if (unit === 'characters' && isCjk(segment)) tokens.push(...segment);
    else tokens.push(segment);
  }
  return tokens;
}

/** Runs of `length` neighbouring tokens with how often each occurs. */
export function countRuns(tokens: readonly string[], length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + length <= tokens.length; at++) {
    const run = tokens.slice(at, at + length).join(' ');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}
