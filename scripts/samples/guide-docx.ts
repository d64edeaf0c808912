import {
  BorderStyle,
  Document,
  HeadingLevel,
  type IRunOptions,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Block, Guide, Run } from './guide.ts';

const TEXT = '1F2328';
const ACCENT = '2F6F4F';
const LINE = 'D9D8D3';
const headings = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3];

/** Writes a guide as a Word document with real headings, lists and tables. */
export async function guideToDocx(guide: Guide, language: string): Promise<Uint8Array> {
  const font = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei', cs: 'Calibri' };
  const heading = (size: number, before: number) => ({
    run: { font, size, bold: true, color: size > 30 ? ACCENT : TEXT },
    paragraph: { spacing: { before, after: 120 }, keepNext: true },
  });
  const document = new Document({
    title: guide.title,
    creator: 'Tandem',
    lastModifiedBy: 'Tandem',
    styles: {
      default: {
        document: {
          run: { font, size: 22, color: TEXT, language: { value: language, eastAsia: language } },
          paragraph: { spacing: { after: 140, line: 300 } },
        },
        heading1: heading(44, 0),
        heading2: heading(28, 320),
        heading3: heading(24, 240),
      },
    },
    sections: [{ children: guide.blocks.flatMap(toElements) }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function toElements(block: Block): (Paragraph | Table)[] {
  switch (block.type) {
    case 'heading':
      return [new Paragraph({ heading: headings[block.level - 1], children: toRuns(block.text) })];
    case 'paragraph':
      return [new Paragraph({ children: toRuns(block.text) })];
    case 'list':
      return block.items.map(
        (item) => new Paragraph({ bullet: { level: 0 }, spacing: { after: 60 }, children: toRuns(item) }),
      );
    case 'table':
      return [toTable(block), new Paragraph({ children: [] })];
  }
}

function toTable(block: Extract<Block, { type: 'table' }>): Table {
  const line = { style: BorderStyle.SINGLE, size: 4, color: LINE };
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  const row = (cells: Run[][], head: boolean) =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: cells.map(
        (cell) =>
          new TableCell({
            margins: { top: 60, bottom: 60, left: 80, right: 80 },
            children: [new Paragraph({ spacing: { after: 0 }, children: toRuns(cell, head ? { bold: true } : {}) })],
          }),
      ),
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: { top: line, bottom: line, insideHorizontal: line, left: none, right: none, insideVertical: none },
    rows: [row(block.head, true), ...block.rows.map((cells) => row(cells, false))],
  });
}

function toRuns(runs: Run[], more: IRunOptions = {}): TextRun[] {
  return runs.map(({ text, style }) => {
    if (style === 'code') return new TextRun({ ...more, text, font: 'Consolas', size: 20 });
    return new TextRun({ ...more, text, ...(style === 'bold' ? { bold: true } : {}) });
  });
}
