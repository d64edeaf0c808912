import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { htmlToText } from '../html/html-to-text.ts';
import type { HtmlElement } from '../html/html-tree.ts';
import { mostPages } from '../limits.ts';
import type { ParseContext } from '../parse-context.ts';
import { addSheet } from '../table/add-sheet.ts';
import { createTextBuilder } from '../text-builder.ts';
import { decodeXml } from '../xml/decode-xml.ts';
import { readTree } from '../xml/read-tree.ts';
import { allBelow, descend, elements, textOf, type XmlElement } from '../xml/xml-tree.ts';
import type { Zip } from '../zip/open-zip.ts';
import { odfStyles } from './odf-styles.ts';
import { odfToHtml } from './odf-to-html.ts';
import { readSheets } from './read-sheets.ts';

type OdfFormat = 'odt' | 'ods' | 'odp';

/**
 * A text document, spreadsheet or presentation of LibreOffice and its kin. Fails with document-encrypted,
 * document-empty, document-scanned (pictures alone), document-unreadable or document-too-many-pages.
 */
export function parseOdf(zip: Zip, format: OdfFormat, context: ParseContext): ParsedDocument {
  refuseEncrypted(zip);
  const content = zip.read('content.xml');
  if (!content) throw new AppError('document-unreadable', { reason: 'no contents' });
  try {
    if (format === 'ods') return parseSheets(zip, decodeXml(content));
    const tree = readTree(zip, 'content.xml')!;
    return format === 'odt' ? parseText(zip, tree) : parseSlides(zip, tree, context);
  } catch (error) {
    const pictures = zip.names.some((name) => /^Pictures\/./.test(name));
    if (error instanceof AppError && error.code === 'document-empty' && pictures)
      throw new AppError('document-scanned');
    throw error;
  }
}

function parseText(zip: Zip, content: XmlElement): ParsedDocument {
  const body = descend(content, 'document-content', 'body', 'text');
  const { html, notes } = odfToHtml(elements(body), odfStyles(content, readTree(zip, 'styles.xml')));
  const builder = createTextBuilder();
  builder.addPlain(htmlToText(html));
  notes.forEach((note, index) => {
    builder.add(`[${index + 1}] ${note}`, index === 0 ? '\n\n' : '\n');
  });
  const parsed = builder.finish();
  const title = titleOf(zip) ?? parsed.headings.find(({ level }) => level === 1)?.text ?? null;
  return { format: 'odt', title, encoding: null, ...parsed };
}

function parseSheets(zip: Zip, xml: string): ParsedDocument {
  const builder = createTextBuilder();
  for (const { name, rows } of readSheets(xml)) addSheet(builder, name, rows);
  return { format: 'ods', title: titleOf(zip), encoding: null, ...builder.finish() };
}

function parseSlides(zip: Zip, content: XmlElement, context: ParseContext): ParsedDocument {
  const styles = odfStyles(content, readTree(zip, 'styles.xml'));
  const slides = elements(descend(content, 'document-content', 'body', 'presentation')).filter(
    ({ name }) => name === 'page',
  );
  if (slides.length > mostPages)
    throw new AppError('document-too-many-pages', { pages: slides.length, limit: mostPages });
  const builder = createTextBuilder();
  slides.forEach((slide, index) => {
    context.signal?.throwIfAborted();
    builder.startPage();
    const parts = elements(slide).filter(({ name }) => name !== 'notes' && name !== 'forms');
    const isTitle = (part: XmlElement) => part.attributes['presentation:class'] === 'title';
    for (const part of parts.filter(isTitle)) builder.heading(paragraphLines(part).join(' '), 1);
    builder.addPlain(
      htmlToText(
        odfToHtml(
          parts.filter((part) => !isTitle(part)),
          styles,
        ).html,
      ),
    );
    const notes = elements(descend(slide, 'notes'))
      .filter((part) => part.attributes['presentation:class'] === 'notes')
      .flatMap(paragraphLines);
    if (notes.length > 0) builder.add(`Notes: ${notes.join('\n')}`);
    context.onPage?.(index + 1, slides.length);
  });
  const parsed = builder.finish();
  return { format: 'odp', title: titleOf(zip) ?? parsed.headings[0]?.text ?? null, encoding: null, ...parsed };
}

function paragraphLines(part: XmlElement): string[] {
  return allBelow(part, 'p')
    .map((paragraph) => oneLine(odfToHtml([paragraph]).html))
    .filter((text) => text !== '');
}

function oneLine(html: HtmlElement): string {
  return htmlToText(html).text.replace(/\s+/g, ' ');
}

function titleOf(zip: Zip): string | null {
  try {
    const tree = readTree(zip, 'meta.xml');
    const title = textOf(descend(tree ?? undefined, 'document-meta', 'meta', 'title'));
    return cleanText(title).replace(/\s+/g, ' ').trim() || null;
  } catch {
    // Properties are an extra; a document without readable ones is whole.
    return null;
  }
}

/** The list of parts says which of them are behind a password; a file may also be wrapped as a whole. */
function refuseEncrypted(zip: Zip): void {
  const manifest = zip.read('META-INF/manifest.xml');
  if (zip.has('encrypted-package') || (manifest && decodeXml(manifest).includes('encryption-data')))
    throw new AppError('document-encrypted');
}
