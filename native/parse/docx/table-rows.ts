import type { HtmlElement } from './html-tree.ts';

interface Cell {
  text: string;
  header: boolean;
}

/** A table wider than this is a drawing aid; a declared span beyond it would only cost memory. */
const widest = 200;

/**
 * A table as lines, one per row, cells joined by ' | '. Below a header row each cell is written as 'Header: value', so
 * that a row can be read and found alone. Merged cells count for every row and column they cover.
 */
export function tableRows(table: HtmlElement, textOf: (cell: HtmlElement) => string): string[] {
  const rows = readGrid(table, textOf);
  const first = rows[0];
  if (!first) return [];
  const header = rows.length > 1 && first.every((cell) => cell.header || cell.text === '') ? first : undefined;
  const lines: string[] = [];
  rows.forEach((row, index) => {
    const cells = row
      .map((cell, column) => ({ cell, text: index > 0 && header ? labelled(cell, header[column]) : cell.text }))
      // A cell merged over several columns appears once, an empty one not at all.
      .filter(({ cell, text }, column) => text !== '' && cell !== row[column - 1]);
    if (cells.length > 0) lines.push(cells.map(({ text }) => text).join(' | '));
  });
  return lines;
}

function labelled(cell: Cell, header: Cell | undefined): string {
  if (cell.text === '' || !header || header.text === '' || header.text === cell.text) return cell.text;
  return `${header.text.replace(/[:：]$/, '')}: ${cell.text}`;
}

function readGrid(table: HtmlElement, textOf: (cell: HtmlElement) => string): Cell[][] {
  const rows: Cell[][] = [];
  /** Per column: a merged cell that reaches down into the next rows. */
  const reaching = new Map<number, { cell: Cell; rows: number }>();
  for (const { row, inHead } of rowsOf(table, false)) {
    const line: Cell[] = [];
    const takeReaching = () => {
      for (let above = reaching.get(line.length); above; above = reaching.get(line.length)) {
        above.rows -= 1;
        if (above.rows === 0) reaching.delete(line.length);
        line.push(above.cell);
      }
    };
    for (const element of row.children) {
      if (typeof element === 'string' || (element.tag !== 'td' && element.tag !== 'th')) continue;
      takeReaching();
      const cell = { text: textOf(element), header: inHead || element.tag === 'th' || isBold(element) };
      const columns = span(element.attributes.colspan);
      const down = span(element.attributes.rowspan);
      for (let column = 0; column < columns && line.length < widest; column += 1) {
        if (down > 1) reaching.set(line.length, { cell, rows: down - 1 });
        line.push(cell);
      }
    }
    takeReaching();
    if (line.length > 0) rows.push(line);
  }
  return rows;
}

function rowsOf(element: HtmlElement, inHead: boolean): { row: HtmlElement; inHead: boolean }[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child.tag === 'tr') return [{ row: child, inHead }];
    if (child.tag === 'thead' || child.tag === 'tbody') return rowsOf(child, child.tag === 'thead');
    return [];
  });
}

function span(value: string | undefined): number {
  const number = Number(value ?? 1);
  return Number.isInteger(number) && number > 0 ? Math.min(number, widest) : 1;
}

/** A row whose every cell is bold is a header row in documents that do not declare one. */
function isBold(cell: HtmlElement): boolean {
  const paragraphs = cell.children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  return (
    paragraphs.length > 0 &&
    paragraphs.every(
      (child) =>
        typeof child !== 'string' &&
        child.children.length > 0 &&
        child.children.every((inner) => typeof inner !== 'string' && inner.tag === 'strong'),
    )
  );
}
