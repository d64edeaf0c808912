import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { makeChinesePdf, makeEncryptedPdf, makePdf, makeScannedPdf, makeTextPdf } from '../support/documents.ts';

const prose =
  'The committee met in the morning and considered the budget for the coming year. Several members asked for more ' +
  'time. The chair agreed to postpone the decision until everyone had read the report.';

const read = async (bytes: Uint8Array | Promise<Uint8Array>) => parseBytes(await bytes, 'a.pdf');

/** The boxes of a page with their text. */
function boxesOf(document: ParsedDocument, page = 0) {
  const { boxes } = document.pages[page]!;
  return Array.from({ length: boxes.length / 6 }, (_, index) => {
    const [start, end, x, y, width, height] = boxes.slice(index * 6, index * 6 + 6) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { text: document.text.slice(start, end), x, y, width, height };
  });
}

function pageTexts(document: ParsedDocument): string[] {
  return document.pages.map((page) => document.text.slice(page.start, page.end));
}

describe('text of a PDF', () => {
  it('has wrapped lines joined and paragraphs set apart', async () => {
    const document = await read(makeTextPdf([[prose, prose]]));
    expect(document.text).toBe(`${prose}\n\n${prose}`);
  });

  it('keeps short lines as they are', async () => {
    const document = await read(makePdf((pdf) => pdf.text('Apples\nPears and plums\nKiwis')));
    expect(document.text).toBe('Apples\nPears and plums\nKiwis');
  });

  it('begins a paragraph at an indented line', async () => {
    const document = await read(
      makePdf((pdf) => pdf.fontSize(11).text(`${prose}\n${prose}`, { indent: 20, align: 'justify' })),
    );
    expect(document.text).toBe(`${prose}\n\n${prose}`);
  });

  it('reads one column after the other', async () => {
    const document = await read(
      makePdf((pdf) => pdf.fontSize(10).text(prose.repeat(3), { columns: 2, columnGap: 20, width: 450, height: 90 })),
    );
    expect(document.text.replace(/\s+/g, '')).toBe(prose.repeat(3).replace(/\s+/g, ''));
    expect(boxesOf(document).some((box) => box.x > 0.5)).toBe(true);
  });

  it('is put in order where lines were drawn from the bottom up', async () => {
    const document = await read(
      makePdf((pdf) => {
        for (let line = 12; line >= 1; line -= 1) pdf.text(`This is line ${line}.`, 72, 60 + line * 20);
      }),
    );
    expect(document.text.match(/\d+/g)).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 1)));
  });

  it('has words joined that were divided at a line end', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.text('Before the administration of the system begins, the adminis-', 72, 100);
        pdf.text('tration needs a plan, and the people who write it need well-', 72, 115);
        pdf.text('known facts. A well-known fact is a fact that people all know.', 72, 130);
      }),
    );
    expect(document.text).toContain('the administration needs a plan');
    expect(document.text).toContain('need well-known facts');
  });

  it('keeps the lines and the indentation of program text', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.text(prose).moveDown();
        pdf.font('Courier').fontSize(10);
        pdf.text('if (memory < 780) {\n    install(lowmem);\n    print("slow way");\n}');
      }),
    );
    expect(document.text).toContain('if (memory < 780) {\n    install(lowmem);\n    print("slow way");\n}');
  });

  it('marks raised digits, so that they do not change the figure before them', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.fontSize(12).text('You need 1160MB', 72, 100, { lineBreak: false });
        const end = 72 + 92.7;
        pdf.fontSize(7).text('1', end, 98, { lineBreak: false });
        pdf.fontSize(12).text('of disk space.', end + 8, 100, { lineBreak: false });
      }),
    );
    expect(document.text).toBe('You need 1160MB¹ of disk space.');
  });

  it('has dot leaders shortened to one mark', async () => {
    const document = await read(
      makePdf((pdf) => pdf.text(`2.5 Memory ${'. '.repeat(40)}9\n2.6 Disks ${'.'.repeat(40)} 10`)),
    );
    expect(document.text).toBe('2.5 Memory … 9\n2.6 Disks … 10');
  });

  it('has ligatures as letters', async () => {
    const bytes = makeChinesePdf([['\uFB01rst of\uFB01ce']]);
    expect((await read(bytes)).text).toBe('first office');
  });
});

describe('Chinese PDFs whose font is not in the file', () => {
  it.each(['UniGB-UCS2-H', 'GBK-EUC-H'] as const)('are read by the character map %s', async (encoding) => {
    const document = await read(
      makeChinesePdf(
        [['您必须至少有 780MB 的内存和 1160MB 的硬盘空间来进行普通安装，注意', '这是最小的数字。'], ['第二页']],
        encoding,
      ),
    );
    expect(document.text).toBe(
      '您必须至少有 780MB 的内存和 1160MB 的硬盘空间来进行普通安装，注意这是最小的数字。\n\n第二页',
    );
  });

  it('are read in columns where they are set from top to bottom', async () => {
    const document = await read(makeChinesePdf([['您必须至少有内存', '第二行在左边']], 'UniGB-UCS2-V'));
    expect(document.text).toBe('您必须至少有内存\n第二行在左边');
    const [first, second] = boxesOf(document);
    expect(first!.height).toBeCloseTo((8 * 12) / 842, 2);
    expect(second!.x).toBeLessThan(first!.x);
  });
});

describe('boxes', () => {
  it('cover each run of text, as fractions of the page from the top left', async () => {
    const document = await read(makePdf((pdf) => pdf.fontSize(20).text('Hello', 119, 168.4, { lineBreak: false })));
    const [box] = boxesOf(document);
    expect(box!.text).toBe('Hello');
    expect(box!.x).toBeCloseTo(0.2, 2);
    expect(box!.y).toBeCloseTo(0.2, 2);
    expect(box!.width).toBeCloseTo(45.6 / 595.28, 2);
    expect(box!.height).toBeGreaterThan(20 / 842);
    expect(box!.height).toBeLessThan(28 / 842);
  });

  it('cover all text but the blanks between runs, in order', async () => {
    const document = await read(makeTextPdf([[prose, prose], [prose]]));
    for (const [index, page] of document.pages.entries()) {
      let end = page.start;
      for (let at = 0; at < page.boxes.length; at += 6) {
        expect(document.text.slice(end, page.boxes[at]).trim()).toBe('');
        expect(page.boxes[at + 1]).toBeGreaterThan(page.boxes[at]!);
        end = page.boxes[at + 1]!;
      }
      expect(end).toBe(page.end);
      for (const box of boxesOf(document, index)) {
        for (const value of [box.x, box.y, box.x + box.width, box.y + box.height]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('part a line where a sentence ends', async () => {
    const document = await read(
      makePdf((pdf) => pdf.fontSize(12).text('Memory is cheap. Disks are cheaper.', 72, 100, { lineBreak: false })),
    );
    const [first, second] = boxesOf(document);
    expect([first!.text, second!.text]).toEqual(['Memory is cheap.', 'Disks are cheaper.']);
    // Widths of Helvetica: 96.7 points for the first sentence with its blank.
    expect(second!.x * 595.28).toBeCloseTo(72 + 96.7, -0.7);
    expect(first!.x + first!.width).toBeLessThan(second!.x);
  });

  it('follow the rotation of the page', async () => {
    const document = await read(
      makePdf((pdf) => {
        Object.assign(pdf.page.dictionary.data, { Rotate: 90 });
        pdf.text('Turned', 72, 72);
      }),
    );
    expect(document.pages[0]).toMatchObject({ width: 841.89, height: 595.28 });
    const [box] = boxesOf(document);
    expect(box!.x).toBeGreaterThan(0.85);
    expect(box!.y).toBeCloseTo(72 / 595.28, 2);
    expect(box!.height).toBeGreaterThan(box!.width);
  });

  it('follow text that runs down the page', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.text(prose);
        pdf
          .save()
          .rotate(90, { origin: [300, 400] })
          .text('Sideways', 300, 400)
          .restore();
      }),
    );
    expect(document.text.endsWith('\n\nSideways')).toBe(true);
    const box = boxesOf(document).find(({ text }) => text === 'Sideways')!;
    expect(box.y).toBeCloseTo(400 / 842, 2);
    expect(box.height).toBeGreaterThan(2 * box.width);
  });
});

describe('headings', () => {
  it('are lines in larger type, with levels by size', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf
          .fontSize(24)
          .text('Guide')
          .fontSize(16)
          .text('Memory')
          .fontSize(11)
          .text(prose)
          .fontSize(16)
          .text('Disks')
          .fontSize(11)
          .text(prose);
      }),
    );
    expect(
      document.headings.map(({ level, text, start, end }) => [level, text, document.text.slice(start, end)]),
    ).toEqual([
      [1, 'Guide', 'Guide'],
      [2, 'Memory', 'Memory'],
      [2, 'Disks', 'Disks'],
    ]);
  });

  it('are those of the outline where they look like text', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.fontSize(11).text('1.2 Memory').moveDown().text(prose).moveDown();
        pdf.outline.addItem('Memory');
      }),
    );
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([[1, '1.2 Memory']]);
  });
});

describe('running headers, footers and page numbers', () => {
  const book = (pages: number, draw: (pdf: PdfDocument, page: number) => void) =>
    read(
      makePdf((pdf) => {
        for (let page = 1; page <= pages; page += 1) {
          if (page > 1) pdf.addPage();
          pdf.fontSize(11).text(`${prose} Page topic ${page * 7}.`, 72, 120, { width: 450 });
          draw(pdf, page);
        }
      }),
    );
  type PdfDocument = Parameters<Parameters<typeof makePdf>[0]>[0];

  it('are left out where they come again on many pages', async () => {
    const document = await book(6, (pdf, page) => {
      pdf.fontSize(9).text('Annual report', 72, 40, { lineBreak: false });
      pdf.fontSize(9).text(`- ${page} -`, 290, 760, { lineBreak: false });
    });
    for (const [index, text] of pageTexts(document).entries())
      expect(text).toBe(`${prose} Page topic ${(index + 1) * 7}.`);
  });

  it('are left out of any document where they count its pages', async () => {
    const document = await book(2, (pdf, page) =>
      pdf.fontSize(9).text(`Report ${page} / 2`, 72, 750, { lineBreak: false }),
    );
    for (const [index, text] of pageTexts(document).entries())
      expect(text).toBe(`${prose} Page topic ${(index + 1) * 7}.`);
  });

  it('stay in a document of few pages', async () => {
    const document = await book(2, (pdf) => pdf.fontSize(9).text('Annual report', 72, 40, { lineBreak: false }));
    expect(document.text.match(/Annual report/g)).toHaveLength(2);
  });

  it('are not mistaken for the titles of slides', async () => {
    const titles = ['Memory', 'Disks', 'Networks', 'Keyboards', 'Screens', 'Printers', 'Mice', 'Sound'];
    const document = await book(8, (pdf, page) =>
      pdf.fontSize(20).text(titles[page - 1]!, 72, 40, { lineBreak: false }),
    );
    for (const title of titles) expect(document.text).toContain(title);
  });
});

describe('pages', () => {
  it('are contiguous or apart by line breaks, and a sentence may run on', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const paragraphs = letters.flatMap((first) =>
      ['x', 'y', 'z'].map((last) => prose.replaceAll('the ', `${first}${last} `)),
    );
    const document = await read(makeTextPdf([paragraphs]));
    expect(document.pages.length).toBeGreaterThan(3);
    document.pages.forEach((page, index) => {
      const before = document.pages[index - 1];
      if (before) expect(document.text.slice(before.end, page.start)).toMatch(/^\n* ?$/);
    });
    expect(document.text.replace(/\s+/g, ' ')).toBe(paragraphs.join(' '));
  });

  it('without text stay in the count', async () => {
    const document = await read(
      makePdf((pdf) => {
        pdf.text(prose).addPage().addPage();
        pdf.text('The end of it.');
      }),
    );
    expect(pageTexts(document)).toEqual([prose, '', 'The end of it.']);
  });
});

describe('PDFs that cannot be read', () => {
  it('because of a password are refused as encrypted', async () => {
    await expect(read(makeEncryptedPdf())).rejects.toMatchObject({ code: 'document-encrypted' });
  });

  it('because they are pictures are refused as scanned', async () => {
    await expect(read(makeScannedPdf())).rejects.toMatchObject({ code: 'document-scanned', details: { pages: 2 } });
  });

  it('because they are damaged are refused as unreadable', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7\nthis is not a PDF at all');
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'document-unreadable',
      details: { reason: 'damaged PDF' },
    });
  });

  it('stop between pages when they are cancelled', async () => {
    const controller = new AbortController();
    const bytes = await makeTextPdf([['One page.'], ['Another page.'], ['A third page.']]);
    const pages: number[] = [];
    const reading = parseBytes(bytes, 'a.pdf', {
      signal: controller.signal,
      onPage: (page) => {
        pages.push(page);
        controller.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(pages).toEqual([1]);
  });
});
