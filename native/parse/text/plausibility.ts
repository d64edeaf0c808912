import { frequentHan, frequentHangul, frequentKanji, frequentTraditional } from './frequent-characters.ts';

export interface Candidate {
  encoding: string;
  kind: 'utf-8' | 'utf-16' | 'han' | 'japanese' | 'korean' | 'western';
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
  { encoding: 'windows-1252', kind: 'western', frequent: none },
];

const widePunctuation = new Set('、。，．：；？！「」『』（）《》【】“”‘’—…～·　');

/**
 * How much `text` looks like prose when `sample` is read in this encoding: points per character outside ASCII (all
 * characters for UTF-16, where ASCII is evidence as well). Above 0 is readable, 2 and more is convincing.
 */
export function plausibility(candidate: Candidate, sample: Uint8Array, text: string): number {
  const wholeText = candidate.kind === 'utf-16';
  let bytes = 0;
  if (wholeText) bytes = sample.length;
  else for (const byte of sample) if (byte >= 0x80) bytes += 1;
  // A character cut off at the end of the sample says nothing.
  const whole = text.endsWith('\uFFFD') ? text.slice(0, -1) : text;
  if (bytes === 0) return 0;
  if (candidate.kind === 'western') return westernPoints(whole) / bytes;
  let points = 0;
  for (const character of whole) points += pointsOf(character, candidate);
  return points / (bytes / 2);
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
  if (code >= 0x3041 && code <= 0x30fe)
    return candidate.kind === 'japanese' ? 3 : candidate.kind === 'utf-16' ? 2 : 0.2;
  if (code >= 0x4e00 && code <= 0x9fa5) return candidate.kind === 'korean' ? -0.5 : 0.3;
  if (code >= 0xac00 && code <= 0xd7a3) return candidate.kind === 'korean' || candidate.kind === 'utf-16' ? 0.5 : -1;
  if (code < 0x2600) return -0.5;
  return -3;
}

function isNoncharacter(code: number): boolean {
  return (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

/** In western text, letters with accents and typographic marks stand alone among ASCII; elsewhere they cluster. */
function westernPoints(text: string): number {
  let points = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0xa0 || code === 0xfffd) {
      points -= 10;
      continue;
    }
    const alone = !(text.charCodeAt(index - 1) >= 0x80) && !(text.charCodeAt(index + 1) >= 0x80);
    const letter = code >= 0xc0 && code <= 0xff && code !== 0xd7 && code !== 0xf7;
    const beside = /[A-Za-z]/.test(text.slice(Math.max(0, index - 1), index + 2));
    if (!alone) points -= 1;
    else if (letter) points += beside ? 3 : 0.5;
    else points += 1;
  }
  return points;
}
