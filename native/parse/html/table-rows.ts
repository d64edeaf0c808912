import { labelledRows } from '../table/labelled-rows.ts';
import { isValue, type PlacedCell, type TableRow } from '../table/table-cell.ts';
import type { HtmlElement } from './html-tree.ts';

/** A table wider than this is a drawing aid; a declared span beyond it would only cost memory. */
const widest = 200;
/** A cell with more text than this is a part of a page and not a figure or a name. */
const longestCell = 1500;

/**
 * A table as lines, one per row, cells joined by ' | '. Below a header row each cell is written as 'Header: value', so
 * that a row can be read and found alone. Merged cells count for every row and column they cover.
 */
export function tableRows(table: HtmlElement, textOf: (cell: HtmlElement) => string): string[] {
  return [...labelledRows(readGrid(table, textOf), 'evident')].filter((line) => line !== '');
}

/** Tables that place parts of a page beside each other are no tables of facts. */
export function isLayoutTable(table: HtmlElement): boolean {
  if (table.attributes.role === 'presentation') return true;
  const rows = rowsOf(table, false);
  const cells = rows.flatMap(({ row }) => row.children.filter(isCell));
  return rows.every(({ row }) => row.children.filter(isCell).length < 2) || cells.some((cell) => holdsPage(cell));
}

function holdsPage(cell: HtmlElement): boolean {
  let characters = 0;
  const waiting: HtmlElement[] = [cell];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    for (const child of element.children) {
      if (typeof child === 'string') characters += child.length;
      else if (child.tag === 'table' || /^h[1-6]$/.test(child.tag)) return true;
      else waiting.push(child);
    }
    if (characters > longestCell) return true;
  }
  return false;
}

function readGrid(table: HtmlElement, textOf: (cell: HtmlElement) => string): TableRow[] {
  const rows: TableRow[] = [];
  /** Per column: a merged cell that reaches down into the next rows. */
  const reaching = new Map<number, { cell: PlacedCell['cell']; rows: number }>();
  for (const { row, inHead } of rowsOf(table, false)) {
    const line: TableRow = [];
    let column = 0;
    const takeReaching = () => {
      for (let above = reaching.get(column); above; above = reaching.get(column)) {
        above.rows -= 1;
        if (above.rows === 0) reaching.delete(column);
        line.push({ column, cell: above.cell });
        column += 1;
      }
    };
    for (const element of row.children.filter(isCell)) {
      takeReaching();
      const text = textOf(element);
      const header = inHead || element.tag === 'th' || isBold(element);
      const cell = { text, value: isValue(text), header };
      const columns = span(element.attributes.colspan);
      const down = span(element.attributes.rowspan);
      for (let covered = 0; covered < columns && column < widest; covered += 1, column += 1) {
        if (down > 1) reaching.set(column, { cell, rows: down - 1 });
        line.push({ column, cell });
      }
    }
    takeReaching();
    if (line.length > 0) rows.push(line.filter(({ cell }) => cell.text !== ''));
  }
  return rows;
}

function isCell(child: HtmlElement | string): child is HtmlElement {
  return typeof child !== 'string' && (child.tag === 'td' || child.tag === 'th');
}

function rowsOf(element: HtmlElement, inHead: boolean): { row: HtmlElement; inHead: boolean }[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child.tag === 'tr') return [{ row: child, inHead }];
    if (child.tag === 'thead' || child.tag === 'tbody' || child.tag === 'tfoot')
      return rowsOf(child, child.tag === 'thead');
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
        (isStrong(child) || (child.children.length > 0 && child.children.every((inner) => isStrong(inner)))),
    )
  );
}

function isStrong(child: HtmlElement | string): boolean {
  return typeof child !== 'string' && (child.tag === 'strong' || child.tag === 'b');
}
