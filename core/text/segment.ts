import { stemmer } from 'stemmer';

/** Revision of the search tokens. Raise it when the same text would give other tokens. */
export const SEGMENT_REVISION = 1;

const cjk = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々ー`;
/** One match is a run of CJK characters, a number, or a word of letters. */
const units = new RegExp(String.raw`[${cjk}]+|\p{N}+|(?:(?![${cjk}])\p{L}\p{M}*)+(?:['’]\p{L}+)?`, 'gu');
const cjkRun = new RegExp(`^[${cjk}]`, 'u');

// Word breaks of Chinese and Japanese come from the dictionary that ships with the runtime's ICU.
const words = new Intl.Segmenter('zh', { granularity: 'word' });

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}

function cjkTokens(run: string, out: string[], pairs: boolean): void {
  const characters = [...run];
  if (characters.length === 1) {
    out.push(run);
    return;
  }
  const seen = new Set<string>();
  for (const { segment } of words.segment(run)) {
    if ([...segment].length < 2) continue;
    out.push(segment);
    seen.add(segment);
  }
  if (!pairs) return;
  // Every pair of neighbours as well: a term of two characters is found however the dictionary cut the sentence.
  for (let i = 0; i + 1 < characters.length; i++) {
    const pair = characters[i]! + characters[i + 1]!;
    if (!seen.has(pair)) out.push(pair);
  }
}

/**
 * Search tokens of a text, in reading order: stems of words (Porter, English), numbers, and for Chinese, Japanese
 * and Korean the dictionary words plus every pair of neighbouring characters. Letters are folded by NFKC and case.
 */
export function searchTokens(text: string): string[] {
  return tokens(text, true);
}

/** The same without the pairs of neighbouring characters: dictionary words, stems and numbers only. */
export function wordTokens(text: string): string[] {
  return tokens(text, false);
}

function tokens(text: string, pairs: boolean): string[] {
  const out: string[] = [];
  for (const [unit] of text.normalize('NFKC').toLowerCase().matchAll(units)) {
    if (cjkRun.test(unit)) cjkTokens(unit, out, pairs);
    else {
      const word = unit.replace(/['’]\p{L}+$/u, '');
      out.push(isAscii(word) && word.length > 2 ? stemmer(word) : word);
    }
  }
  return out;
}

const stopWords = new Set(
  searchTokens(
    `a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me
     my no not of on or our shall she he should so some such than that the their them then there these they this those
     to us was we were what when where which who whom whose why will with would you your about please tell much many
     的 了 和 是 在 有 我 你 他 她 它 们 这 那 吗 呢 吧 啊 与 及 或 也 都 就 而 但 被 把 对 为 以 于 从 到 由 向 很 还
     什么 怎么 怎样 如何 哪些 哪个 哪里 为什么 是否 可以 能否 请问 一个 这个 那个 我们 你们 他们 多少 几个 谁 吗`,
  ),
);

/** True for tokens that carry no content of their own: articles, pronouns, question words, particles. */
export function isStopWord(token: string): boolean {
  return stopWords.has(token);
}

/** The distinct content words of a question; all its words when it holds nothing but stop words. */
export function questionWords(question: string): string[] {
  const all = [...new Set(wordTokens(question))];
  const content = all.filter((token) => !stopWords.has(token));
  return content.length > 0 ? content : all;
}

/** The language a text is mostly written in, told by its characters. */
export function textLanguage(text: string): 'zh' | 'en' {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return han > latin ? 'zh' : 'en';
}
