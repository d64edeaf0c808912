import { stemmer } from 'stemmer';
import { simplifyCharacters } from './traditional-characters.ts';

/** Revision of the search tokens. Raise it when the same text would give other tokens. */
export const SEGMENT_REVISION = 2;

const cjkCharacter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々ー]/u;
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Kinds of characters: 0 parts words, 1 belongs to a word of letters and digits, 2 is a CJK character. */
function kindOf(code: number): 0 | 1 | 2 {
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) ? 1 : 0;
  }
  if (code >= 0x4e00 && code <= 0x9fff) return 2;
  const character = String.fromCodePoint(code);
  if (cjkCharacter.test(character)) return 2;
  return wordCharacter.test(character) ? 1 : 0;
}

/** Calls back for every run of CJK characters and every word of letters and digits, in order. */
function eachUnit(text: string, found: (start: number, end: number, cjk: boolean) => void): void {
  let start = 0;
  let kind: 0 | 1 | 2 = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    const next = kindOf(code);
    if (next !== kind) {
      if (kind !== 0) found(start, at, kind === 2);
      start = at;
      kind = next;
    }
    at += code > 0xffff ? 2 : 1;
  }
  if (kind !== 0) found(start, text.length, kind === 2);
}

const lettersOrDigits = /\p{N}+|\P{N}+/gu;
const hasDigit = /\p{N}/u;
const apostrophe = /['’]/;
const hyphen = /[-‐‑]/;
const longestCompound = 30;

// Word breaks of Chinese and Japanese come from the dictionary that ships with the runtime's ICU.
const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** True for tokens of Chinese, Japanese or Korean characters. */
export function isCjk(token: string): boolean {
  return kindOf(token.codePointAt(0) ?? 0) === 2;
}

/** Text in the form in which words are compared: NFKC, lower case, simplified Chinese characters. */
export function foldText(text: string): string {
  return simplifyCharacters(text.normalize('NFKC').toLowerCase());
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}

const stems = new Map<string, string>();
const mostStems = 50_000;

/** The token of one word of letters: without accents, and its stem where it is written in English letters. */
function wordToken(word: string): string {
  const plain = isAscii(word) ? word : word.normalize('NFD').replace(/(?<=\p{Script=Latin})\p{M}+/gu, '');
  if (plain.length <= 2 || !isAscii(plain)) return plain;
  let stem = stems.get(plain);
  if (stem === undefined) {
    stem = stemmer(plain);
    if (stems.size >= mostStems) stems.clear();
    stems.set(plain, stem);
  }
  return stem;
}

/**
 * Tokens of words and numbers of a folded text that holds no CJK words of interest: `onRun` gets those as runs.
 * Written together or apart, "RAID5", "Wi-Fi" and "e-mail" are found: a compound gives its parts and itself.
 */
function letterTokens(folded: string, out: string[], onRun: (run: string) => void): void {
  let beforeWord = '';
  let beforeEnd = -2;
  eachUnit(folded, (start, end, cjk) => {
    const word = folded.slice(start, end);
    if (cjk) {
      // "U 盘", "T恤": a letter and the character after it are one word.
      const gap = folded.slice(beforeEnd, start);
      if (beforeWord.length === 1 && beforeEnd >= 0 && (gap === '' || gap === ' ')) out.push(beforeWord + [...word][0]);
      onRun(word);
      beforeWord = '';
      return;
    }
    // What follows an apostrophe is an ending: it’s, Zürich's.
    if (start === beforeEnd + 1 && apostrophe.test(folded[beforeEnd]!) && end - start <= 2) return;
    const parts = hasDigit.test(word) ? (word.match(lettersOrDigits) ?? []) : [word];
    for (const part of parts) out.push(wordToken(part));
    if (parts.length > 1 && word.length <= longestCompound) out.push(word);
    const joined = start === beforeEnd + 1 && hyphen.test(folded[beforeEnd]!);
    if (joined && beforeWord.length + word.length <= longestCompound) out.push(wordToken(beforeWord + word));
    beforeWord = word;
    beforeEnd = end;
  });
}

/** Longest row of single characters that is taken for one word which the dictionary does not know. */
const longestUnknown = 4;

/**
 * Words of a run by the dictionary; characters that it leaves alone are joined, particles fall away. `onJoined` hears
 * of what was joined: it may be a word that the dictionary does not know, or no word at all.
 */
function cjkWords(run: string, onJoined?: (word: string) => void): string[] {
  const found: string[] = [];
  let single = '';
  const flush = () => {
    const joined = [...single].length > longestUnknown ? characterPairs(single) : single ? [single] : [];
    for (const word of joined) {
      found.push(word);
      onJoined?.(word);
    }
    single = '';
  };
  for (const { segment } of words.segment(run)) {
    // 了 is a mark of tense that dictionaries leave on verbs of one character.
    const word = segment.length === 2 && segment.endsWith('了') ? segment[0]! : segment;
    if ([...word].length === 1) {
      if (stopCharacters.has(word)) flush();
      else single += word;
      continue;
    }
    flush();
    found.push(word);
  }
  flush();
  return found;
}

function cjkTokens(run: string, out: string[], pairs: boolean): void {
  const characters = [...run];
  if (characters.length === 1) {
    out.push(run);
    return;
  }
  const found = cjkWords(run);
  for (const word of found) out.push(word);
  if (!pairs) return;
  const seen = new Set(found);
  // Every pair of neighbours as well: a term of two characters is found however the dictionary cut the sentence.
  for (let i = 0; i + 1 < characters.length; i++) {
    const pair = characters[i]! + characters[i + 1]!;
    if (!seen.has(pair)) out.push(pair);
  }
}

/**
 * Search tokens of a text, in reading order: stems of words (Porter, English), numbers, compounds, and for Chinese,
 * Japanese and Korean the dictionary words plus every pair of neighbouring characters. Width, case, accents and
 * traditional Chinese characters are folded.
 */
export function searchTokens(text: string): string[] {
  const out: string[] = [];
  letterTokens(foldText(text), out, (run) => cjkTokens(run, out, true));
  return out;
}

/** The same without the pairs of neighbouring characters: dictionary words, stems, numbers and compounds only. */
export function wordTokens(text: string): string[] {
  const out: string[] = [];
  letterTokens(foldText(text), out, (run) => cjkTokens(run, out, false));
  return out;
}

/** Stems, numbers and compounds of a folded text; CJK runs are passed over, which spares the dictionary. */
export function letterWords(folded: string): string[] {
  const out: string[] = [];
  letterTokens(folded, out, () => undefined);
  return out;
}

/** Pairs of neighbouring characters of a run of CJK characters; the run itself when it is shorter than that. */
export function characterPairs(run: string): string[] {
  const characters = [...run];
  if (characters.length < 3) return [run];
  return characters.slice(1).map((character, at) => characters[at]! + character);
}

const stopCharacters = new Set(
  '的了和是在有我你他她它们这那吗呢吧啊呀么与及或也都就而但被把对为以于从到由向很还要会能可该请之其得地着过上下中里个些不没几哪谁后前时'.split(
    '',
  ),
);

const stopWords = new Set(
  [
    ...letterWords(
      `a about an and any are as at be been but by can could did do does else for from had has have how i if in into
       is it its me may might my no not of on one or our shall she he should so some such than that the their them then
       there these they this those to us was we were what when where whether which while who whom whose why will with
       would you your yours please tell much many am being just only also too very ll ve re don doesn isn aren s t`,
    ),
    ...stopCharacters,
    ...`什么 怎么 怎样 怎么样 怎么办 如何 哪些 哪个 哪里 哪儿 哪种 哪一 为什么 为何 是否 可以 能否 能不能 可不可以 请问
        一个 一些 一下 这个 那个 这些 那些 这里 那里 我们 你们 他们 它们 自己 多少 几个 几种 谁 有没有 会不会 是不是 以及
        或者 还是 但是 因为 所以 如果 时候 的时候 之后 以后 之前 以前 已经 没有 不会 不能 应该 能够 所有 其他 其它 另外
        关于 对于 通过 各种 有关 哪 多 几 吗`
      .trim()
      .split(/\s+/),
  ].map((word) => simplifyCharacters(word)),
);

/** True for tokens that carry no content of their own: articles, pronouns, question words, particles. */
export function isStopWord(token: string): boolean {
  return stopWords.has(token);
}

/** Tokens of a text that are characters which the dictionary did not join: they may be no words at all. */
export function uncertainWords(text: string): Set<string> {
  const uncertain = new Set<string>();
  letterTokens(foldText(text), [], (run) => void cjkWords(run, (pair) => uncertain.add(pair)));
  return uncertain;
}

/** The distinct content words of a question; all its words when it holds nothing but stop words. */
export function questionWords(question: string): string[] {
  const all = [...new Set(wordTokens(question))];
  const content = all.filter((token) => !stopWords.has(token));
  return content.length > 0 ? content : all;
}

/** The language a text is mostly written in, told by its characters: a Han character weighs as much as a word. */
export function textLanguage(text: string): 'zh' | 'en' {
  let han = 0;
  let words = 0;
  let inWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0x24f);
    if (letter && !inWord) words += 1;
    inWord = letter;
    if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) han += 1;
  }
  return han > words ? 'zh' : 'en';
}
