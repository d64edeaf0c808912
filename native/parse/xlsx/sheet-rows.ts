import type { PlacedCell, TableRow } from '../table/table-cell.ts';
import { descend, eachElement, elements, textOf, type XmlElement } from '../xml/xml-tree.ts';
import type { NumberFormats } from './number-formats.ts';
import { richText } from './rich-text.ts';

/** A merged cell wider than this is decoration; filling it in would only cost memory. */
const widestMerge = 200;
/** Sheets with more merged cells than this are drawings; the rest of them counts as unmerged. */
const mostMerges = 50_000;

interface Merge {
  fromRow: number;
  toRow: number;
  fromColumn: number;
  toColumn: number;
}

/**
 * The rows of a sheet as displayed, rows left out by the file as one empty row. A merged cell counts for every place
 * it covers, so that a header over several columns names all of them.
 */
export function sheetRows(xml: string, strings: readonly string[], formats: NumberFormats): TableRow[] {
  const merges = readMerges(xml);
  /** Merged cells that reach down into further rows. */
  let reaching: { merge: Merge; cell: PlacedCell['cell'] }[] = [];
  const rows: TableRow[] = [];
  let lastRow = 0;
  eachElement(xml, new Set(['row']), (element) => {
    const number = Number(element.attributes.r) || lastRow + 1;
    const row = readCells(element, strings, formats);
    if (number > lastRow + 1 && rows.length > 0 && row.length > 0) rows.push([]);
    lastRow = number;
    if (row.length === 0) {
      if (rows.length > 0 && rows[rows.length - 1]!.length > 0) rows.push([]);
      return;
    }
    reaching = reaching.filter(({ merge }) => merge.toRow >= number);
    const taken = new Set(row.map(({ column }) => column));
    for (const { merge, cell } of reaching) fill(row, taken, merge, cell);
    for (const { column, cell } of [...row]) {
      const merge = merges.get(`${number} ${column}`);
      if (!merge) continue;
      fill(row, taken, merge, cell);
      if (merge.toRow > number) reaching.push({ merge, cell });
    }
    row.sort((a, b) => a.column - b.column);
    rows.push(row);
  });
  return rows;
}

function fill(row: TableRow, taken: Set<number>, merge: Merge, cell: PlacedCell['cell']): void {
  const end = Math.min(merge.toColumn, merge.fromColumn + widestMerge);
  for (let column = merge.fromColumn; column <= end; column += 1) {
    if (taken.has(column)) continue;
    taken.add(column);
    row.push({ column, cell });
  }
}

function readCells(row: XmlElement, strings: readonly string[], formats: NumberFormats): TableRow {
  const cells: TableRow = [];
  let column = -1;
  for (const element of elements(row)) {
    if (element.name !== 'c') continue;
    const place = element.attributes.r ? parseReference(element.attributes.r) : null;
    column = place ? place.column : column + 1;
    const cell = readCell(element, strings, formats);
    if (cell.text !== '') cells.push({ column, cell: { ...cell, header: false } });
  }
  return cells;
}

function readCell(
  element: XmlElement,
  strings: readonly string[],
  formats: NumberFormats,
): { text: string; value: boolean } {
  const value = textOf(descend(element, 'v'));
  switch (element.attributes.t) {
    case 's':
      return named(strings[Number(value)] ?? '');
    case 'inlineStr': {
      const inline = descend(element, 'is');
      return named(inline ? richText(inline) : '');
    }
    case 'str':
      return named(value);
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE', value: true };
    case 'e':
      return { text: '', value: false };
    case 'd':
      return { text: value.replace('T', ' '), value: true };
    default:
      return { text: formats.display(value, Number(element.attributes.s ?? 0)), value: true };
  }
}

function named(text: string): { text: string; value: boolean } {
  return { text: text.replace(/\s+/g, ' ').trim(), value: false };
}

/** Merged cells by the place of their first cell, '<row> <column>'. They stand behind the rows in the file. */
function readMerges(xml: string): Map<string, Merge> {
  const merges = new Map<string, Merge>();
  for (const match of xml.matchAll(/<(?:\w{1,20}:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"/g)) {
    const from = parseReference(match[1]!)!;
    const to = parseReference(match[2]!)!;
    merges.set(`${from.row} ${from.column}`, {
      fromRow: from.row,
      toRow: to.row,
      fromColumn: from.column,
      toColumn: to.column,
    });
    if (merges.size >= mostMerges) break;
  }
  return merges;
}

/** 'B3' is column 1 (0-based) of row 3 (1-based, as written). */
function parseReference(reference: string): { row: number; column: number } | null {
  const match = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference);
  if (!match) return null;
  let column = 0;
  for (const letter of match[1]!) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(match[2]), column: column - 1 };
}
