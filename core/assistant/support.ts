import { questionWords, searchTokens } from '../text/segment.ts';
import { createWordCounter } from '../text/word-counter.ts';

/** Weight of a word: rare words of the library say more about a match than common ones. */
export type WordWeight = (word: string) => number;

/** A text prepared for asking which words it holds. */
export interface WordHolder {
  has(word: string): boolean;
}

export const wordHolder: (text: string) => WordHolder = createWordCounter;

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
  const plain = text.normalize('NFKC').replace(/(?<=\d)[,\u00a0\u2009\u202f ](?=\d{3}(?!\d))/g, '');
  return plain.match(/\d+(?:\.\d+)?/g) ?? [];
}

const englishNumbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const chineseDigits = '零一二三四五六七八九';
const chineseUnits: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** The value of a Chinese number up to 9999 万, such as 三百二十 or 两万; null for what is none. */
function chineseNumber(text: string): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  for (const character of text) {
    if (character === '万') {
      total += (section + (digit ?? 0)) * 10_000;
      section = 0;
      digit = null;
      continue;
    }
    const unit = chineseUnits[character];
    if (unit !== undefined) {
      section += (digit ?? 1) * unit;
      digit = null;
      continue;
    }
    // 二零二四 is a row of digits, as in years.
    if (digit !== null && digit !== 0) return null;
    digit = character === '两' ? 2 : chineseDigits.indexOf(character);
  }
  return total + section + (digit ?? 0);
}

/** Numbers that a text holds in figures, and in words of English (to twelve) and Chinese. */
export function numbersHeld(text: string): Set<string> {
  const held = new Set(numbersOf(text));
  for (const [word] of text.toLowerCase().matchAll(/\b[a-z]{3,6}\b/g)) {
    const value = englishNumbers.indexOf(word);
    if (value >= 0) held.add(String(value));
  }
  for (const [word] of text.matchAll(/[零一二三四五六七八九两十百千万]+/g)) {
    const value = chineseNumber(word);
    if (value !== null) held.add(String(value));
  }
  return held;
}

/** Tokens whose frequency in the library is needed to weigh the words of these texts. */
export function tokensToWeigh(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => searchTokens(text)))];
}
