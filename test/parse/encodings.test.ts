import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../native/parse/text/decode-text.ts';
import { encodeText } from '../support/documents.ts';
import { languageSamples } from '../support/languages.ts';

/** A text in this encoding, or null where the encoding lacks some of its characters. */
function encode(text: string, encoding: string): Uint8Array | null {
  if (encoding === 'iso-2022-jp') return null;
  const bytes = iconv.encode(text, encoding);
  return iconv.decode(bytes, encoding) === text ? new Uint8Array(bytes) : null;
}

/** Each text alone, all of them as one, as a long file, and one among English. */
function variants(texts: readonly string[]): string[] {
  const all = texts.join('\n');
  const english = `Notes\n\n${texts[1]}\n\n${'Plain words in English stand around it. '.repeat(100)}`;
  return [...texts, all, `${all}\n`.repeat(40), english];
}

const files = languageSamples.flatMap(({ language, encodings, texts }) =>
  encodings.flatMap((encoding) =>
    variants(texts).flatMap((text) => {
      const bytes = encode(text, encoding);
      return bytes ? [{ language, encoding, text, bytes }] : [];
    }),
  ),
);

describe('text files without a mark of their encoding', () => {
  it('are at least two hundred here', () => {
    expect(files.length).toBeGreaterThan(200);
  });

  for (const { language, encodings } of languageSamples) {
    it(`are read without a wrong character: ${language} in ${encodings.join(', ')}`, () => {
      const own = files.filter((file) => file.language === language);
      const wrong = own.flatMap(({ encoding, text, bytes }) => {
        const found = decodeText(bytes);
        return found?.text === text ? [] : [{ encoding, text: text.slice(0, 60), found: found?.encoding }];
      });
      expect(wrong).toEqual([]);
    });
  }

  it('are read where only a late line is not English', () => {
    const text = `${'An ordinary line of a long log.\n'.repeat(4000)}会议记录：安装程序无法启动。\n`;
    expect(decodeText(encodeText(text, 'gb18030'))).toEqual({ text, encoding: 'gb18030' });
  });

  it('in Japanese may switch alphabets by escape sequences', () => {
    const bytes = Buffer.from('Memo: \x1b$B2q5D$O6bMKF|$G$9\x1b(B.', 'latin1');
    expect(decodeText(bytes)).toEqual({ text: 'Memo: 会議は金曜日です.', encoding: 'iso-2022-jp' });
  });

  it('that are no text are recognised as such', () => {
    const noise = new Uint8Array(4000).map((_, index) => (index * 7919 + (index >> 3) * 104729) & 0xff);
    expect(decodeText(noise)).toBeNull();
  });
});
