import iconv from 'iconv-lite';
import { frequentHan, frequentHangul, frequentKanji, frequentTraditional } from './frequent-characters.ts';
import { singleByteEncodings } from './languages.ts';
import { singleByteScore } from './single-byte.ts';

export interface Candidate {
  encoding: string;
  kind: 'utf-8' | 'utf-16' | 'han' | 'japanese' | 'korean' | 'single-byte';
  frequent: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** In order of preference: the earlier wins where two are equally plausible. */
export const candidates: readonly Candidate[] = [
  { encoding: 'utf-8', kind: 'utf-8', frequent: none },
  { encoding: 'utf-16le', kind: 'utf-16', frequent: frequentHan },
  { encoding: 'utf-16be', kind: 'utf-16', frequent: frequentHan },
  { encoding: 'gb18030', kind: 'han', frequent: frequentHan },
  { encoding: 'big5', kind: 'han', frequent: frequentTraditional },
  { encoding: 'shift_jis', kind: 'japanese', frequent: frequentKanji },
  { encoding: 'euc-jp', kind: 'japanese', frequent: frequentKanji },
  { encoding: 'euc-kr', kind: 'korean', frequent: frequentHangul },
  ...singleByteEncodings.map(({ encoding }) => ({ encoding, kind: 'single-byte', frequent: none }) as const),
];

const widePunctuation = new Set('、。，．：；？！「」『』（）《》【】“”‘’—…～·　');

/**
 * How much `text` looks like prose when `sample` is read in this encoding: points per character outside ASCII (all
 * characters for UTF-16, where ASCII is evidence as well). Above 0 is readable, 2 and more is convincing. `isCut`: the
 * file goes on behind the sample.
 */
export function plausibility(candidate: Candidate, sample: Uint8Array, text: string, isCut = false): number {
  const wholeText = candidate.kind === 'utf-16';
  let bytes = 0;
  if (wholeText) bytes = sample.length;
  else for (const byte of sample) if (byte >= 0x80) bytes += 1;
  // A character cut off at the end of a sample says nothing; at the end of a file it does.
  const whole = isCut && text.endsWith('\uFFFD') ? text.slice(0, -1) : text;
  if (bytes === 0) return 0;
  if (candidate.kind === 'single-byte') return singleByteScore(candidate.encoding, text);
  let points = 0;
  let count = 0;
  let kana = 0;
  const characters = [...whole];
  characters.forEach((character, index) => {
    points += pointsOf(character, candidate);
    if (character < '\x80') return;
    count += 1;
    if (isKana(character)) kana += 1;
    // A letter with an accent and the one behind it, misread as one character in the midst of a word.
    if (letter.test(characters[index - 1] ?? '') && letter.test(characters[index + 1] ?? '')) points -= 3;
  });
  // Japanese of more than a name has letters between its words.
  if (candidate.kind === 'japanese' && kana === 0 && count > 3) points -= 0.5 * count;
  return points / (wholeText ? bytes / 2 : Math.max(bytes / 2, count));
}

const letter = /[A-Za-z]/;

function isKana(character: string): boolean {
  return character >= '\u3041' && character <= '\u30FE';
}

function pointsOf(character: string, candidate: Candidate): number {
  const code = character.codePointAt(0)!;
  if (code === 0xfffd) return -20;
  if (code < 0x80) {
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) return -10;
    return candidate.kind === 'utf-16' ? 2 : 0;
  }
  if (code < 0xa0 || isNoncharacter(code)) return -10;
  // A sequence of three or four bytes that is valid UTF-8 is hardly ever anything else.
  if (candidate.kind === 'utf-8') return code < 0x800 ? 2 : 5;
  if (code >= 0xe000 && code <= 0xf8ff) return -10;
  if (widePunctuation.has(character)) return 3;
  if (code >= 0xff01 && code <= 0xff5e) return 1;
  if (code >= 0xff61 && code <= 0xff9f) return -2;
  if (candidate.frequent.has(character)) return 4;
  if (isKana(character)) return candidate.kind === 'japanese' ? 3.6 : candidate.kind === 'utf-16' ? 2 : 0.2;
  if (code >= 0x4e00 && code <= 0x9fa5) {
    if (candidate.kind === 'korean') return -0.5;
    return commonHan(candidate.encoding).has(character) ? 1.2 : 0.2;
  }
  if (code >= 0xac00 && code <= 0xd7a3) return candidate.kind === 'korean' || candidate.kind === 'utf-16' ? 0.5 : -1;
  // Words of other alphabets, as whole texts in UTF-16 are made of them.
  if (candidate.kind === 'utf-16' && /[\p{L}\p{M}]/u.test(character) && code < 0x1e00) return 1.5;
  if (code < 0x2600) return -0.5;
  return -3;
}

function isNoncharacter(code: number): boolean {
  return (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

const commonByEncoding = new Map<string, ReadonlySet<string>>();

/**
 * The Han characters that an encoding keeps in its first part because they are in common use: some 3,000 to 5,000 of
 * them. For UTF-16 those of mainland China.
 */
function commonHan(encoding: string): ReadonlySet<string> {
  const known = commonByEncoding.get(encoding);
  if (known) return known;
  const [source, first, last] = commonRows[encoding] ?? ['gb18030', 0xb0, 0xd7];
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead += 1)
    for (let trail = 0xa1; trail <= 0xfe; trail += 1) bytes.push(lead, trail);
  const set = new Set(iconv.decode(Buffer.from(bytes), source));
  set.delete('\uFFFD');
  commonByEncoding.set(encoding, set);
  return set;
}

/** Rows of the first part, by their first byte; those of Japanese are the same in both of its encodings. */
const commonRows: Record<string, [source: string, first: number, last: number]> = {
  gb18030: ['gb18030', 0xb0, 0xd7],
  big5: ['big5', 0xa4, 0xc6],
  shift_jis: ['euc-jp', 0xb0, 0xcf],
  'euc-jp': ['euc-jp', 0xb0, 0xcf],
};
