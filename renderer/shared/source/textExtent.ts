import type { PDFDocumentProxy } from 'pdfjs-dist';

/** Where a page's text begins and ends across, as fractions of its width. */
export interface Extent {
  left: number;
  right: number;
}

/** Room left beside the text. */
const MARGIN = 0.025;
/** Below this the page would be blown up out of proportion, e.g. around a lone page number. */
const LEAST = 0.5;

export const WHOLE_PAGE: Extent = { left: 0, right: 1 };

/** Joins the runs of a page to what is worth showing: margins are cut off, but never more than half of the page. */
export function extentOf(runs: Extent[]): Extent {
  let left = 1;
  let right = 0;
  for (const run of runs) {
    left = Math.min(left, run.left);
    right = Math.max(right, run.right);
  }
  left = Math.max(0, left - MARGIN);
  right = Math.min(1, right + MARGIN);
  return right - left < LEAST ? WHOLE_PAGE : { left, right };
}

/** Reads where the text of a page stands. `page` is 1-based. */
export async function textExtent(pdf: PDFDocumentProxy, page: number): Promise<Extent> {
  const proxy = await pdf.getPage(page);
  const viewport = proxy.getViewport({ scale: 1 });
  const { items } = await proxy.getTextContent();
  const runs: Extent[] = [];
  for (const item of items) {
    if (!('transform' in item) || item.str.trim() === '') continue;
    const [x] = viewport.convertToViewportPoint(item.transform[4], item.transform[5]) as [number, number];
    runs.push({ left: x / viewport.width, right: (x + item.width) / viewport.width });
  }
  return extentOf(runs);
}
