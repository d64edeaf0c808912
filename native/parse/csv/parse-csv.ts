import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { labelledRows } from '../table/labelled-rows.ts';
import { isValue, type TableRow } from '../table/table-cell.ts';
import type { DecodedText } from '../text/decode-text.ts';
import { createTextBuilder } from '../text-builder.ts';
import { findSeparator, readRows } from './read-rows.ts';

/** A table of separated values as lines that name the column of each value. Fails with document-empty. */
export function parseCsv(decoded: DecodedText, name: string): ParsedDocument {
  const text = cleanText(decoded.text);
  // Spreadsheet programs write the separator into a first line of its own.
  const declared = /^sep=(.)\n/.exec(text);
  const body = declared ? text.slice(declared[0].length) : text;
  const separator = declared?.[1] ?? (/\.(?:tsv|tab)$/i.test(name) ? '\t' : findSeparator(body));
  const builder = createTextBuilder();
  let gap = false;
  for (const line of labelledRows(placedRows(readRows(body, separator)), 'usual')) {
    if (line !== '') builder.add(line, gap ? '\n\n' : '\n');
    gap = line === '';
  }
  return { format: 'csv', title: null, encoding: decoded.encoding, ...builder.finish() };
}

function* placedRows(rows: Iterable<string[]>): Generator<TableRow> {
  for (const row of rows) {
    yield row.flatMap((field, column) => {
      const text = field.replace(/\s+/g, ' ').trim();
      return text === '' ? [] : [{ column, cell: { text, value: isValue(text), header: false } }];
    });
  }
}
