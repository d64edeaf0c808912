import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { formatOfName, readableEndings } from '../../core/contract/index.ts';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import { walkFiles } from '../../core/library/walk-files.ts';
import { createParser } from '../../native/parse/create-parser.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { encodeText, makeDocx, makeTextPdf } from '../support/documents.ts';
import { makeEpub, makeOdf, makePptx, makeXlsx, paragraph, shape, sheetRow } from '../support/packed-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const parser = createParser({ launcher: nodeLauncher, concurrency: 1 });
afterAll(() => parser.close());

const words = 'The garden opens in March.';
const utf8 = (text: string) => encodeText(text, 'utf-8');

const samples: [name: string, make: () => Uint8Array | Promise<Uint8Array>, format: string, pages: number | null][] = [
  ['a.pdf', () => makeTextPdf([[words], ['More.']]), 'pdf', 2],
  ['a.docx', () => makeDocx([{ paragraph: words }]), 'docx', null],
  ['a.pptx', () => makePptx([{ shapes: shape('title', paragraph(words)) }, { shapes: '' }]), 'pptx', 2],
  ['a.xlsx', () => makeXlsx([{ name: 'S', rows: sheetRow(1, [words]) }]), 'xlsx', null],
  ['a.odt', () => makeOdf('odt', `<text:p>${words}</text:p>`), 'odt', null],
  [
    'a.ods',
    () =>
      makeOdf(
        'ods',
        `<table:table table:name="S"><table:table-row><table:table-cell><text:p>${words}</text:p></table:table-cell></table:table-row></table:table>`,
      ),
    'ods',
    null,
  ],
  ['a.odp', () => makeOdf('odp', `<draw:page><text:p>${words}</text:p></draw:page>`), 'odp', 1],
  ['a.epub', () => makeEpub([['a.xhtml', `<p>${words}</p>`]]), 'epub', null],
  ['a.html', () => utf8(`<p>${words}</p>`), 'html', null],
  ['a.csv', () => utf8(`text\n${words}\n`), 'csv', null],
  ['a.json', () => utf8(JSON.stringify({ text: words })), 'json', null],
  ['a.eml', () => utf8(`Subject: x\n\n${words}`), 'email', null],
  ['a.md', () => utf8(`# ${words}`), 'markdown', null],
  ['a.txt', () => utf8(words), 'text', null],
  ['a.py', () => utf8(`# ${words}`), 'code', null],
];

describe('a file of each format', () => {
  it.each(samples)(
    'is read by a process of its own and can be cut into chunks: %s',
    async (name, make, format, pages) => {
      await using folder = await temporaryFolder();
      await writeFile(folder.at(name), await make());
      const summary = await parser.parse({ source: folder.at(name), name, output: folder.at('out.json') });
      expect(summary).toMatchObject({ format, pages });
      const stored = JSON.parse(await readFile(folder.at('out.json'), 'utf8')) as ParsedDocument;
      expect(stored.text).toContain(words);
      const chunk = { strategy: 'recursive', size: 200, overlap: 0, unit: 'chars', headings: true } as const;
      const rows = await parser.chunk({ parsed: folder.at('out.json'), chunk });
      const row = rows.find(({ text }) => text.includes(words))!;
      expect(stored.text.slice(row.start, row.end)).toBe(row.text);
      expect(row.page).toBe(pages === null ? null : 1);
    },
  );

  it('is found in a folder by its ending, and nothing else is', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.at('inner'));
    const names = [
      ...samples.map(([name]) => name),
      'inner/B.HTM',
      'photo.jpg',
      'program.exe',
      'archive.zip',
      'no-ending',
    ];
    for (const name of names) await writeFile(folder.at(name), 'x');
    const found = (await walkFiles([folder.path])).map((file) => file.name);
    expect(found.sort()).toEqual([...samples.map(([name]) => name), 'inner/B.HTM'].sort());
  });
});

describe('endings of file names', () => {
  it('belong to one format each', () => {
    const endings = Object.values(readableEndings).flat();
    expect(new Set(endings).size).toBe(endings.length);
  });

  it('are known in upper case too', () => {
    expect(formatOfName('Report.FINAL.PPTX')).toBe('pptx');
    expect(formatOfName('no-ending')).toBeNull();
    expect(formatOfName('folder.txt/file')).toBeNull();
  });
});
