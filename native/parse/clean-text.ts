const lineEnds = /\r\n?|[\u000B\u000C\u0085\u2028\u2029]/;
const unwanted = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\uFEFF\uFFFE\uFFFF]/;
const allLineEnds = new RegExp(lineEnds, 'g');
const allUnwanted = new RegExp(unwanted, 'g');

/**
 * Text as it is stored: line ends are '\n'; NUL, other control characters, byte order marks and noncharacters are
 * gone; half surrogate pairs are replaced. Tabs stay. A text that is clean already is returned itself, not a copy.
 */
export function cleanText(text: string): string {
  const lined = lineEnds.test(text) ? text.replace(allLineEnds, '\n') : text;
  const clean = unwanted.test(lined) ? lined.replace(allUnwanted, '') : lined;
  return clean.isWellFormed() ? clean : clean.toWellFormed();
}
