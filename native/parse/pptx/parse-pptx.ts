import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { htmlToText } from '../html/html-to-text.ts';
import { mostPages } from '../limits.ts';
import type { ParseContext } from '../parse-context.ts';
import { createTextBuilder } from '../text-builder.ts';
import { readTree } from '../xml/read-tree.ts';
import { coreTitle, mainPart, prefixed, relationships } from '../xml/relationships.ts';
import { allBelow, descend, elements, textOf } from '../xml/xml-tree.ts';
import type { Zip } from '../zip/open-zip.ts';
import { paragraphText, slideToHtml } from './slide-to-html.ts';

/**
 * A presentation: one page per slide, titles as headings, speakers' notes behind the slide. Fails with
 * document-empty, document-scanned (pictures alone), document-unreadable or document-too-many-pages.
 */
export function parsePptx(zip: Zip, context: ParseContext): ParsedDocument {
  const main = mainPart(zip) ?? 'ppt/presentation.xml';
  const presentation = readTree(zip, main);
  if (!presentation) throw new AppError('document-unreadable', { reason: 'no presentation' });
  const parts = new Map(relationships(zip, main).map((relation) => [relation.id, relation.part]));
  const slides = elements(descend(presentation, 'presentation', 'sldIdLst')).flatMap(
    (slide) => parts.get(prefixed(slide, 'id') ?? '') ?? [],
  );
  if (slides.length > mostPages)
    throw new AppError('document-too-many-pages', { pages: slides.length, limit: mostPages });

  const builder = createTextBuilder();
  slides.forEach((slide, index) => {
    context.signal?.throwIfAborted();
    builder.startPage();
    const tree = readTree(zip, slide);
    if (tree) builder.addPlain(htmlToText(slideToHtml(tree)));
    for (const { type, part } of relationships(zip, slide)) {
      if (type === 'diagramData') builder.add(diagramText(zip, part));
      if (type === 'notesSlide') builder.add(notesText(zip, part));
    }
    context.onPage?.(index + 1, slides.length);
  });
  try {
    const { text, pages, headings } = builder.finish();
    const title = coreTitle(zip);
    // What PowerPoint writes when nobody gave a title says nothing.
    const usual = /^(?:powerpoint presentation|powerpoint 演示文稿|presentation)$/i.test(title ?? '');
    return {
      format: 'pptx',
      title: (usual ? null : title) ?? headings[0]?.text ?? null,
      encoding: null,
      text,
      pages,
      headings,
    };
  } catch (error) {
    if (
      error instanceof AppError &&
      error.code === 'document-empty' &&
      zip.names.some((name) => /\/media\//.test(name))
    )
      throw new AppError('document-scanned', { pages: slides.length });
    throw error;
  }
}

/** The words of a drawn diagram (SmartArt), one point per line. */
function diagramText(zip: Zip, part: string): string {
  const tree = readTree(zip, part);
  if (!tree) return '';
  return allBelow(tree, 'pt')
    .map((point) => allBelow(point, 't').map(textOf).join('').trim())
    .filter((text) => text !== '')
    .map((text) => `- ${text}`)
    .join('\n');
}

function notesText(zip: Zip, part: string): string {
  const tree = readTree(zip, part);
  if (!tree) return '';
  const paragraphs = allBelow(tree, 'sp')
    .filter((shape) => descend(shape, 'nvSpPr', 'nvPr', 'ph')?.attributes.type === 'body')
    .flatMap((shape) => elements(descend(shape, 'txBody')).filter(({ name }) => name === 'p'))
    .map((paragraph) => paragraphText(paragraph).trim())
    .filter((text) => text !== '');
  return paragraphs.length === 0 ? '' : `Notes: ${paragraphs.join('\n')}`;
}
