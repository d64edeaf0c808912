/** Kinds of places where a text may be cut, the better the higher. */
export const Boundary = {
  none: 0,
  word: 1,
  clause: 2,
  sentence: 3,
  line: 4,
  paragraph: 5,
  heading: 6,
} as const;
export type Boundary = (typeof Boundary)[keyof typeof Boundary];

const closers = new Set('”’"\'」』）)】》]');
const openers = new Set('“‘「『（([【《');
const wideSentenceEnds = new Set('。！？；…');
const sentenceEnds = new Set('.!?;');
const wideClauseEnds = new Set('，、：');
const clauseEnds = new Set(',:');
/** Marks that stay with the character before them. */
const followers = new Set('。！？；…，、：”’」』）】》.,;:!?)]}%');

/**
 * The kind of boundary in front of the character at `at`; headings are not known here. It looks back over blanks
 * and a few characters only, so that asking at every place of a text takes linear time.
 */
export function boundaryBefore(text: string, at: number): Boundary {
  if (at <= 0 || at >= text.length) return Boundary.paragraph;
  // Blanks belong to what is before them: the place to cut is in front of the next word.
  if (isBlank(text, at)) return Boundary.none;
  let end = at;
  let lineBreaks = 0;
  for (; isBlank(text, end - 1); end -= 1) if (text[end - 1] === '\n') lineBreaks += 1;
  if (lineBreaks > 0) return lineBreaks > 1 ? Boundary.paragraph : Boundary.line;
  const spaced = end < at;
  if (!spaced && (followers.has(text[at]!) || splitsCharacter(text, at))) return Boundary.none;

  let last = end - 1;
  for (let step = 0; step < 3 && closers.has(text[last]!); step += 1) last -= 1;
  const mark = text[last] ?? '';
  if (wideSentenceEnds.has(mark)) return Boundary.sentence;
  if (spaced && sentenceEnds.has(mark) && !isInitial(text, last)) return Boundary.sentence;
  const before = text[end - 1]!;
  if (wideClauseEnds.has(before)) return Boundary.clause;
  if (spaced) return clauseEnds.has(before) ? Boundary.clause : Boundary.word;
  const wide = isWideAt(text, at - 1) || isWideAt(text, at);
  return wide && !openers.has(before) ? Boundary.word : Boundary.none;
}

/** A full stop behind a single letter, as in 'J. Smith' and 'e.g. this', ends no sentence. */
function isInitial(text: string, stop: number): boolean {
  return text[stop] === '.' && /^(?:^|[\s.(])[A-Za-z]$/.test(text.slice(Math.max(0, stop - 2), stop));
}

export function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    code === 32 ||
    (code >= 9 && code <= 13) ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x1680 ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f
  );
}

/** True where a cut would part a surrogate pair or a character from the marks that belong to it. */
export function splitsCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x300) return false;
  if (code >= 0xdc00 && code <= 0xdfff) return at > 0 && isHighSurrogate(text.charCodeAt(at - 1));
  return code <= 0x36f || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f) || text.charCodeAt(at - 1) === 0x200d;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** Han, kana and their punctuation, which are written without blanks between words. */
function isWideAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef) ||
    (code >= 0xd840 && code <= 0xd88d)
  );
}
