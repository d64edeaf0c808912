import { setImmediate } from 'node:timers/promises';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument, ParsedPage } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { mostPages } from '../limits.ts';
import { recognisePages } from '../ocr/recognise-pages.ts';
import { findTesseract } from '../ocr/tesseract.ts';
import type { ParseContext } from '../parse-context.ts';
import { buildText } from './build-text.ts';
import { findHeadings } from './find-headings.ts';
import type { Surface } from './frame.ts';
import { labelTables } from './label-tables.ts';
import { pageLines } from './lines.ts';
import { openPdf } from './open-pdf.ts';
import { readOutline } from './outline.ts';
import { hasPicture } from './page-pictures.ts';
import { pageRuns, type Run, type TextItem } from './page-runs.ts';
import { type PageOfLines, runningLines } from './running-lines.ts';
import { typeStatistics } from './type-statistics.ts';

/** Looking for pictures means decoding them; a file with more pages without text than this has its first ones marked. */
const mostLooks = 200;

interface PageOfRuns extends Surface {
  runs: Run[];
}

/**
 * Reads a PDF: text in reading order with the place of every run, and headings. Two passes, since what is running
 * text, a running header or a heading shows only when all pages are known.
 */
export async function parsePdf(bytes: Uint8Array, context: ParseContext): Promise<ParsedDocument> {
  const document = await openPdf(bytes);
  try {
    if (document.numPages > mostPages)
      throw new AppError('document-too-many-pages', { pages: document.numPages, limit: mostPages });
    let pages = await readPages(document, context);
    const refusal = scannedRefusal(pages);
    if (refusal) pages = await recogniseOr(refusal, document, bytes, context);
    const statistics = typeStatistics(pages.map((page) => page.runs));
    const lined: PageOfLines[] = pages.map(({ width, height, runs }) => ({
      width,
      height,
      lines: pageLines(runs, statistics.monospaced),
    }));
    const running = runningLines(lined, statistics.bodySize);
    for (const page of lined) page.lines = labelTables(page.lines.filter((line) => !running.has(line)));
    const headingLevels = findHeadings(lined, await readOutline(document), statistics.bodySize);
    const built = buildText(lined, headingLevels);
    if (refusal) for (const page of built.pages) page.note = 'recognised';
    else await notePictures(document, built.pages, context);
    return { format: 'pdf', title: await readTitle(document), encoding: null, ...built };
  } finally {
    await document.loadingTask.destroy();
  }
}

/** By text recognition where this machine has it and the caller has time for it; else fails with the refusal. */
async function recogniseOr(
  refusal: AppError,
  document: PDFDocumentProxy,
  bytes: Uint8Array,
  context: ParseContext,
): Promise<PageOfRuns[]> {
  const tesseract = await findTesseract();
  if (!tesseract) throw refusal;
  if (!context.recognise) throw new AppError('document-scanned', { ...refusal.details, canRecognise: true });
  return recognisePages(document, bytes, tesseract, context);
}

/** Pages without text among others with text: those that hold a picture are marked, so that nobody takes them for empty. */
async function notePictures(document: PDFDocumentProxy, pages: ParsedPage[], context: ParseContext): Promise<void> {
  let looked = 0;
  for (const [index, page] of pages.entries()) {
    if (page.end > page.start || looked >= mostLooks) continue;
    context.signal?.throwIfAborted();
    looked += 1;
    if (await hasPicture(document, index + 1)) page.note = 'picture';
  }
}

async function readPages(document: PDFDocumentProxy, context: ParseContext): Promise<PageOfRuns[]> {
  const pages: PageOfRuns[] = [];
  let failure: unknown;
  let failed = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    context.signal?.throwIfAborted();
    try {
      pages.push(await readPage(document, number));
    } catch (error) {
      // One damaged page takes nothing from the others; the numbers of the others stay right.
      failure = error;
      failed += 1;
      pages.push({ width: 595, height: 842, runs: [] });
    }
    // With text recognition to come, that is what the pages are counted for.
    if (!context.recognise) context.onPage?.(number, document.numPages);
    // All of the library's work is in microtasks: without a turn of the event loop no cancellation would arrive.
    await setImmediate();
  }
  if (failed === document.numPages)
    throw new AppError('document-unreadable', { reason: 'no readable page' }, { cause: failure });
  return pages;
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<PageOfRuns> {
  const page = await document.getPage(number);
  try {
    const viewport = page.getViewport({ scale: 1 });
    const { items, styles } = await page.getTextContent();
    const { width, height } = viewport;
    const texts = items.filter((item): item is TextItem & typeof item => 'str' in item);
    return { width, height, runs: pageRuns(texts, styles as never, viewport.transform, { width, height }) };
  } finally {
    page.cleanup();
  }
}

/** Pages that are pictures have no text, or a stamp or page number each, or characters without a meaning. */
function scannedRefusal(pages: readonly PageOfRuns[]): AppError | null {
  let characters = 0;
  let unknown = 0;
  for (const page of pages) {
    for (const { text } of page.runs) {
      characters += text.length;
      unknown += text.match(/[\uE000-\uF8FF\uFFFD]/g)?.length ?? 0;
    }
  }
  const few = pages.length >= 3 && characters < 10 * pages.length;
  if (characters === 0 || few) return new AppError('document-scanned', { pages: pages.length, characters });
  if (unknown <= 0.7 * characters) return null;
  return new AppError('document-scanned', { pages: pages.length, reason: 'characters without Unicode values' });
}

async function readTitle(document: PDFDocumentProxy): Promise<string | null> {
  try {
    const { info } = await document.getMetadata();
    const title = (info as { Title?: unknown }).Title;
    return (typeof title === 'string' && cleanText(title).replace(/\s+/g, ' ').trim()) || null;
  } catch {
    return null;
  }
}
