import { findHeader } from '../table/labelled-rows.ts';
import { isValue, type TableRow } from '../table/table-cell.ts';
import type { Cell, Line, Piece } from './lines.ts';

/** Rows with cells from which on they are a table and not a line with something at its end. */
const fewestRows = 3;
/** Rows of a table follow each other within this distance, in sizes of the type. */
const widestStep = 3.5;

interface Column {
  left: number;
  right: number;
}

/**
 * Writes the rows of tables so that each can be read alone: cells apart by ' | ', and below a recognisable header row
 * each as 'Header: value'. A table is a block of rows whose cells stand below each other. What is added belongs to no
 * place on the page.
 */
export function labelTables(lines: readonly Line[]): Line[] {
  const labelled: Line[] = [];
  for (let start = 0; start < lines.length; ) {
    const block = tableBlock(lines, start);
    const columns = block.length >= fewestRows ? alignedColumns(block) : null;
    if (columns) {
      labelled.push(...labelRows(block, columns));
      start += block.length;
    } else {
      labelled.push(lines[start]!);
      start += 1;
    }
  }
  return labelled;
}

/** Lines from `start` on that may be rows of one table: with cells each, or the rest of one below it. */
function tableBlock(lines: readonly Line[], start: number): Line[] {
  const block: Line[] = [];
  for (const line of lines.slice(start)) {
    const before = block[block.length - 1];
    // Program text and what programs print has its own columns, which must stay as they are.
    if (line.mono || (!line.cells && !(before && continues(before, line)))) break;
    if (before && (line.turn !== before.turn || !follows(before, line))) break;
    block.push(line);
  }
  while (block.length > 0 && !block[block.length - 1]!.cells) block.pop();
  return block.filter((line) => line.cells).length >= fewestRows ? block : [];
}

function follows(before: Line, line: Line): boolean {
  const step = line.baseline - before.baseline;
  return step > 0.5 * line.size && step < widestStep * Math.max(line.size, before.size);
}

/** The second line of a cell stands close below it and right of the first column. */
function continues(before: Line, line: Line): boolean {
  const step = line.baseline - before.baseline;
  return step > 0 && step < 1.5 * line.size && line.left > before.left + 2 * line.size;
}

/** Places of the columns, when no row has two cells in one of them. */
function alignedColumns(block: readonly Line[]): Column[] | null {
  const spans = block.flatMap((line) => line.columns).sort((a, b) => a.left - b.left);
  const columns: Column[] = [];
  for (const { left, right } of spans) {
    const last = columns[columns.length - 1];
    if (last && left < last.right) last.right = Math.max(last.right, right);
    else columns.push({ left, right });
  }
  const distinct = block.every((line) => {
    const places = line.columns.map((cell) => placeOf(cell, columns));
    return new Set(places).size === places.length;
  });
  return columns.length >= 2 && distinct ? columns : null;
}

function placeOf(cell: Cell, columns: readonly Column[]): number {
  return columns.findIndex((column) => cell.left >= column.left && cell.right <= column.right);
}

function labelRows(block: readonly Line[], columns: readonly Column[]): Line[] {
  const usualFont = mostFrequent(block.slice(1).flatMap((line) => line.columns.map((cell) => cell.font)));
  const rows: TableRow[] = block.map((line) =>
    line.columns.map((cell) => ({
      column: placeOf(cell, columns),
      cell: { text: cell.text, value: isValue(cell.text), header: cell.font !== usualFont },
    })),
  );
  // Titles above a table are no rows of it: its header is the first row or there is none.
  const found = findHeader(rows, 'evident');
  const header = found?.start === 0 && found.rows === 1 ? found.header : undefined;
  return block.map((line, index) => {
    const isHeader = header !== undefined && index === 0;
    const isRest = line.columns.length === 1 && placeOf(line.columns[0]!, columns) > 0;
    const names = line.columns.map((cell) => header?.get(placeOf(cell, columns)));
    const pieces = line.columns.flatMap((cell, place): Piece[] => {
      const name = names[place];
      const label = name && name !== cell.text && !isHeader && !isRest ? [{ text: `${name}: `, box: null }] : [];
      return [...(place > 0 ? [{ text: ' | ', box: null }] : []), ...label, ...cell.pieces];
    });
    return { ...line, pieces, text: pieces.map((piece) => piece.text).join(''), cells: true };
  });
}

function mostFrequent(fonts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const font of fonts) counts.set(font, (counts.get(font) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
