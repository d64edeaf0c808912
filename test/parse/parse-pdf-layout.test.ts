import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import { createParser } from '../../native/parse/create-parser.ts';
import { runProgram } from '../../native/parse/ocr/run-program.ts';
import { findTesseract } from '../../native/parse/ocr/tesseract.ts';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { normaliseLetters } from '../../native/parse/pdf/normalise-letters.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { makeChinesePdf, makePdf, makePng, makeScannedPdf } from '../support/documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const read = async (bytes: Uint8Array | Promise<Uint8Array>, recognise = false) =>
  parseBytes(await bytes, 'a.pdf', { recognise });

type Pdf = Parameters<Parameters<typeof makePdf>[0]>[0];

const left =
  'The committee met in the morning and considered the budget for the coming year. Several members asked for more time ' +
  'before they could agree to it. The chair postponed the decision until everyone had read the report to its end.';
const right =
  'Meanwhile the gardeners planted young trees along the river and watered them every evening. The rain came back in the ' +
  'second week of the month and nobody had to carry water any longer, which all of them were glad about.';

function wrap(pdf: Pdf, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== undefined && pdf.widthOfString(`${line} ${word}`) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function boxesInside(document: ParsedDocument): boolean {
  return document.pages.every(({ boxes, start, end }) =>
    boxes.every((value, at) => (at % 6 < 2 ? value >= start && value <= end : value >= 0 && value <= 1)),
  );
}

/** Columns whose lines are drawn from side to side, as some programs write them. */
function drawAcross(pdf: Pdf, texts: string[], width: number, gap: number, top: number): number {
  const columns = texts.map((text) => wrap(pdf, text, width));
  const rows = Math.max(...columns.map((lines) => lines.length));
  for (let row = 0; row < rows; row += 1) {
    columns.forEach((lines, column) => {
      const line = lines[row];
      if (line) pdf.text(line, 60 + column * (width + gap), top + row * 14, { lineBreak: false });
    });
  }
  return top + rows * 14;
}

describe('columns', () => {
  it('are read one after the other where the file draws lines across them, between lines over both', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.fontSize(10);
        pdf.text(
          'A line that stands over both of the columns of this page and goes beyond the gap between them',
          60,
          60,
        );
        const end = drawAcross(pdf, [left, right], 220, 30, 90);
        pdf.text(
          'Another line over both of the columns of this page, which comes in between them and the next',
          60,
          end + 20,
        );
        drawAcross(pdf, [right, left], 220, 30, end + 50);
      }),
    );
    const plain = document.text.replace(/\s+/g, ' ');
    expect(plain).toMatch(/gap between them The committee .* to its end\. Meanwhile the .* glad about\. Another line/);
    expect(plain.slice(plain.indexOf('Another line'))).toMatch(
      /Meanwhile .* glad about\. The committee .* to its end\.$/,
    );
    expect(boxesInside(document)).toBe(true);
  });

  it('may be three', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.fontSize(9);
        drawAcross(pdf, [left, right, left.toUpperCase()], 140, 22, 80);
      }),
    );
    const plain = document.text.replace(/\s+/g, ' ');
    expect(plain).toBe(`${left} ${right} ${left.toUpperCase()}`);
  });
});

describe('tables in a PDF', () => {
  const rows = [
    ['Fruit', 'Price', 'Country of origin'],
    ['Apples', '3.50', 'Norway'],
    ['Pears and quinces', '4', 'Italy'],
    ['Plums', '2.25', 'Bosnia'],
  ];
  const draw = (pdf: Pdf, cells: string[][], bold: boolean) => {
    pdf.fontSize(11).text('All prices of this year are in the table below this line of text.', 72, 60);
    cells.forEach((row, index) => {
      pdf.font(bold && index === 0 ? 'Helvetica-Bold' : 'Helvetica');
      for (const [column, cell] of row.entries())
        pdf.text(cell, 72 + column * 150, 100 + index * 18, { lineBreak: false });
    });
    pdf.font('Helvetica').text('Behind the table the text goes on.', 72, 220);
  };

  it('name the column of each value where a header row can be told', async () => {
    const document = await read(makePdf((pdf) => draw(pdf, rows, true)));
    expect(document.text).toContain(
      [
        'Fruit | Price | Country of origin',
        'Fruit: Apples | Price: 3.50 | Country of origin: Norway',
        'Fruit: Pears and quinces | Price: 4 | Country of origin: Italy',
        'Fruit: Plums | Price: 2.25 | Country of origin: Bosnia',
      ].join('\n'),
    );
    expect(boxesInside(document)).toBe(true);
    const page = document.pages[0]!;
    const boxed = new Set<string>();
    for (let at = 0; at < page.boxes.length; at += 6)
      boxed.add(document.text.slice(page.boxes[at], page.boxes[at + 1]));
    // What is added has no place on the page, what stands there has one.
    for (const cell of rows.flat()) expect(boxed.has(cell)).toBe(true);
    expect([...boxed].some((text) => text.includes('|') || text.includes('Price:'))).toBe(false);
  });

  it('keep their cells apart where there is no header', async () => {
    const words = [
      ['one', 'two'],
      ['three', 'four'],
      ['five', 'six'],
    ];
    const document = await read(makePdf((pdf) => draw(pdf, words, false)));
    expect(document.text).toContain('one | two\nthree | four\nfive | six');
  });

  it('are not seen in program text', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.font('Courier').fontSize(10);
        for (const [index, line] of ['a = 1     # first', 'bc = 22   # second', 'def = 3   # third'].entries())
          pdf.text(line, 72, 100 + index * 14, { lineBreak: false });
      }),
    );
    expect(document.text).not.toContain('|');
  });
});

describe('letters of a PDF', () => {
  it.each([
    ['\uFA0A\uF9E4\u2F08', '見理人'],
    ['ＡＢＣ１２３，（全角）', 'ABC123，（全角）'],
    ['ｶﾞﾗｽ', 'ガラス'],
    ['o\uFB03ce \uFB02ag', 'office flag'],
    ['\u{2F800}', '丽'],
    ['︵文︶︑', '（文）、'],
    ['zero\u200Bwidth\u00A0blank', 'zerowidth blank'],
    ['①②', '①②'],
  ])('are those that people type: %s', (raw, usual) => {
    expect(normaliseLetters(raw)).toBe(usual);
  });

  it('keep their places when they are replaced', async () => {
    const document = await read(makeChinesePdf([['ＡＢ\uFA0A学', '第二行']]));
    expect(document.text).toBe('AB見学\n第二行');
    const [start, end] = document.pages[0]!.boxes;
    expect(document.text.slice(start, end)).toBe('AB見学');
    expect(boxesInside(document)).toBe(true);
  });
});

describe('pages that are pictures', () => {
  it('among pages of text are marked, empty ones are not', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.text(left).addPage();
        pdf.image(Buffer.from(makePng(40, 40)), 0, 0, { width: 595, height: 842 });
        pdf.addPage().addPage().text(right);
      }),
    );
    expect(document.pages.map((page) => page.note)).toEqual([undefined, 'picture', undefined, undefined]);
  });
});

/** Text recognition for the tests below: Tesseract to read pictures, and Poppler to make one from a page of text. */
const tesseract = await findTesseract();
const poppler = await runProgram('pdftoppm', ['-v'], { timeoutMs: 10_000 });
const canRecognise = poppler !== null && tesseract?.languages.includes('eng') === true;

/** A PDF whose page is a picture of the page of another. */
async function scan(pdf: Uint8Array, kind: '-png' | '-jpeg'): Promise<Uint8Array> {
  const args = ['-r', '150', kind, '-singlefile', '-'];
  const picture = await runProgram('pdftoppm', args, { input: pdf, timeoutMs: 30_000 });
  return makePdf((scanned) => {
    scanned.image(picture!, 0, 0, { width: 595.28, height: 841.89 });
  });
}

describe('scanned PDFs', () => {
  it.skipIf(!canRecognise).each(['-png', '-jpeg'] as const)(
    'are read with the places of their words, by Tesseract (skipped without it and Poppler): %s',
    async (kind) => {
      const original = await makePdf((pdf) => {
        pdf.fontSize(24).text('Garden rules', 72, 72);
        pdf.fontSize(12).text(left, 72, 130, { width: 420 });
      });
      const document = await read(scan(original, kind), true);
      expect(document.text).toContain('The committee met in the morning and considered the budget');
      expect(document.headings[0]?.text).toBe('Garden rules');
      expect(document.pages[0]!.note).toBe('recognised');
      expect(boxesInside(document)).toBe(true);
      const { boxes } = document.pages[0]!;
      const at = document.text.indexOf('committee');
      const box = boxes.findIndex((value, index) => index % 6 === 0 && value <= at && boxes[index + 1]! > at);
      const [x, y] = [boxes[box + 2]!, boxes[box + 3]!];
      expect(x).toBeCloseTo((72 + 25) / 595, 1);
      expect(y).toBeCloseTo(130 / 842, 1);
    },
  );

  it.skipIf(!canRecognise)(
    'are read by a parse process without being asked twice (skipped without Tesseract)',
    async () => {
      await using folder = await temporaryFolder();
      const parser = createParser({ launcher: nodeLauncher, concurrency: 1 });
      try {
        const original = await makePdf((pdf) => pdf.fontSize(14).text(right, 72, 72, { width: 420 }));
        await writeFile(folder.at('scan.pdf'), await scan(original, '-png'));
        const seen: number[] = [];
        const summary = await parser.parse(
          { source: folder.at('scan.pdf'), name: 'scan.pdf', output: folder.at('out.json') },
          { onPage: (page) => seen.push(page) },
        );
        expect(summary).toMatchObject({ format: 'pdf', pages: 1 });
        expect(summary.characters).toBeGreaterThan(150);
        expect(seen.at(-1)).toBe(1);
      } finally {
        await parser.close();
      }
    },
  );

  it.skipIf(!canRecognise)('of empty paper are refused as scanned after recognition (skipped without it)', async () => {
    await expect(read(makeScannedPdf(1), true)).rejects.toMatchObject({ code: 'document-scanned' });
  });

  it('are refused as scanned while nobody asks for recognition', async () => {
    await expect(read(makeScannedPdf(1))).rejects.toMatchObject({ code: 'document-scanned', details: { pages: 1 } });
  });
});
