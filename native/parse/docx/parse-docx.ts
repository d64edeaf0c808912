import mammoth from 'mammoth';
import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { htmlToText } from './html-to-text.ts';
import { parseHtml } from './html-tree.ts';
import { listZip } from './list-zip.ts';

/** XML that unpacks to more than this could not be held as a tree within the memory of a parse process. */
const largestUnpacked = 400 * 1024 ** 2;

/** Heading styles beyond those the converter knows: titles, and the names of other languages' Word. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='标题'] => h1:fresh",
  ...[1, 2, 3, 4, 5, 6].flatMap((level) =>
    ['标题', '標題', '見出し', '제목', 'Überschrift', 'Titre'].map(
      (name) => `p[style-name='${name} ${level}'] => h${level}:fresh`,
    ),
  ),
];

/** A Word document as plain text with its headings. Pictures and formatting are left out. */
export async function parseDocx(bytes: Uint8Array): Promise<ParsedDocument> {
  const entries = listZip(bytes) ?? [];
  const unpacked = entries.reduce((sum, entry) => sum + (/\.(xml|rels)$/i.test(entry.name) ? entry.size : 0), 0);
  if (unpacked > largestUnpacked)
    throw new AppError('document-too-large', { bytes: unpacked, limitBytes: largestUnpacked });

  const html = await convert(bytes);
  const { text, headings } = htmlToText(parseHtml(html));
  if (text.trim() === '') {
    const pictures = entries.some((entry) => /^word\/media\//i.test(entry.name));
    throw new AppError(pictures ? 'document-scanned' : 'document-empty');
  }
  const title = await readTitle(bytes);
  return {
    format: 'docx',
    title: title ?? headings.find((heading) => heading.level === 1)?.text ?? null,
    encoding: null,
    text,
    pages: [],
    headings,
  };
}

async function convert(bytes: Uint8Array): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      { styleMap, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return value;
  } catch (error) {
    throw new AppError('document-unreadable', { reason: 'damaged Word document' }, { cause: error });
  }
}

/** The title among the document's properties; null when there is none. */
async function readTitle(bytes: Uint8Array): Promise<string | null> {
  const { unzipSync } = await import('fflate');
  try {
    const files = unzipSync(bytes, {
      filter: (file) => file.name === 'docProps/core.xml' && file.originalSize < 1024 ** 2,
    });
    const xml = new TextDecoder().decode(files['docProps/core.xml'] ?? new Uint8Array());
    const source = /<dc:title[^>]*>([^<]*)<\/dc:title>/.exec(xml)?.[1] ?? '';
    const title = cleanText(parseHtml(source).children.join('')).trim();
    return title || null;
  } catch {
    // Properties are an extra; a document without readable ones is whole.
    return null;
  }
}
