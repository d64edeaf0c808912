import { decodeAs } from '../text/decode-as.ts';
import { decodeText } from '../text/decode-text.ts';

const encodedWord = /=\?([\w.:-]+)(?:\*[\w-]*)?\?([bqBQ])\?([^?\s]*)\?=/g;

/**
 * A header's value as people see it: encoded words (RFC 2047) decoded, blanks between two of them dropped. `raw` holds
 * a byte per character.
 */
export function headerText(raw: string): string {
  // Mails that break the rules put 8-bit characters into their headers.
  const plain = /[\x80-\xFF]/.test(raw) ? (decodeText(Buffer.from(raw, 'latin1'))?.text ?? raw) : raw;
  const joined = joinSplitCharacters(plain.replace(/(\?=)\s+(?==\?[\w.:-]+\?[bqBQ]\?)/g, '$1'));
  return joined
    .replace(encodedWord, (whole, charset: string, kind: string, content: string) => {
      return decodeAs(wordBytes(kind, content), charset) ?? whole;
    })
    .replace(/\s+/g, ' ')
    .trim();
}

/** Some programs cut a character of several bytes between two words; words of one encoding are put together first. */
function joinSplitCharacters(text: string): string {
  return text.replace(
    /(=\?[\w.:-]+\?[bB]\?)([A-Za-z0-9+/=]*)\?=((?:=\?[\w.:-]+\?[bB]\?[A-Za-z0-9+/=]*\?=)+)/g,
    (whole, start: string, first: string, rest: string) => {
      const words = [...rest.matchAll(/(=\?[\w.:-]+\?[bB]\?)([A-Za-z0-9+/=]*)\?=/g)];
      if (words.some((word) => word[1]!.toLowerCase() !== start.toLowerCase())) return whole;
      const bytes = Buffer.concat([first, ...words.map((word) => word[2]!)].map((part) => Buffer.from(part, 'base64')));
      return `${start}${bytes.toString('base64')}?=`;
    },
  );
}

function wordBytes(kind: string, content: string): Uint8Array {
  if (kind.toLowerCase() === 'b') return Buffer.from(content, 'base64');
  return quotedPrintable(content.replaceAll('_', ' '));
}

/** Bytes of quoted-printable text (RFC 2045); damaged sequences stay as they are. */
export function quotedPrintable(text: string): Uint8Array {
  const plain = text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
