import { AppError, type DocumentFormat, formatOfName } from '../../core/contract/index.ts';
import { largestTextFile } from './limits.ts';
import { type DecodedText, decodeText } from './text/decode-text.ts';
import { listZip } from './zip/list-zip.ts';
import { openZip, type Zip } from './zip/open-zip.ts';

type PackedFormat = 'docx' | 'pptx' | 'xlsx' | 'odt' | 'ods' | 'odp' | 'epub';
type DecodedFormat = 'csv' | 'json' | 'text' | 'markdown' | 'code';

/** A format with what was found out on the way to it: bytes of its own, the parts of a packed file, or characters. */
export type FoundFormat =
  | { format: 'pdf' | 'html' | 'email' | 'web-archive' }
  | { format: PackedFormat; zip: Zip }
  | { format: DecodedFormat; decoded: DecodedText };

/** Formats made of readable characters that are not prose; their text would only be noise in a library. */
const markupNames = new Set(['rtf', 'ps', 'eps', 'svg']);
/** What shows that a packed file is a document of this kind, whatever it is called. */
const mainParts: [part: RegExp, format: PackedFormat][] = [
  [/^word\/document\d*\.xml$/i, 'docx'],
  [/^ppt\/presentation\d*\.xml$/i, 'pptx'],
  [/^xl\/workbook\d*\.xml$/i, 'xlsx'],
  [/^META-INF\/container\.xml$/i, 'epub'],
];
const openDocumentTypes: [type: string, format: PackedFormat][] = [
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
  ['application/vnd.oasis.opendocument.presentation', 'odp'],
  ['application/epub+zip', 'epub'],
];
const packedFormats: ReadonlySet<string> = new Set(['docx', 'pptx', 'xlsx', 'odt', 'ods', 'odp', 'epub']);

/**
 * Decides by content, and by name where contents look alike. Fails with document-encrypted, document-unreadable (the
 * contents are not what the name says), document-too-large or document-unsupported.
 */
export function detectFormat(bytes: Uint8Array, name: string): FoundFormat {
  const extension = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const promised = formatOfName(name);
  const start = latin(bytes.subarray(0, 1024));

  if (start.includes('%PDF-')) return { format: 'pdf' };
  if (start.startsWith('\xD0\xCF\x11\xE0')) return refuseCompound(bytes, promised, extension);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    const found = packedFormat(bytes);
    if (found) return found;
    throw refusal(promised, extension, 'archive without a document');
  }
  if (promised === 'pdf' || (promised && packedFormats.has(promised)))
    throw refusal(promised, extension, `no ${extension.toUpperCase()} data`);
  if (start.startsWith('{\\rtf') || start.startsWith('%!PS') || markupNames.has(extension))
    throw new AppError('document-unsupported', { extension });

  if (bytes.length > largestTextFile)
    throw new AppError('document-too-large', { bytes: bytes.length, limitBytes: largestTextFile });
  if (promised === 'email') return { format: 'email' };
  if (extension === 'mht' || extension === 'mhtml') return { format: 'web-archive' };
  if (promised === 'html' || (!promised && /^[\s\xEF\xBB\xBF]*<(?:!doctype\s+html|html)\b/i.test(start)))
    return { format: 'html' };
  const decoded = decodeText(bytes);
  if (!decoded) throw refusal(promised, extension, 'binary data');
  return { format: isDecoded(promised) ? promised : 'text', decoded };
}

function isDecoded(format: DocumentFormat | null): format is DecodedFormat {
  return format === 'csv' || format === 'json' || format === 'markdown' || format === 'code';
}

/** The document inside an archive; null when there is none. Fails with document-unreadable for a damaged archive. */
function packedFormat(bytes: Uint8Array): FoundFormat | null {
  const entries = listZip(bytes);
  if (!entries) return null;
  const main = mainParts.find(([part]) => entries.some((entry) => part.test(entry.name)));
  const typed = entries.some((entry) => entry.name === 'mimetype' && entry.size < 200);
  if (!main && !typed) return null;
  const zip = openZip(bytes, entries);
  if (!typed) return main ? { format: main[1], zip } : null;
  const type = latin(zip.read('mimetype')!).trim();
  const declared = openDocumentTypes.find(([known]) => type === known || type === `${known}-template`);
  const format = declared?.[1] ?? main?.[1];
  return format ? { format, zip } : null;
}

/** The container of old Office files, and of new ones behind a password. */
function refuseCompound(bytes: Uint8Array, promised: DocumentFormat | null, extension: string): never {
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
  if (encrypted || (promised && packedFormats.has(promised))) throw new AppError('document-encrypted');
  throw new AppError('document-unsupported', { extension });
}

/** A name that promises a format of ours makes other contents a damaged or wrongly named file. */
function refusal(promised: DocumentFormat | null, extension: string, reason: string): AppError {
  return promised
    ? new AppError('document-unreadable', { reason })
    : new AppError('document-unsupported', { extension, reason });
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
