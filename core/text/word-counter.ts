import { foldText, isCjk, letterWords } from './segment.ts';

/** A text prepared for asking how often it holds a token. */
export interface WordCounter {
  count(token: string): number;
  has(token: string): boolean;
}

/**
 * Dictionaries cut the same Chinese term differently in different sentences, so CJK tokens are looked for as
 * characters; this also spares the dictionary, which makes it cheap enough for many passages per question.
 */
export function createWordCounter(text: string): WordCounter {
  const folded = foldText(text);
  const counts = new Map<string, number>();
  for (const word of letterWords(folded)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return {
    has: (token) => counts.has(token) || (isCjk(token) && folded.includes(token)),
    count(token) {
      if (!isCjk(token)) return counts.get(token) ?? 0;
      let count = 0;
      for (let at = folded.indexOf(token); at >= 0; at = folded.indexOf(token, at + token.length)) count += 1;
      return count;
    },
  };
}
