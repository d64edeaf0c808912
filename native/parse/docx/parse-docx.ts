import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { htmlToText } from '../html/html-to-text.ts';
import { parseHtml } from '../html/html-tree.ts';
import { decodeXml } from '../xml/decode-xml.ts';
import { readXml } from '../xml/read-xml.ts';
import { coreTitle } from '../xml/relationships.ts';
import type { Zip } from '../zip/open-zip.ts';

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

/** Parts that hold text or lead to it. Pictures, fonts and embedded files are never unpacked. */
const textParts = /\.(?:xml|rels)$/i;

/** A Word document as plain text with its headings. Pictures and formatting are left out. */
export async function parseDocx(zip: Zip): Promise<ParsedDocument> {
  const html = await convert(repack(zip));
  const { text, headings } = htmlToText(parseHtml(html));
  if (text.trim() === '') {
    const pictures = zip.names.some((name) => /^word\/media\//i.test(name));
    throw new AppError(pictures ? 'document-scanned' : 'document-empty');
  }
  return {
    format: 'docx',
    title: coreTitle(zip) ?? headings.find((heading) => heading.level === 1)?.text ?? null,
    encoding: null,
    text,
    pages: [],
    headings,
  };
}

/**
 * The parts that are read, checked and in an archive of their own: the converter unpacks whatever it finds and believes
 * the sizes it is told, so it only ever sees what has passed our limits.
 */
function repack(zip: Zip): Uint8Array {
  const parts: Record<string, Uint8Array> = {};
  for (const name of zip.names) {
    if (!textParts.test(name) || /^customXml\//i.test(name)) continue;
    const part = zip.read(name)!;
    if (/^word\/(?:document|footnotes|endnotes|comments|numbering|styles)\d*\.xml$/i.test(name))
      readXml(decodeXml(part), { open() {}, text() {}, close() {} });
    parts[name] = part;
  }
  return zipSync(parts, { level: 0 });
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
