import { strToU8, type Zippable, zipSync } from 'fflate';

/** Makes packed documents part by part, so that each test shows what is in its file. */

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A packed file of parts by name; text parts become UTF-8. */
export function makeZip(parts: Record<string, string | Uint8Array>): Uint8Array {
  const files: Zippable = {};
  for (const [name, part] of Object.entries(parts)) files[name] = typeof part === 'string' ? strToU8(part) : part;
  return zipSync(files);
}

function relations(targets: Record<string, [type: string, target: string]>): string {
  const entries = Object.entries(targets).map(
    ([id, [type, target]]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `${head}<Relationships>${entries.join('')}</Relationships>`;
}

export interface Slide {
  /** XML of the shapes on the slide. */
  shapes: string;
  notes?: string;
}

/** A shape with text; `placeholder` is its kind, e.g. 'title' or 'body', none for a text box. */
export function shape(placeholder: string | null, paragraphs: string): string {
  const mark = placeholder === null ? '' : `<p:ph${placeholder ? ` type="${placeholder}"` : ''}/>`;
  return `<p:sp><p:nvSpPr><p:nvPr>${mark}</p:nvPr></p:nvSpPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
}

export function paragraph(text: string, properties = ''): string {
  return `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;
}

/** A presentation of these slides. */
export function makePptx(slides: Slide[]): Uint8Array {
  const parts: Record<string, string> = {
    '_rels/.rels': relations({ rId1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/presentation.xml': `${head}<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${slides
      .map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(slides.map((_, index) => [`rId${index + 1}`, ['slide', `slides/slide${index + 1}.xml`]])),
    ),
  };
  slides.forEach(({ shapes, notes }, index) => {
    const number = index + 1;
    parts[`ppt/slides/slide${number}.xml`] =
      `${head}<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
    if (notes === undefined) return;
    parts[`ppt/slides/_rels/slide${number}.xml.rels`] = relations({
      rId1: ['notesSlide', `../notesSlides/notesSlide${number}.xml`],
    });
    parts[`ppt/notesSlides/notesSlide${number}.xml`] =
      `${head}<p:notes xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shape('sldNum', paragraph('7'))}${shape('body', paragraph(notes))}</p:spTree></p:cSld></p:notes>`;
  });
  return makeZip(parts);
}

export interface Sheet {
  name: string;
  /** XML of the rows. */
  rows: string;
  /** Merged cells such as 'A1:C1'. */
  merges?: string[];
}

/** A workbook; `formats` are the number formats that cells choose by `s`, from 1 on. */
export function makeXlsx(
  sheets: Sheet[],
  options: { strings?: string[]; formats?: (number | string)[]; date1904?: boolean } = {},
): Uint8Array {
  const { strings = [], formats = [], date1904 = false } = options;
  const own = formats.flatMap((format, index) =>
    typeof format === 'string' ? [`<numFmt numFmtId="${200 + index}" formatCode="${format}"/>`] : [],
  );
  const styles = formats.map(
    (format, index) => `<xf numFmtId="${typeof format === 'string' ? 200 + index : format}"/>`,
  );
  const parts: Record<string, string> = {
    '_rels/.rels': relations({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `${head}<workbook xmlns:r="r"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${sheets
      .map(({ name }, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations({
      ...Object.fromEntries(
        sheets.map((_, index) => [`rId${index + 1}`, ['worksheet', `worksheets/s${index + 1}.xml`]]),
      ),
      rIdS: ['sharedStrings', 'sharedStrings.xml'],
      rIdT: ['styles', 'styles.xml'],
    }),
    'xl/sharedStrings.xml': `${head}<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': `${head}<styleSheet><numFmts>${own.join('')}</numFmts><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
  };
  sheets.forEach(({ rows, merges = [] }, index) => {
    const merged = merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
    parts[`xl/worksheets/s${index + 1}.xml`] =
      `${head}<worksheet><sheetData>${rows}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`;
  });
  return makeZip(parts);
}

/** A row of a sheet: texts as inline strings, numbers as numbers, null for no cell. */
export function sheetRow(number: number, values: (string | number | null)[]): string {
  const cells = values.map((value, index) => {
    const place = `${String.fromCharCode(65 + index)}${number}`;
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`;
    return `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
  });
  return `<row r="${number}">${cells.join('')}</row>`;
}

const odfTypes = { odt: 'text', ods: 'spreadsheet', odp: 'presentation' };

/** An OpenDocument file with this XML in its body, and in its automatic styles. */
export function makeOdf(format: keyof typeof odfTypes, body: string, styles = ''): Uint8Array {
  const type = odfTypes[format];
  return makeZip({
    mimetype: `application/vnd.oasis.opendocument.${type}`,
    'content.xml':
      `${head}<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="ta" xmlns:draw="d" xmlns:style="s" xmlns:presentation="p">` +
      `<office:automatic-styles>${styles}</office:automatic-styles>` +
      `<office:body><office:${type}>${body}</office:${type}></office:body></office:document-content>`,
    'meta.xml': `${head}<office:document-meta xmlns:office="o" xmlns:dc="dc"><office:meta><dc:title>The title</dc:title></office:meta></office:document-meta>`,
  });
}

/** An e-book of these chapters, name and XHTML body each, in the order of reading; `contents` is its NCX or none. */
export function makeEpub(
  chapters: [file: string, body: string][],
  options: { contents?: [file: string, name: string][]; extra?: Record<string, string> } = {},
): Uint8Array {
  const { contents = [], extra = {} } = options;
  const items = chapters.map(
    ([file], index) => `<item id="c${index}" href="${encodeURI(file)}" media-type="application/xhtml+xml"/>`,
  );
  // Items are declared in another order than they are read.
  const manifest = [...items].reverse().join('');
  const points = contents.map(
    ([file, name]) => `<navPoint><navLabel><text>${name}</text></navLabel><content src="${file}#top"/></navPoint>`,
  );
  return makeZip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `${head}<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
    'OEBPS/book.opf':
      `${head}<package xmlns:dc="dc"><metadata><dc:title>The book</dc:title></metadata><manifest>${manifest}` +
      `<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>` +
      `<spine toc="ncx">${chapters.map((_, index) => `<itemref idref="c${index}"/>`).join('')}</spine></package>`,
    'OEBPS/toc.ncx': `${head}<ncx><navMap>${points.join('')}</navMap></ncx>`,
    ...Object.fromEntries(
      chapters.map(([file, body]) => [
        `OEBPS/${file}`,
        `${head}<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html>`,
      ]),
    ),
    ...extra,
  });
}
