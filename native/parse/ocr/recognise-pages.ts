import { setImmediate } from 'node:timers/promises';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../../core/contract/index.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Surface } from '../pdf/frame.ts';
import { normaliseLetters } from '../pdf/normalise-letters.ts';
import { type PagePicture, pagePicture } from '../pdf/page-pictures.ts';
import type { Run } from '../pdf/page-runs.ts';
import { runProgram } from './run-program.ts';
import { type RecognisedWord, recognise, type Tesseract } from './tesseract.ts';
import { toPnm } from './to-pnm.ts';

export interface RecognisedPage extends Surface {
  runs: Run[];
}

/** Fewer letters than this per page are dirt on the paper and not its text. */
const fewestLetters = 4;
/** What a page is drawn at when its picture cannot be taken out of the file. */
const drawnDotsPerInch = 250;

/**
 * Reads the pages of a scanned PDF by the text recognition that is installed. Fails with document-scanned, naming the
 * language packs that are missing, when nothing can be read.
 */
export async function recognisePages(
  document: PDFDocumentProxy,
  bytes: Uint8Array,
  tesseract: Tesseract,
  context: ParseContext,
): Promise<RecognisedPage[]> {
  if (tesseract.languages.length === 0) throw withoutText(document.numPages, tesseract);
  const pages: RecognisedPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    context.signal?.throwIfAborted();
    const page = await document.getPage(number);
    try {
      const { width, height } = page.getViewport({ scale: 1 });
      const runs = (await readPicture(page, tesseract, context)) ?? (await readDrawn(page, bytes, tesseract, context));
      pages.push({ width, height, runs });
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof AppError) throw error;
      pages.push({ width: 595, height: 842, runs: [] });
    } finally {
      page.cleanup();
    }
    context.onPage?.(number, document.numPages);
    await setImmediate();
  }
  const letters = pages.flatMap(({ runs }) => runs).reduce((sum, { text }) => sum + text.length, 0);
  if (letters < fewestLetters * Math.min(3, document.numPages)) throw withoutText(document.numPages, tesseract);
  return pages;
}

function withoutText(pages: number, { languages, missing }: Tesseract): AppError {
  if (missing.length === 0) return new AppError('document-scanned', { pages, languages });
  const names = missing.join(', ');
  return new AppError(
    'document-scanned',
    { pages, languages, missing },
    {
      message: `The file holds pictures of pages, and no text was recognised in them. Language packs of Tesseract that are missing: ${names}. Install those of its language and import it again.`,
    },
  );
}

/** By the picture inside the file, in its own resolution. Null when the page is not one picture. */
async function readPicture(page: PDFPageProxy, tesseract: Tesseract, context: ParseContext): Promise<Run[] | null> {
  const picture = await pagePicture(page);
  if (!picture || !isUpright(picture)) return null;
  const surface = page.getViewport({ scale: 1 });
  if (page.rotate % 360 !== 0) return null;
  const [a, , , d, e, f] = picture.place;
  const perPoint = picture.width / a;
  const words = await recognise(toPnm(picture), tesseract, perPoint * 72, context.signal);
  const [viewX, viewY] = [surface.viewBox[0]!, surface.viewBox[3]!];
  return words && toRuns(words, perPoint, { left: e - viewX, top: viewY - (f + d) });
}

function isUpright({ place: [a, b, c, d] }: PagePicture): boolean {
  return a > 0 && d > 0 && Math.abs(b) < 0.01 * a && Math.abs(c) < 0.01 * d;
}

/** By a picture that an installed program draws of the page, turned as it is shown. Empty without such a program. */
async function readDrawn(
  page: PDFPageProxy,
  bytes: Uint8Array,
  tesseract: Tesseract,
  context: ParseContext,
): Promise<Run[]> {
  const number = String(page.pageNumber);
  const args = ['-r', String(drawnDotsPerInch), '-gray', '-f', number, '-l', number, '-'];
  const drawn = await runProgram('pdftoppm', args, { input: bytes, timeoutMs: 60_000, signal: context.signal });
  if (!drawn || drawn.length === 0) return [];
  const words = await recognise(drawn, tesseract, drawnDotsPerInch, context.signal);
  return words ? toRuns(words, drawnDotsPerInch / 72, { left: 0, top: 0 }) : [];
}

/** Words as runs of text. All of a paragraph gets one size and each line one baseline, which pictures only hint at. */
function toRuns(words: readonly RecognisedWord[], perPoint: number, corner: { left: number; top: number }): Run[] {
  const sizes = new Map<string, number>();
  for (const [paragraph, own] of Map.groupBy(words, (word) => word.paragraph)) {
    const heights = own.map((word) => word.height).sort((one, two) => one - two);
    // A word with high and low letters is as high as its type is large.
    sizes.set(paragraph, Math.max(4, Math.round(heights[Math.floor(heights.length * 0.8)]! / perPoint)));
  }
  const baselines = new Map<string, number>();
  for (const [line, own] of Map.groupBy(words, (word) => word.line)) {
    const bottoms = own.map((word) => word.top + word.height).sort((one, two) => one - two);
    baselines.set(line, corner.top + bottoms[bottoms.length >> 1]! / perPoint);
  }
  return words.map((word) => ({
    text: normaliseLetters(word.text),
    left: corner.left + word.left / perPoint,
    right: corner.left + (word.left + word.width) / perPoint,
    top: corner.top + word.top / perPoint,
    bottom: corner.top + (word.top + word.height) / perPoint,
    baseline: baselines.get(word.line)!,
    size: sizes.get(word.paragraph)!,
    font: 'recognised',
    turn: 0,
    blankBefore: true,
  }));
}
