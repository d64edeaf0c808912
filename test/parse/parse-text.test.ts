import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { encodeText, makePng } from '../support/documents.ts';

const simplified =
  '关于在小内存机器上安装系统的说明：您必须至少有足够的内存和硬盘空间，安装程序才能正常运行。请先阅读第三章。';
const traditional =
  '關於在小記憶體機器上安裝系統的說明：您必須至少有足夠的記憶體和硬碟空間，安裝程式才能正常執行。請先閱讀第三章。';
const japanese =
  'このマニュアルはインストールの手順について説明しています。少なくとも七百八十メガバイトのメモリが必要です。';
const korean = '이 문서는 설치 방법에 대하여 설명합니다. 최소한의 메모리와 디스크 공간이 필요합니다.';

async function read(bytes: Uint8Array, name = 'notes.txt') {
  return parseBytes(bytes, name);
}

describe('encodings of text files', () => {
  it.each([
    ['utf-8', simplified],
    ['utf-16le', simplified],
    ['utf-16be', simplified],
    ['utf-16le', 'Plain English words.'],
    ['utf-16be', 'Plain English words.'],
    ['gb18030', simplified],
    ['gb18030', traditional],
    ['gb18030', '会议记录'],
    ['big5', traditional],
    ['big5', '會議的時間'],
    ['shift_jis', japanese],
    ['euc-jp', japanese],
    ['euc-kr', korean],
    ['windows-1252', 'Le café était fermé — “très” naïve, señor Müller.'],
  ])('%s is recognised without a byte order mark: %s', async (encoding, text) => {
    await expect(read(encodeText(text, encoding))).resolves.toMatchObject({ text, encoding });
  });

  it.each([
    ['utf-8', simplified],
    ['utf-16le', 'x'],
    ['utf-16be', japanese],
    ['utf-32le', korean],
  ])('%s is recognised by its byte order mark, which is not part of the text', async (encoding, text) => {
    await expect(read(encodeText(text, encoding, { addBOM: true }))).resolves.toMatchObject({ text, encoding });
  });

  it('keeps Chinese mixed with long stretches of English in its encoding', async () => {
    const text = `${'Install the package and restart. '.repeat(200)}请先阅读第三章的说明。`;
    await expect(read(encodeText(text, 'gb18030'))).resolves.toMatchObject({ text, encoding: 'gb18030' });
  });

  it('recognises UTF-8 with a damaged byte', async () => {
    const bytes = encodeText(simplified.repeat(5), 'utf-8');
    bytes[40] = 0xff;
    const document = await read(bytes);
    expect(document.encoding).toBe('utf-8');
    expect(document.text).toContain('请先阅读第三章');
  });
});

describe('text', () => {
  it('has its line ends made equal and its control characters removed', async () => {
    const document = await read(encodeText('one\r\ntwo\rthree\u0000\u0007\n\tfour\u2028five and more', 'utf-8'));
    expect(document.text).toBe('one\ntwo\nthree\n\tfour\nfive and more');
  });

  it('never holds half a surrogate pair', async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x3d, 0xd8, 0x41, 0x00, 0x3d, 0xd8, 0x00, 0xde]);
    const document = await read(bytes);
    expect(document.text.isWellFormed()).toBe(true);
    expect(document.text).toBe('\uFFFDA😀');
  });

  it.each(['', ' \n\t\n', '\uFEFF'])('is refused as empty when there is none: %j', async (text) => {
    await expect(read(encodeText(text || ' ', 'utf-8'))).rejects.toMatchObject({ code: 'document-empty' });
  });
});

describe('Markdown', () => {
  it('is kept as it is, with the headings and their offsets', async () => {
    const text =
      '# Guide to *memory*\n\nText.\n\n```sh\n# not a heading\n```\n\nDisks\n=====\n\n### Small `disks` ###\n\n#hashtag\n';
    const document = await read(encodeText(text, 'utf-8'), 'guide.md');
    expect(document.text).toBe(text);
    expect(
      document.headings.map(({ level, text: title, start, end }) => [level, title, text.slice(start, end)]),
    ).toEqual([
      [1, 'Guide to memory', '# Guide to *memory*'],
      [1, 'Disks', 'Disks'],
      [3, 'Small disks', '### Small `disks` ###'],
    ]);
    expect(document.title).toBe('Guide to memory');
  });

  it('has no headings in its front matter, which stays as text', async () => {
    const text = '---\ntitle: A\nnotes: b\n---\n\n# Real\n';
    const document = await read(encodeText(text, 'utf-8'), 'guide.md');
    expect(document.text).toBe(text);
    expect(document.headings.map((heading) => heading.text)).toEqual(['Real']);
  });

  it('is told from plain text by its name', async () => {
    const bytes = encodeText('# Not a heading here\n', 'utf-8');
    await expect(read(bytes, 'a.txt')).resolves.toMatchObject({ format: 'text', headings: [] });
    await expect(read(bytes, 'A.MARKDOWN')).resolves.toMatchObject({ format: 'markdown' });
  });
});

describe('files that are no documents', () => {
  it('are unreadable when their name promises a format of ours', async () => {
    const picture = makePng(40, 40);
    for (const name of ['a.pdf', 'a.docx', 'a.txt', 'a.md'])
      await expect(read(picture, name)).rejects.toMatchObject({ code: 'document-unreadable' });
    await expect(read(encodeText('Just words', 'utf-8'), 'a.pdf')).rejects.toMatchObject({
      code: 'document-unreadable',
      details: { reason: 'no PDF data' },
    });
  });

  it('are unsupported otherwise', async () => {
    await expect(read(makePng(40, 40), 'a.png')).rejects.toMatchObject({ code: 'document-unsupported' });
    await expect(read(encodeText('{\\rtf1 words}', 'utf-8'), 'a.rtf')).rejects.toMatchObject({
      code: 'document-unsupported',
    });
    const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0]);
    await expect(read(old, 'a.doc')).rejects.toMatchObject({ code: 'document-unsupported' });
  });
});
