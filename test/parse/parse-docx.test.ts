import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../native/parse/html/html-to-text.ts';
import { parseHtml } from '../../native/parse/html/html-tree.ts';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { makeDocx } from '../support/documents.ts';

const text = (html: string) => htmlToText(parseHtml(html)).text;

describe('Word documents', () => {
  it('become text with headings, lists and tables', async () => {
    const bytes = await makeDocx(
      [
        { heading: '安装指南', level: 1 },
        { paragraph: 'Memory & disks < 2 GB.' },
        { heading: 'Steps', level: 2 },
        { bullets: ['内存', 'disk'] },
        { numbers: ['first', 'second'] },
        {
          table: [
            ['Name', 'Price'],
            ['Apple', '3'],
            ['Pear', ''],
          ],
          header: true,
        },
      ],
      'The title',
    );
    const document = await parseBytes(bytes, 'a.docx');
    expect(document.text).toBe(
      [
        '安装指南',
        'Memory & disks < 2 GB.',
        'Steps',
        '- 内存\n- disk',
        '1. first\n2. second',
        'Name | Price\nName: Apple | Price: 3\nName: Pear',
      ].join('\n\n'),
    );
    expect(document).toMatchObject({ format: 'docx', title: 'The title', pages: [], encoding: null });
    expect(
      document.headings.map(({ level, start, end, text: title }) => [level, title, document.text.slice(start, end)]),
    ).toEqual([
      [1, '安装指南', '安装指南'],
      [2, 'Steps', 'Steps'],
    ]);
  });

  it('are recognised under any name', async () => {
    const bytes = await makeDocx([{ paragraph: 'Hello' }]);
    await expect(parseBytes(bytes, 'no extension')).resolves.toMatchObject({ format: 'docx', text: 'Hello' });
  });

  it('without any text are refused as empty', async () => {
    await expect(parseBytes(await makeDocx([{ paragraph: '' }]), 'a.docx')).rejects.toMatchObject({
      code: 'document-empty',
    });
  });

  it('behind a password are refused as encrypted', async () => {
    const container = new Uint8Array(2048);
    container.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    await expect(parseBytes(container, 'a.docx')).rejects.toMatchObject({ code: 'document-encrypted' });
    container.set(Buffer.from('EncryptedPackage', 'utf16le'), 1024);
    await expect(parseBytes(container, 'unnamed')).rejects.toMatchObject({ code: 'document-encrypted' });
  });

  it('that are cut off or damaged are refused as unreadable', async () => {
    const bytes = await makeDocx([{ paragraph: 'Hello' }]);
    await expect(parseBytes(bytes.slice(0, bytes.length / 2), 'a.docx')).rejects.toMatchObject({
      code: 'document-unreadable',
    });
    const broken = zipSync({ 'word/document.xml': new TextEncoder().encode('<w:document') });
    await expect(parseBytes(broken, 'a.docx')).rejects.toMatchObject({ code: 'document-unreadable' });
  });

  it('are told from other archives', async () => {
    const archive = zipSync({ 'notes/a.txt': new TextEncoder().encode('words') });
    await expect(parseBytes(archive, 'a.zip')).rejects.toMatchObject({ code: 'document-unsupported' });
    await expect(parseBytes(archive, 'a.docx')).rejects.toMatchObject({ code: 'document-unreadable' });
  });

  it('that would unpack to more than the limit are refused before they are unpacked', async () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(16) }, { level: 0 });
    const view = new DataView(bomb.buffer);
    const directory = view.getUint32(bomb.length - 22 + 16, true);
    view.setUint32(directory + 24, 3_000_000_000, true);
    await expect(parseBytes(bomb, 'a.docx')).rejects.toMatchObject({ code: 'document-unpacks-too-large' });
  });
});

describe('text of HTML', () => {
  it('indents lists in lists', () => {
    expect(text('<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>')).toBe('- a\n  1. b\n  2. c\n- d');
  });

  it('keeps line breaks and drops the links back from footnotes', () => {
    expect(text('<p>one<br />two</p><ol><li><p>note <a href="#footnote-ref-1">↑</a></p></li></ol>')).toBe(
      'one\ntwo\n\n1. note',
    );
  });

  it('labels the cells below a header row of bold cells', () => {
    const bold = (words: string) => `<td><p><strong>${words}</strong></p></td>`;
    const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td><p>${cell}</p></td>`).join('')}</tr>`;
    expect(text(`<table><tr>${bold('City')}${bold('People')}</tr>${row('Oslo', '700')}</table>`)).toBe(
      'City | People\nCity: Oslo | People: 700',
    );
    expect(text(`<table>${row('a', 'b')}${row('c', 'c')}</table>`)).toBe('a | b\nc | c');
  });

  it('counts merged cells for every row and column they cover', () => {
    const html =
      '<table><thead><tr><th>Region</th><th>City</th><th>Size</th></tr></thead><tbody>' +
      '<tr><td rowspan="2">North</td><td>Oslo</td><td>1</td></tr><tr><td>Bergen</td><td>2</td></tr>' +
      '<tr><td colspan="2">All</td><td>3</td></tr></tbody></table>';
    expect(text(html)).toBe(
      'Region | City | Size\nRegion: North | City: Oslo | Size: 1\nRegion: North | City: Bergen | Size: 2\nRegion: All | Size: 3',
    );
  });
});
