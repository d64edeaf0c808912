import type { TextBuilder } from '../text-builder.ts';
import { labelledRows } from './labelled-rows.ts';
import type { TableRow } from './table-cell.ts';

/** A sheet as a heading and lines; nothing for a sheet without text. */
export function addSheet(builder: TextBuilder, name: string, rows: Iterable<TableRow>): void {
  let written = false;
  let gap = true;
  for (const line of labelledRows(rows, 'usual')) {
    if (line !== '') {
      if (!written) builder.heading(name, 1);
      written = true;
      builder.add(line, gap ? '\n\n' : '\n');
    }
    gap = line === '' || !written;
  }
}
