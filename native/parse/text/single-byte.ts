import { type Language, singleByteEncodings } from './languages.ts';

/** Marks that prose is full of, in any language. */
const typography = new Set('“”„‘’‚«»‹›–—…·•§°©®™€£¥ªº№\u00A0½¼¾²³¹±×');
/** Letters of a Latin alphabet stand alone among ASCII ones; in other scripts every letter is beyond ASCII. */
const latinLetter = /\p{Script=Latin}/u;

/** Characters that are looked at, from a little before the first one beyond ASCII. */
const sampleLength = 6000;

interface Model {
  encoding: string;
  isLatin: boolean;
  points: ReadonlyMap<string, number>;
  words: ReadonlySet<string>;
  impossible: RegExp | undefined;
}

const models: readonly Model[] = singleByteEncodings.flatMap(({ encoding, languages }) =>
  languages.map((language) => createModel(encoding, language)),
);

const bonuses = new Map(singleByteEncodings.map(({ encoding, bonus = 0 }) => [encoding, bonus]));

function createModel(encoding: string, { letters, words, impossible }: Language): Model {
  const isLatin = latinLetter.test(letters[0]!);
  const points = new Map<string, number>();
  [...letters].forEach((letter, rank) => {
    const share = 1 - rank / [...letters].length;
    points.set(letter, isLatin ? 2 + share : 1 + 1.6 * share);
    // Capitals are rarer, and where they come in numbers the wrong encoding has swapped the cases.
    points.set(letter.toUpperCase(), isLatin ? 1.5 + share : 0.6 + 0.8 * share);
  });
  return { encoding, isLatin, points, words: new Set(words), impossible };
}

/**
 * How much a text looks like prose in an encoding of one byte per character, by the language that fits best: points
 * per character beyond ASCII. Above 0 is readable, 2 and more is convincing. `text` is a sample decoded by it.
 */
export function singleByteScore(encoding: string, text: string): number {
  let best = Number.NEGATIVE_INFINITY;
  const start = Math.max(0, text.search(/[^\x00-\x7F]/) - sampleLength / 4);
  const sample = text.slice(start, start + sampleLength);
  const words = wordsOf(sample);
  for (const model of models) if (model.encoding === encoding) best = Math.max(best, score(model, sample, words));
  return best + (bonuses.get(encoding) ?? 0);
}

function score(model: Model, text: string, words: readonly string[]): number {
  let points = 0;
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // Half of a wider character read alone is often a control character.
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) points -= 10;
    if (code < 0x80) continue;
    count += 1;
    points += pointsOf(model, text, index);
  }
  if (count === 0) return 0;
  let known = 0;
  let impossible = 0;
  for (const word of words) {
    // Words with letters beyond ASCII speak for the encoding itself, the others only for the language.
    if (model.words.has(word.toLowerCase()))
      known += (word.length === 1 ? 0.5 : 1) * (/[^\x00-\x7F]/.test(word) ? 2 : 1);
    else if (model.impossible?.test(word)) impossible += 1;
  }
  const total = Math.max(1, words.length);
  return points / count + Math.min(2, (5 * known) / total) - (3 * impossible) / total;
}

function pointsOf(model: Model, text: string, index: number): number {
  const character = text[index]!;
  const code = text.charCodeAt(index);
  if (code === 0xfffd || (code >= 0x80 && code < 0xa0)) return -10;
  if (typography.has(character)) return typographyPoints(text, index);
  const value = model.points.get(character);
  const isLetter = /\p{L}|\p{M}/u.test(character);
  if (!isLetter) return -3;
  const before = text[index - 1] ?? ' ';
  const after = text[index + 1] ?? ' ';
  const beside = /[\p{L}\p{M}]/u;
  let points = value ?? -2.5;
  if (isUpper(character) && isLower(before)) points -= 5;
  if (model.isLatin) {
    // A word of Latin letters is seldom made of accents alone.
    if (before.charCodeAt(0) >= 0x80 && after.charCodeAt(0) >= 0x80 && beside.test(before) && beside.test(after))
      points -= 3;
    // One that stands alone is a word that the language knows, or a sign misread.
    if (!beside.test(before) && !beside.test(after)) points -= model.words.has(character.toLowerCase()) ? 0.5 : 4;
  } else if (/[A-Za-z]/.test(before) || /[A-Za-z]/.test(after)) {
    points -= 3;
  }
  return points;
}

/** Quotes, dashes and signs stand beside blanks, digits and ends of words, not inside of words. */
function typographyPoints(text: string, index: number): number {
  const isLetter = (character: string | undefined) => character !== undefined && /\p{L}/u.test(character);
  const inside = isLetter(text[index - 1]) && isLetter(text[index + 1]);
  if (!inside) return 0.7;
  return /[’–—·]/.test(text[index]!) ? 0.5 : -2.5;
}

function isUpper(character: string): boolean {
  return character !== character.toLowerCase();
}

function isLower(character: string): boolean {
  return character !== character.toUpperCase();
}

/** What stands between blanks, without marks around it, in the lines that tell encodings apart. */
function wordsOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /[^\x00-\x7F]/.test(line))
    .flatMap((line) => line.split(/[\s/]+/))
    .map((word) => word.replace(/^\p{P}+|\p{P}+$/gu, ''))
    .filter((word) => word !== '');
}
