export interface InlinePart {
  kind: 'plain' | 'strong' | 'code';
  text: string;
}

const STRONG = '**';
const CODE = '`';
/** Bold or code on one line, with something other than blanks at its ends. */
const MARKUP = /\*\*(?=\S)([^*\n]*\S)\*\*|`([^`\n]+)`/g;
const BULLET = /^([^\S\n]*)[-*] (?=\S)/gm;
const HEADING = /^#{1,6} (.+)$/gm;

/**
 * Models write a little Markdown whatever they are told: bold, code, headings and lists. Shows these four the way they
 * are meant and leaves every other character alone. Marks that are still open, as in a stream, stay as they are.
 */
export function inlineMarkup(text: string): InlinePart[] {
  const source = text.replace(HEADING, `${STRONG}$1${STRONG}`).replace(BULLET, '$1• ');
  if (!source.includes(STRONG) && !source.includes(CODE)) return [{ kind: 'plain', text: source }];
  const parts: InlinePart[] = [];
  let cursor = 0;
  for (const match of source.matchAll(MARKUP)) {
    if (match.index > cursor) parts.push({ kind: 'plain', text: source.slice(cursor, match.index) });
    parts.push(match[1] !== undefined ? { kind: 'strong', text: match[1] } : { kind: 'code', text: match[2] ?? '' });
    cursor = match.index + match[0].length;
  }
  if (cursor < source.length) parts.push({ kind: 'plain', text: source.slice(cursor) });
  return parts;
}
