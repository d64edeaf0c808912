import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { decodeHtml } from '../html/decode-html.ts';
import { htmlToText, type PlainText } from '../html/html-to-text.ts';
import { parseHtml } from '../html/html-tree.ts';
import type { ParseContext } from '../parse-context.ts';
import { createTextBuilder } from '../text-builder.ts';
import { readTree } from '../xml/read-tree.ts';
import { allBelow, descend, elements, textOf } from '../xml/xml-tree.ts';
import type { Zip } from '../zip/open-zip.ts';
import { partPath } from '../zip/part-path.ts';
import { readContents } from './read-contents.ts';

/** Ways of hiding embedded fonts, which leave the text readable. */
const fontAlgorithms = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);

/**
 * An e-book: its chapters in the order of reading. A chapter without a heading of its own gets the one that the table
 * of contents gives it. Fails with document-encrypted, document-empty or document-unreadable.
 */
export function parseEpub(zip: Zip, context: ParseContext): ParsedDocument {
  refuseEncrypted(zip);
  const container = readTree(zip, 'META-INF/container.xml');
  const packagePart = container && allBelow(container, 'rootfile')[0]?.attributes['full-path'];
  const book = packagePart ? descend(readTree(zip, packagePart) ?? undefined, 'package') : undefined;
  if (!packagePart || !book) throw new AppError('document-unreadable', { reason: 'no package of the book' });
  const items = elements(descend(book, 'manifest')).map(({ attributes }) => ({
    id: attributes.id ?? '',
    part: partPath(packagePart, attributes.href ?? ''),
    type: attributes['media-type'] ?? '',
    properties: attributes.properties ?? '',
  }));
  const byId = new Map(items.map((item) => [item.id, item]));
  const spine = descend(book, 'spine');
  const contents = readContents(zip, items, spine?.attributes.toc);
  const chapters = elements(spine).flatMap(({ attributes }) => byId.get(attributes.idref ?? '') ?? []);

  const builder = createTextBuilder();
  chapters.forEach((chapter, index) => {
    context.signal?.throwIfAborted();
    // The table of contents as a page repeats every heading of the book.
    const bytes = /\bnav\b/.test(chapter.properties) ? null : zip.read(chapter.part);
    if (bytes) {
      const plain = htmlToText(parseHtml(decodeHtml(bytes).text));
      const name = contents.get(chapter.part);
      if (name && plain.text !== '' && plain.headings.length === 0 && !beginsWith(plain, name))
        builder.heading(name, 1);
      builder.addPlain(plain);
    }
    context.onPage?.(index + 1, chapters.length);
  });
  const parsed = builder.finish();
  const title = cleanText(textOf(descend(book, 'metadata', 'title')))
    .replace(/\s+/g, ' ')
    .trim();
  return { format: 'epub', title: title || null, encoding: null, ...parsed };
}

/** A first line that is the chapter's name becomes its heading. */
function beginsWith(plain: PlainText, name: string): boolean {
  const line = plain.text.slice(0, plain.text.search(/\n|$/));
  if (line.trim() !== name) return false;
  plain.headings.unshift({ start: 0, end: line.length, level: 1, text: name });
  return true;
}

function refuseEncrypted(zip: Zip): void {
  const tree = readTree(zip, 'META-INF/encryption.xml');
  if (!tree) return;
  const algorithms = allBelow(tree, 'EncryptionMethod').map(({ attributes }) => attributes.Algorithm ?? '');
  if (algorithms.some((algorithm) => !fontAlgorithms.has(algorithm))) throw new AppError('document-encrypted');
}
