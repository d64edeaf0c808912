import type { TableCell, TableRow } from './table-cell.ts';

/**
 * How a header row is known. `evident`: the file says so, or figures stand below names. `usual`: also where nothing
 * speaks against it, because tables of this kind have one as a rule.
 */
export type HeaderRule = 'evident' | 'usual';

/** Rows that are looked at before the header of a table is decided. */
const lookAhead = 25;
/** Lines of titles and notes that may stand above a header row. */
const mostTitles = 6;
/** A row longer than this goes on in further lines, each of which begins with the row's first cell. */
const longestLine = 400;
const longestHeader = 120;

/** Labels by column. */
export type Header = ReadonlyMap<number, string>;

/**
 * Rows of a table as lines: cells joined by ' | ', below a header row each as 'Header: value', so that a row can be
 * read and found alone. Empty rows become '' and part one table from the next; a table below without a header of its
 * own keeps the one above where it fits.
 */
export function* labelledRows(rows: Iterable<TableRow>, rule: HeaderRule): Generator<string> {
  let header: Header | undefined;
  let waiting: TableRow[] | undefined = [];

  function* decide(): Generator<string> {
    if (!waiting) return;
    const first = waiting;
    waiting = undefined;
    const found = findHeader(first, header && fits(first, header) ? 'evident' : rule);
    if (found) header = found.header;
    else if (header && !fits(first, header)) header = undefined;
    for (const [index, row] of first.entries()) {
      const isTitle = found && index < found.start + found.rows;
      yield* lines(row, isTitle ? undefined : header);
    }
  }

  for (const row of rows) {
    if (row.length === 0) {
      yield* decide();
      waiting = [];
      yield '';
    } else if (waiting) {
      waiting.push(row);
      if (waiting.length >= lookAhead) yield* decide();
    } else {
      yield* lines(row, header);
    }
  }
  yield* decide();
}

/** The row that names the columns, and the row below it where that divides its groups; titles may stand above. */
export function findHeader(
  rows: readonly TableRow[],
  rule: HeaderRule,
): { start: number; rows: number; header: Header } | undefined {
  for (let start = 0; start < Math.min(mostTitles, rows.length - 1); start += 1) {
    const row = rows[start]!;
    if (distinct(row).length < 2) continue;
    const second = rows[start + 1]!;
    const grouped =
      distinct(row).length < row.length && rows.length > start + 2 && second.every(({ cell }) => !cell.value);
    const height = grouped ? 2 : 1;
    const below = rows.slice(start + height);
    const declared = row.every(({ cell }) => cell.header) && below.length > 0;
    if (!declared && !couldBeHeader(row, below)) return undefined;
    const entries = below.map((other) => new Map(other.map(({ column, cell }) => [column, cell])));
    if (declared || namesFigures(row, entries) || (rule === 'usual' && namesAnything(row, entries)))
      return { start, rows: height, header: grouped ? combined(row, second) : labels(row) };
    return undefined;
  }
  return undefined;
}

function distinct(row: TableRow): TableCell[] {
  return [...new Set(row.map(({ cell }) => cell))];
}

function couldBeHeader(row: TableRow, below: readonly TableRow[]): boolean {
  if (below.length === 0) return false;
  const widest = Math.max(...below.map((other) => distinct(other).length));
  const names = row.filter(({ cell }, index) => !cell.value || (isYear(cell.text) && index > 0));
  return (
    names.length === row.length &&
    row.every(({ cell }) => cell.text.length <= longestHeader) &&
    new Set(distinct(row).map((cell) => cell.text)).size === distinct(row).length &&
    row.length >= 0.6 * widest
  );
}

function isYear(text: string): boolean {
  return /^(?:1[89]|20)\d\d年?$/.test(text.trim());
}

/** A row's cells by column. */
type Entries = ReadonlyMap<number, TableCell>;

/** A column with a name on top and figures below it. */
function namesFigures(row: TableRow, below: readonly Entries[]): boolean {
  return row.some(({ column }) => {
    const cells = below.flatMap((entries) => entries.get(column) ?? []);
    return cells.length > 0 && cells.filter((cell) => cell.value).length > 0.6 * cells.length;
  });
}

/** Names of columns do not come again as entries of these columns. */
function namesAnything(row: TableRow, below: readonly Entries[]): boolean {
  return row.every(({ column, cell }) => below.every((entries) => entries.get(column)?.text !== cell.text));
}

function labels(row: TableRow): Header {
  return new Map(row.map(({ column, cell }) => [column, label(cell.text)]));
}

function combined(groups: TableRow, names: TableRow): Header {
  const header = new Map(labels(groups));
  for (const { column, cell } of names) {
    const group = header.get(column);
    header.set(column, group && group !== label(cell.text) ? `${group} ${label(cell.text)}` : label(cell.text));
  }
  return header;
}

function label(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[:：]$/, '');
}

/** Whether the rows have no cell outside the columns that the header names, and are no plain lines of text. */
function fits(rows: readonly TableRow[], header: Header): boolean {
  return rows.every((row) => row.every(({ column }) => header.has(column))) && rows.some((row) => row.length > 1);
}

function* lines(row: TableRow, header: Header | undefined): Generator<string> {
  const cells = row
    // A cell merged over several columns appears once.
    .filter(({ cell }, index) => cell !== row[index - 1]?.cell)
    .map(({ column, cell }) => {
      const name = header?.get(column);
      return name && name !== cell.text ? `${name}: ${cell.text}` : cell.text;
    });
  const first = cells[0];
  if (first === undefined) return;
  let line = first;
  for (const cell of cells.slice(1)) {
    if (line.length + cell.length > longestLine && line !== first) {
      yield line;
      line = first.length <= longestLine / 4 ? `${first} | ${cell}` : cell;
    } else {
      line += ` | ${cell}`;
    }
  }
  yield line;
}
