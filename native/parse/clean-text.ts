/**
 * Text as it is stored: line ends are '\n'; NUL, other control characters, byte order marks and noncharacters are
 * gone; half surrogate pairs are replaced. Tabs stay.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u000B\u000C\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F-\u009F\uFEFF\uFFFE\uFFFF]/g, '')
    .toWellFormed();
}
