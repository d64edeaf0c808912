import PDFDocument from 'pdfkit';
import type { Block, Guide, Run } from './guide.ts';
import { sampleFonts } from './sample-fonts.ts';

type Pdf = InstanceType<typeof PDFDocument>;
type Table = Extract<Block, { type: 'table' }>;

const SIDE = 62;
const TEXT = '#1f2328';
const DIM = '#4a515c';
const LINE = '#d9d8d3';
const STABLE = '#2f6f4f';
const BETA = '#a64c16';
const CELL = { x: 7, y: 5 };
const SIZE = 10.5;
const SMALL = 9.5;

/** Sets a guide on A4 with page numbers, an outline and embedded subsets of its fonts. */
export async function guideToPdf(guide: Guide, language: string): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: 58, bottom: 64, left: SIDE, right: SIDE },
    bufferPages: true,
    lang: language,
    displayTitle: true,
    info: { Title: guide.title, Author: 'Tandem' },
  });
  const whole = collect(pdf);
  for (const [name, { file, family }] of Object.entries(sampleFonts(language))) pdf.registerFont(name, file, family);
  guide.blocks.forEach((block, index) => {
    setBlock(pdf, block, guide.blocks[index + 1]);
  });
  numberPages(pdf);
  pdf.end();
  return await whole;
}

function collect(pdf: Pdf): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (part) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
}

function setBlock(pdf: Pdf, block: Block, next: Block | undefined): void {
  switch (block.type) {
    case 'heading':
      setHeading(pdf, block.level, plain(block.text), next);
      return;
    case 'paragraph':
      keepTogether(pdf, block.text);
      setRuns(pdf, block.text);
      pdf.y += 6;
      return;
    case 'list':
      for (const item of block.items) {
        keepTogether(pdf, item);
        pdf.circle(SIDE + 5, pdf.y + 8, 1.4).fill(TEXT);
        setRuns(pdf, item, SIDE + 16);
      }
      pdf.y += 6;
      return;
    case 'table':
      setTable(pdf, block);
  }
}

function setHeading(pdf: Pdf, level: number, text: string, next: Block | undefined): void {
  const title = level === 1;
  // A heading stays with the beginning of what it announces, a table in whole.
  const after = next?.type === 'table' ? tableHeight(pdf, next) : 45;
  if (!title && room(pdf) < after + 40) pdf.addPage();
  else if (!title) pdf.y += 12;
  pdf.outline.addItem(text);
  pdf
    .font('bold')
    .fontSize(title ? 24 : 14)
    .fillColor(title ? TEXT : STABLE)
    .text(text, SIDE, pdf.y);
  pdf.y += 5;
  if (!title) return;
  const half = textWidth(pdf) / 2;
  pdf.rect(SIDE, pdf.y + 3, half, 2.2).fill(STABLE);
  pdf.rect(SIDE + half, pdf.y + 3, half, 2.2).fill(BETA);
  pdf.y += 20;
}

function setRuns(pdf: Pdf, runs: Run[], left = SIDE): void {
  pdf.x = left;
  const width = pdf.page.width - SIDE - left;
  const lineGap = leading(pdf, SIZE);
  runs.forEach(({ text, style }, index) => {
    // Another typeface would stand on another line: pdfkit aligns the tops of runs.
    pdf.font(style === 'bold' ? 'bold' : 'body').fillColor(style === 'code' ? STABLE : TEXT);
    pdf.text(text, { width, lineGap, continued: index < runs.length - 1 });
  });
  pdf.x = SIDE;
}

/** What to add between lines for the same distance in every font: Chinese ones come with more of their own. */
function leading(pdf: Pdf, size: number): number {
  pdf.font('body').fontSize(size);
  return size * 1.6 - pdf.currentLineHeight(true);
}

/** Starts a page rather than leave two lines of a short paragraph behind. */
function keepTogether(pdf: Pdf, runs: Run[]): void {
  const height = pdf.heightOfString(plain(runs), { width: textWidth(pdf), lineGap: leading(pdf, SIZE) });
  if (height > room(pdf) && height < 120) pdf.addPage();
}

function setTable(pdf: Pdf, table: Table): void {
  if (tableHeight(pdf, table) > room(pdf)) pdf.addPage();
  setRow(pdf, table.head, true);
  for (const row of table.rows) setRow(pdf, row, false);
  pdf.y += 12;
}

function setRow(pdf: Pdf, cells: Run[][], head: boolean): void {
  const top = pdf.y;
  const height = rowHeight(pdf, cells);
  const width = textWidth(pdf) / cells.length;
  cells.forEach((cell, index) => {
    const lineGap = leading(pdf, SMALL);
    pdf.font(head ? 'bold' : 'body').fillColor(index === 0 && !head ? DIM : TEXT);
    pdf.text(plain(cell), SIDE + index * width + (index === 0 ? 0 : CELL.x), top + CELL.y, {
      width: width - CELL.x,
      lineGap,
    });
  });
  const bottom = top + height;
  pdf.lineWidth(head ? 1 : 0.5).strokeColor(head ? TEXT : LINE);
  pdf
    .moveTo(SIDE, bottom)
    .lineTo(SIDE + textWidth(pdf), bottom)
    .stroke();
  pdf.x = SIDE;
  pdf.y = bottom;
}

function tableHeight(pdf: Pdf, table: Table): number {
  return [table.head, ...table.rows].reduce((sum, row) => sum + rowHeight(pdf, row), 0);
}

function rowHeight(pdf: Pdf, cells: Run[][]): number {
  const width = textWidth(pdf) / cells.length - CELL.x;
  const lineGap = leading(pdf, SMALL);
  return Math.max(...cells.map((cell) => pdf.heightOfString(plain(cell), { width, lineGap }))) + 2 * CELL.y;
}

function numberPages(pdf: Pdf): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let index = start; index < start + count; index += 1) {
    pdf.switchToPage(index);
    // Below the margin, where text would otherwise start another page.
    pdf.page.margins.bottom = 0;
    const y = pdf.page.height - 44;
    pdf.font('body').fontSize(8).fillColor(DIM);
    pdf.text('Tandem', SIDE, y, { lineBreak: false });
    pdf.text(`${index - start + 1} / ${count}`, SIDE, y, { width: textWidth(pdf), align: 'right' });
  }
}

function textWidth(pdf: Pdf): number {
  return pdf.page.width - 2 * SIDE;
}

function room(pdf: Pdf): number {
  return pdf.page.height - pdf.page.margins.bottom - pdf.y;
}

function plain(runs: Run[]): string {
  return runs.map((run) => run.text).join('');
}
