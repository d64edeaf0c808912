import { deflateSync } from 'node:zlib';
import {
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import iconv from 'iconv-lite';
import PDFDocument from 'pdfkit';

/** Makes documents for tests by code alone, so that each test shows what is in its file. */

type PdfOptions = ConstructorParameters<typeof PDFDocument>[0];

/** A PDF drawn by `draw`; A4 with margins of 72 points unless told. */
export async function makePdf(draw: (pdf: PDFKit.PDFDocument) => void, options: PdfOptions = {}): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', margin: 72, ...options });
  const parts: Uint8Array[] = [];
  pdf.on('data', (part: Uint8Array) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  draw(pdf);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
}

/** A PDF of plain paragraphs, one list of them per page. */
export function makeTextPdf(pages: string[][], options: PdfOptions = {}): Promise<Uint8Array> {
  return makePdf((pdf) => {
    pages.forEach((paragraphs, index) => {
      if (index > 0) pdf.addPage();
      pdf.fontSize(11);
      for (const paragraph of paragraphs) pdf.text(paragraph).moveDown();
    });
  }, options);
}

/** A PDF that asks for a password before it can be read. */
export function makeEncryptedPdf(): Promise<Uint8Array> {
  return makeTextPdf([['Nobody reads this without the password.']], { userPassword: 'secret', ownerPassword: 'owner' });
}

/** Pages that are pictures, as a scanner makes them. */
export function makeScannedPdf(pages = 2): Promise<Uint8Array> {
  const picture = makePng(8, 8);
  return makePdf((pdf) => {
    for (let page = 0; page < pages; page += 1) {
      if (page > 0) pdf.addPage();
      pdf.image(Buffer.from(picture), 0, 0, { width: 595, height: 842 });
    }
  });
}

/** A small grey picture. */
export function makePng(width: number, height: number): Uint8Array {
  const rows = Buffer.alloc(height * (width + 1), 0x80);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * A Chinese PDF as many programs wrote them: its font is not in the file, and its codes mean characters only through
 * a character map that every reader must bring along.
 */
export function makeChinesePdf(
  pages: string[][],
  encoding: 'UniGB-UCS2-H' | 'GBK-EUC-H' | 'UniGB-UCS2-V' = 'UniGB-UCS2-H',
): Uint8Array {
  const codes = (line: string) =>
    encoding === 'GBK-EUC-H' ? iconv.encode(line, 'gbk') : iconv.encode(line, 'utf-16be');
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const kids = pages.map((_, index) => `${6 + index * 2} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
  add(`<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /${encoding} /DescendantFonts [4 0 R] >>`);
  add(
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R ' +
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>',
  );
  add(
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 ' +
      '/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  );
  for (const lines of pages) {
    const content = encoding.endsWith('V')
      ? lines.map((line, at) => `BT /F1 12 Tf ${500 - at * 20} 750 Td <${hex(codes(line))}> Tj ET`).join('\n')
      : `BT /F1 12 Tf 72 750 Td 18 TL\n${lines.map((line) => `<${hex(codes(line))}> Tj T*`).join('\n')}\nET`;
    add(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> ' +
        `/Contents ${objects.length + 2} 0 R >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  return assemblePdf(objects);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function assemblePdf(objects: string[]): Uint8Array {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(file, 'latin1'));
}

export type DocxBlock =
  | { heading: string; level: 1 | 2 | 3 }
  | { paragraph: string }
  | { bullets: string[] }
  | { numbers: string[] }
  | { table: string[][]; header?: boolean };

const headingLevels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 };

/** A Word document of these blocks. */
export async function makeDocx(blocks: DocxBlock[], title?: string): Promise<Uint8Array> {
  const document = new Document({
    title,
    numbering: {
      config: [
        { reference: 'steps', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: 'left' }] },
      ],
    },
    sections: [{ children: blocks.flatMap(docxBlock) }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function docxBlock(block: DocxBlock): (Paragraph | Table)[] {
  if ('heading' in block) return [new Paragraph({ text: block.heading, heading: headingLevels[block.level] })];
  if ('paragraph' in block) return [new Paragraph({ children: [new TextRun(block.paragraph) as ParagraphChild] })];
  if ('bullets' in block) return block.bullets.map((text) => new Paragraph({ text, bullet: { level: 0 } }));
  if ('numbers' in block)
    return block.numbers.map((text) => new Paragraph({ text, numbering: { reference: 'steps', level: 0 } }));
  const rows = block.table.map(
    (cells, index) =>
      new TableRow({
        // The converter takes any mention of the property for a yes.
        ...(block.header && index === 0 ? { tableHeader: true } : {}),
        children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })),
      }),
  );
  return [new Table({ rows })];
}

/** Text as a file in this encoding; with a byte order mark only where told. */
export function encodeText(text: string, encoding: string, options: { addBOM?: boolean } = {}): Uint8Array {
  return new Uint8Array(iconv.encode(text, encoding, { addBOM: options.addBOM ?? false }));
}
