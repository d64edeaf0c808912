import { AppError } from '../../core/contract/index.ts';
import { declaresWordDocument, listZip } from './docx/list-zip.ts';
import { type DecodedText, decodeText } from './text/decode-text.ts';

export type FoundFormat = { format: 'pdf' | 'docx' } | { format: 'text' | 'markdown'; decoded: DecodedText };

/** Formats made of readable characters that are not prose; their text would only be noise in a library. */
const markupNames = new Set(['rtf', 'ps', 'eps', 'svg', 'html', 'htm', 'xhtml', 'mhtml', 'mht']);
const markdownNames = new Set(['md', 'markdown', 'mdown', 'mkd', 'mdx']);
/** Names that promise a format of ours: other contents then mean a damaged or wrongly named file. */
const promised = new Set(['pdf', 'docx', 'txt', 'text', ...markdownNames]);

/**
 * Decides by content, and by name where contents look alike. Fails with document-encrypted, document-unreadable (the
 * contents are not what the name says) or document-unsupported.
 */
export function detectFormat(bytes: Uint8Array, name: string): FoundFormat {
  const extension = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const start = latin(bytes.subarray(0, 1024));

  if (start.includes('%PDF-')) return { format: 'pdf' };
  if (start.startsWith('\xD0\xCF\x11\xE0')) return refuseCompound(bytes, extension);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    const entries = listZip(bytes);
    if (entries && declaresWordDocument(entries)) return { format: 'docx' };
    throw refusal(extension, entries ? 'archive without a Word document' : 'damaged archive');
  }
  if (extension === 'pdf' || extension === 'docx') throw refusal(extension, `no ${extension.toUpperCase()} data`);
  if (start.startsWith('{\\rtf') || start.startsWith('%!PS') || markupNames.has(extension))
    throw new AppError('document-unsupported', { extension });

  const decoded = decodeText(bytes);
  if (!decoded) throw refusal(extension, 'binary data');
  return { format: markdownNames.has(extension) ? 'markdown' : 'text', decoded };
}

/** The container of old Office files, and of new ones behind a password. */
function refuseCompound(bytes: Uint8Array, extension: string): never {
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
  if (encrypted || extension === 'docx') throw new AppError('document-encrypted');
  throw new AppError('document-unsupported', { extension });
}

function refusal(extension: string, reason: string): AppError {
  return promised.has(extension)
    ? new AppError('document-unreadable', { reason })
    : new AppError('document-unsupported', { extension, reason });
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
