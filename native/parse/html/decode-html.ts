import { AppError } from '../../../core/contract/index.ts';
import { decodeAs } from '../text/decode-as.ts';
import { type DecodedText, decodeText } from '../text/decode-text.ts';

/** Pages must declare their encoding this early. */
const declarationBytes = 4096;

/**
 * The characters of a web page: by its byte order mark, else UTF-8 when all of it is valid, else as it declares, else
 * by guess. Valid UTF-8 comes before the declaration because tools convert pages and forget to change what they say.
 * Fails with document-unreadable when it is no text.
 */
export function decodeHtml(bytes: Uint8Array): DecodedText {
  const guess = decodeText(bytes);
  if (guess && /^utf-/.test(guess.encoding)) return guess;
  const start = Buffer.from(bytes.subarray(0, declarationBytes)).toString('latin1');
  const declared =
    /<meta[^>]{0,200}\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1] ??
    /^\s*<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  const text = declared && !/^utf-/i.test(declared) ? decodeAs(bytes, declared) : null;
  if (declared && text && !text.includes('\uFFFD')) return { text, encoding: declared.toLowerCase() };
  if (guess) return guess;
  if (declared && text) return { text, encoding: declared.toLowerCase() };
  throw new AppError('document-unreadable', { reason: 'binary data' });
}
