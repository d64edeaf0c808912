/**
 * Rows of separated values, fields with or without quotes (RFC 4180). A quote that is never closed would swallow the
 * rest of the file; it counts as an ordinary character then.
 */
export function* readRows(text: string, separator: string): Generator<string[]> {
  let row: string[] = [];
  let at = 0;
  let quotes = true;
  while (at < text.length) {
    const quoted = quotes && text[at] === '"' ? quotedField(text, at) : undefined;
    if (quotes && text[at] === '"' && !quoted) quotes = false;
    let end: number;
    if (quoted) {
      end = fieldEnd(text, quoted.end, separator);
      row.push(quoted.value + text.slice(quoted.end, end));
    } else {
      end = fieldEnd(text, at, separator);
      row.push(text.slice(at, end));
    }
    at = end + 1;
    if (text[end] === separator) {
      // A separator at the very end is followed by an empty field.
      if (at >= text.length) row.push('');
      continue;
    }
    yield row;
    row = [];
  }
  if (row.length > 0) yield row;
}

function fieldEnd(text: string, from: number, separator: string): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === separator || text[at] === '\n') return at;
  return text.length;
}

function quotedField(text: string, start: number): { value: string; end: number } | undefined {
  let from = start + 1;
  let value = '';
  for (;;) {
    const end = text.indexOf('"', from);
    if (end < 0) return undefined;
    value += text.slice(from, end);
    if (text[end + 1] !== '"') return { value, end: end + 1 };
    value += '"';
    from = end + 2;
  }
}

/** The character that parts the fields: of those that occur, the one that gives most lines the same number of them. */
export function findSeparator(text: string): string {
  const lines = text
    .slice(0, 64 * 1024)
    .split('\n')
    .slice(0, 50)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''))
    .filter((line) => line.trim() !== '');
  let best = { separator: ',', score: 0 };
  for (const separator of [',', ';', '\t', '|']) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const tally = new Map<number, number>();
    for (const count of counts) if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
    const score = Math.max(0, ...[...tally].map(([count, times]) => times * (1 + Math.min(count, 20) / 100)));
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}
