import { htmlToText } from '../html/html-to-text.ts';
import type { TableCell, TableRow } from '../table/table-cell.ts';
import { eachElement, elements, type XmlElement } from '../xml/xml-tree.ts';
import { odfToHtml } from './odf-to-html.ts';

/** The same cell or row written once for many: empty ones fill the rest of a sheet, others rarely come often. */
const mostCopies = 200;
const figures = new Set(['float', 'percentage', 'currency', 'date', 'time', 'boolean']);

interface Sheet {
  name: string;
  rows: TableRow[];
}

/** Merged cells that reach down: how many rows are left, by their first column. */
interface Reaching {
  cell: TableCell;
  columns: number;
  rows: number;
}

/** The sheets of an OpenDocument spreadsheet with their cells as displayed. */
export function readSheets(xml: string): Sheet[] {
  const sheets: Sheet[] = [];
  let reaching = new Map<number, Reaching>();
  eachElement(
    xml,
    new Set(['table-row', 'tracked-changes', 'shapes']),
    (element) => {
      const sheet = sheets[sheets.length - 1];
      if (element.name !== 'table-row' || !sheet) return;
      const row = readRow(element, reaching);
      const copies = row.length === 0 ? 1 : repeated(element, 'table:number-rows-repeated');
      for (let copy = 0; copy < copies; copy += 1) {
        if (row.length > 0 || (sheet.rows.length > 0 && sheet.rows[sheet.rows.length - 1]!.length > 0))
          sheet.rows.push(row);
      }
    },
    (name, attributes) => {
      if (name !== 'table') return;
      reaching = new Map();
      sheets.push({ name: attributes['table:name'] ?? '', rows: [] });
    },
  );
  return sheets;
}

function readRow(element: XmlElement, reaching: Map<number, Reaching>): TableRow {
  const row: TableRow = [];
  const covered = new Set<number>();
  const own = elements(element).some(({ children }) => children.length > 0);
  for (const [column, above] of reaching) {
    above.rows -= 1;
    if (above.rows <= 0) reaching.delete(column);
    for (let next = column; own && next < column + above.columns; next += 1) {
      covered.add(next);
      row.push({ column: next, cell: above.cell });
    }
  }
  let column = 0;
  for (const child of elements(element)) {
    if (child.name !== 'table-cell' && child.name !== 'covered-table-cell') continue;
    const copies = Number(child.attributes['table:number-columns-repeated'] ?? 1) || 1;
    const text = child.name === 'table-cell' ? cellText(child) : '';
    if (text !== '') {
      const columns = Math.min(mostCopies, Number(child.attributes['table:number-columns-spanned'] ?? 1) || 1);
      const rows = Number(child.attributes['table:number-rows-spanned'] ?? 1) || 1;
      const value = figures.has(child.attributes['office:value-type'] ?? '');
      const places = columns > 1 ? columns : Math.min(mostCopies, copies);
      let cell: TableCell = { text, value, header: false };
      for (let place = column; place < column + places; place += 1) {
        if (covered.has(place)) continue;
        row.push({ column: place, cell });
        // Copies are cells of their own, the places of a merged cell are not.
        if (columns === 1) cell = { ...cell };
      }
      if (rows > 1) reaching.set(column, { cell, columns, rows: rows - 1 });
    }
    column += copies;
  }
  return row.sort((a, b) => a.column - b.column);
}

function cellText(cell: XmlElement): string {
  if (cell.children.length === 0) return '';
  return htmlToText(odfToHtml(elements(cell)).html)
    .text.replace(/\s+/g, ' ')
    .trim();
}

function repeated(element: XmlElement, attribute: string): number {
  return Math.min(mostCopies, Number(element.attributes[attribute] ?? 1) || 1);
}
