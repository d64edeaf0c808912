import type { Surface } from './frame.ts';
import type { Line } from './lines.ts';

export interface PageOfLines extends Surface {
  lines: Line[];
}

interface Margin {
  page: number;
  line: Line;
  zone: 'top' | 'bottom';
  /** Position and size, rounded: lines of one running header agree in it. */
  place: string;
  words: string;
  /** Clear space between the line and the rest of the page, in its own height. */
  apart: boolean;
}

/** Below this many pages nothing can be called repeated. */
const fewestPages = 4;

/**
 * The lines that belong to the paper and not to the text: headers and footers that come again on many pages, and page
 * numbers. Careful by design: a line counts only when it stands at the same place as others like it, and a page keeps
 * at least one line.
 */
export function runningLines(pages: readonly PageOfLines[], bodySize: number): Set<Line> {
  const margins = pages.flatMap((page, index) => marginLines(page, index));
  const dropped = new Set(margins.filter((margin) => countsPages(margin, pages.length)).map((margin) => margin.line));
  if (pages.length < fewestPages) return dropped;
  const byPlace = new Map<string, Margin[]>();
  for (const margin of margins) {
    const group = byPlace.get(margin.place);
    if (group) group.push(margin);
    else byPlace.set(margin.place, [margin]);
  }
  for (const group of byPlace.values()) {
    const pagesHere = new Set(group.map((margin) => margin.page)).size;
    if (pagesHere < 3) continue;
    const counts = new Map<string, number>();
    for (const { words } of group) counts.set(words, (counts.get(words) ?? 0) + 1);
    // The first line of the running text stands at the same place on every page too, but rarely alone.
    const apart = mostly(group, (margin) => margin.apart);
    const numbers = mostly(group, (margin) => isPageNumber(margin.line.text));
    // Chapter titles change along the way; the place that many pages use for them gives them away.
    const steady =
      apart &&
      pagesHere >= Math.max(6, pages.length * 0.4) &&
      group.every((margin) => margin.line.size <= bodySize * 1.1) &&
      group.filter((margin) => counts.get(margin.words)! > 1 || echoes(margin, group)).length >= group.length * 0.5;
    for (const margin of group) {
      const often = apart && counts.get(margin.words)! >= Math.max(3, Math.min(pages.length * 0.3, 10));
      const number = (apart || numbers) && isPageNumber(margin.line.text);
      if (number || often || (steady && !/[.。]$/.test(margin.line.text))) dropped.add(margin.line);
    }
  }
  for (const page of pages) {
    if (page.lines.length > 0 && page.lines.every((line) => dropped.has(line)))
      for (const line of page.lines) if (!isPageNumber(line.text)) dropped.delete(line);
  }
  return dropped;
}

function mostly(group: readonly Margin[], test: (margin: Margin) => boolean): boolean {
  return group.filter(test).length >= group.length * 0.9;
}

/** The two uppermost and two lowest lines of a page that stand in its outer eighths. */
function marginLines(page: PageOfLines, index: number): Margin[] {
  const lines = page.lines.filter((line) => line.turn === 0).sort((a, b) => a.baseline - b.baseline);
  const found: Margin[] = [];
  for (const zone of ['top', 'bottom'] as const) {
    const ordered = zone === 'top' ? lines : [...lines].reverse();
    for (let at = 0; at < Math.min(2, ordered.length); at += 1) {
      const line = ordered[at]!;
      const inZone = zone === 'top' ? line.bottom < page.height / 8 : line.top > (page.height * 7) / 8;
      if (!inZone) continue;
      const inner = ordered.find((other, order) => order > at && Math.abs(other.baseline - line.baseline) > line.size);
      found.push({
        page: index,
        line,
        zone,
        place: `${zone} ${Math.round(line.baseline / 3)} ${Math.round(line.size * 2)}`,
        words: line.text.replace(/[0-9]+|\b[ivxlc]+\b/gi, '#').replace(/\s+/g, ' '),
        apart: !inner || Math.abs(inner.baseline - line.baseline) > 1.8 * line.size,
      });
    }
  }
  return found;
}

/** Shares its beginning or its end with the line of a page nearby, as 'Chapter 2 … 2.5 Memory' does. */
function echoes(margin: Margin, group: readonly Margin[]): boolean {
  const text = margin.words;
  return group.some((other) => {
    if (other === margin || Math.abs(other.page - margin.page) > 3) return false;
    const length = Math.max(4, Math.floor(Math.min(text.length, other.words.length) / 4));
    return text.slice(0, length) === other.words.slice(0, length) || text.slice(-length) === other.words.slice(-length);
  });
}

/** A short line apart from the text with this page's number and the number of pages, as 'Report 2 / 7'. */
function countsPages({ line, page, apart }: Margin, pages: number): boolean {
  const count = /(?<!\d)(\d{1,4})\s*(?:\/|of|\||共)\s*(\d{1,4})(?!\d)/i.exec(line.text);
  return (
    apart && pages > 1 && line.text.length <= 80 && Number(count?.[1]) === page + 1 && Number(count?.[2]) === pages
  );
}

function isPageNumber(text: string): boolean {
  return /^(?:[-–—•|\s]*(?:第|page|p\.|seite|页)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:页|頁)?(?:\s*(?:\/|of|共|von)\s*\d{1,4}\s*(?:页|頁)?)?[-–—•|\s]*)$/i.test(
    text,
  );
}
