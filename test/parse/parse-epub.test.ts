import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { makeEpub } from '../support/packed-documents.ts';

describe('e-books', () => {
  it('are read in the order of the spine, under the headings of their chapters', async () => {
    const bytes = makeEpub([
      ['one.xhtml', '<h1>First</h1><p>Once upon a time&nbsp;there was a garden.</p>'],
      ['第二章.xhtml', '<h1>Second<br/>part</h1><p>玫瑰</p><script>no()</script>'],
    ]);
    const document = await parseBytes(bytes, 'book.epub');
    expect(document.text).toBe('First\n\nOnce upon a time there was a garden.\n\nSecond part\n\n玫瑰');
    expect(document).toMatchObject({ format: 'epub', title: 'The book', pages: [] });
    expect(document.headings.map(({ text }) => text)).toEqual(['First', 'Second part']);
  });

  it('get the headings that only their table of contents knows', async () => {
    const bytes = makeEpub(
      [
        ['a.xhtml', '<p>Chapter one</p><p>Text of it.</p>'],
        ['b.xhtml', '<p>Text without a name.</p>'],
      ],
      {
        contents: [
          ['a.xhtml', 'Chapter one'],
          ['b.xhtml', 'Chapter two'],
        ],
      },
    );
    const document = await parseBytes(bytes, 'book.epub');
    expect(document.text).toBe('Chapter one\n\nText of it.\n\nChapter two\n\nText without a name.');
    expect(document.headings.map(({ text, start, end }) => [text, document.text.slice(start, end)])).toEqual([
      ['Chapter one', 'Chapter one'],
      ['Chapter two', 'Chapter two'],
    ]);
  });

  it('whose text is locked are refused as encrypted; hidden fonts do not lock it', async () => {
    const locked = (algorithm: string) =>
      makeEpub([['a.xhtml', '<p>Text</p>']], {
        extra: {
          'META-INF/encryption.xml': `<encryption><EncryptedData><EncryptionMethod Algorithm="${algorithm}"/></EncryptedData></encryption>`,
        },
      });
    await expect(parseBytes(locked('http://www.w3.org/2001/04/xmlenc#aes128-cbc'), 'a.epub')).rejects.toMatchObject({
      code: 'document-encrypted',
    });
    await expect(parseBytes(locked('http://www.idpf.org/2008/embedding'), 'a.epub')).resolves.toMatchObject({
      text: 'Text',
    });
  });
});
