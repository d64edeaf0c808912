import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import type { ParseContext } from '../parse-context.ts';
import { addSheet } from '../table/add-sheet.ts';
import { createTextBuilder } from '../text-builder.ts';
import { decodeXml } from '../xml/decode-xml.ts';
import { readTree } from '../xml/read-tree.ts';
import { coreTitle, mainPart, prefixed, relationships } from '../xml/relationships.ts';
import { descend, eachElement, elements } from '../xml/xml-tree.ts';
import type { Zip } from '../zip/open-zip.ts';
import { readNumberFormats } from './number-formats.ts';
import { richText } from './rich-text.ts';
import { sheetRows } from './sheet-rows.ts';

/**
 * A workbook: each sheet's name as a heading, its rows as lines that name the column of each value, figures as they
 * are displayed. Fails with document-empty, document-unreadable or document-too-large.
 */
export function parseXlsx(zip: Zip, context: ParseContext): ParsedDocument {
  const main = mainPart(zip) ?? 'xl/workbook.xml';
  const workbook = descend(readTree(zip, main) ?? undefined, 'workbook');
  if (!workbook) throw new AppError('document-unreadable', { reason: 'no workbook' });
  const related = relationships(zip, main);
  const partOf = (type: string) => related.find((relation) => relation.type === type)?.part;
  const strings = readStrings(zip, partOf('sharedStrings') ?? 'xl/sharedStrings.xml');
  const styles = readTree(zip, partOf('styles') ?? 'xl/styles.xml');
  const date1904 = /^(?:1|true)$/.test(descend(workbook, 'workbookPr')?.attributes.date1904 ?? '');
  const formats = readNumberFormats(styles, date1904);
  // Sheets that only programs can show are no part of what people wrote.
  const sheets = elements(descend(workbook, 'sheets')).filter(({ attributes }) => attributes.state !== 'veryHidden');

  const builder = createTextBuilder();
  sheets.forEach((sheet, index) => {
    context.signal?.throwIfAborted();
    const part = related.find(({ id }) => id === prefixed(sheet, 'id'))?.part;
    const bytes = part && zip.read(part);
    if (bytes) addSheet(builder, sheet.attributes.name ?? '', sheetRows(decodeXml(bytes), strings, formats));
    context.onPage?.(index + 1, sheets.length);
  });
  return { format: 'xlsx', title: coreTitle(zip), encoding: null, ...builder.finish() };
}

/** The table of texts that cells refer to by number. Pronunciations beside the text are left out. */
function readStrings(zip: Zip, part: string): string[] {
  const bytes = zip.read(part);
  if (!bytes) return [];
  const strings: string[] = [];
  eachElement(decodeXml(bytes), new Set(['si']), (element) => {
    strings.push(richText(element));
  });
  return strings;
}
