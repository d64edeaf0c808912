export interface CsvRow {
  /** 1-based line on which the row begins. */
  line: number;
  cells: string[];
}

/**
 * Rows of a CSV text as RFC 4180 describes them: cells in double quotes may hold commas, line breaks and doubled
 * quotes. Blank lines are left out. `problems` names lines with a quote that never ends or text behind a closing one.
 */
export function parseCsv(
  text: string,
  separator = ',',
): { rows: CsvRow[]; problems: { line: number; message: string }[] } {
  const rows: CsvRow[] = [];
  const problems: { line: number; message: string }[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const row: CsvRow = { line, cells: [] };
    let ended = false;
    while (!ended) {
      const { cell, next, lines, problem } = readCell(text, at, separator);
      row.cells.push(cell);
      if (problem) problems.push({ line, message: problem });
      line += lines;
      at = next;
      ended = text[at] !== separator;
      if (!ended) at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (row.cells.length > 1 || row.cells[0]!.trim() !== '') rows.push(row);
  }
  return { rows, problems };
}

function readCell(
  text: string,
  start: number,
  separator: string,
): { cell: string; next: number; lines: number; problem: string | null } {
  const isEnd = (at: number) => at >= text.length || text[at] === separator || text[at] === '\n' || text[at] === '\r';
  let at = start;
  if (text[at] !== '"') {
    while (!isEnd(at)) at += 1;
    return { cell: text.slice(start, at), next: at, lines: 0, problem: null };
  }
  let cell = '';
  let lines = 0;
  for (at += 1; at < text.length; at++) {
    if (text[at] === '"' && text[at + 1] === '"') at += 1;
    else if (text[at] === '"') break;
    if (text[at] === '\n') lines += 1;
    cell += text[at];
  }
  if (at >= text.length) return { cell, next: at, lines, problem: 'a quotation mark is never closed' };
  at += 1;
  if (isEnd(at)) return { cell, next: at, lines, problem: null };
  while (!isEnd(at)) at += 1;
  return { cell, next: at, lines, problem: 'there is text behind a closing quotation mark' };
}
