import { questionWords, searchTokens, wordTokens } from '../text/segment.ts';

/** Weight of a word: rare words of the library say more about a match than common ones. */
export type WordWeight = (word: string) => number;

const cjkWord = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** A text prepared for asking which words it holds. */
export interface WordHolder {
  has(word: string): boolean;
}

export function wordHolder(text: string): WordHolder {
  const words = new Set(wordTokens(text));
  const folded = text.normalize('NFKC').toLowerCase();
  // Dictionaries cut the same term differently in different sentences, so CJK words are looked for as characters.
  return { has: (word) => words.has(word) || (cjkWord.test(word) && folded.includes(word)) };
}

/** Share (0 to 1) of the words' weight that the text holds. */
export function coverage(words: readonly string[], weight: WordWeight, text: WordHolder): number {
  let held = 0;
  let total = 0;
  for (const word of words) {
    total += weight(word);
    if (text.has(word)) held += weight(word);
  }
  return total === 0 ? 0 : held / total;
}

/** Content words of a sentence, as `coverage` takes them. */
export const contentWords = questionWords;

/** Numbers of a text in one form: 1,160 and 1160 are the same. */
export function numbersOf(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/(?<=\d)[,  ](?=\d{3}\b)/g, '');
  return plain.match(/\d+(?:\.\d+)?/g) ?? [];
}

/** Tokens whose frequency in the library is needed to weigh the words of these texts. */
export function tokensToWeigh(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => searchTokens(text)))];
}
