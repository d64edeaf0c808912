import type { Line } from './lines.ts';
import type { OutlineEntry } from './outline.ts';
import type { PageOfLines } from './running-lines.ts';

/** Headings longer than this are paragraphs in large type. */
const longestHeading = 200;

/**
 * The lines that are headings, with their level (1 is the highest): those the outline names on its pages, and those in
 * clearly larger type than the running text. Lines of one heading carry the same level.
 */
export function findHeadings(
  pages: readonly PageOfLines[],
  outline: readonly OutlineEntry[],
  bodySize: number,
): Map<Line, number> {
  const headings = new Map<Line, number>();
  /** Levels that the outline gives to each size of type. */
  const levelOfSize = new Map<number, number>();
  for (const entry of outline) {
    const lines = pages[entry.page] ? titleLines(pages[entry.page]!.lines, entry.title, headings) : [];
    for (const line of lines) headings.set(line, entry.level);
    const size = lines[0] && sizeKey(lines[0]);
    if (size && size > sizeKey({ size: bodySize }) && !levelOfSize.has(size)) levelOfSize.set(size, entry.level);
  }

  const large = pages.flatMap((page) => page.lines.filter((line) => !headings.has(line) && isLarge(line, bodySize)));
  const sizes = [...new Set(large.map(sizeKey))].sort((a, b) => b - a);
  for (const line of large) {
    const known = levelOfSize.get(sizeKey(line));
    if (known !== undefined) headings.set(line, known);
    else if (levelOfSize.size === 0) headings.set(line, Math.min(6, sizes.indexOf(sizeKey(line)) + 1));
    // With an outline, larger type that it never uses is above all of it, smaller type below.
    else
      headings.set(
        line,
        sizeKey(line) > Math.max(...levelOfSize.keys()) ? 1 : Math.min(6, nearestLevel(line, levelOfSize)),
      );
  }
  return headings;
}

function nearestLevel(line: Line, levelOfSize: Map<number, number>): number {
  const larger = [...levelOfSize.keys()].filter((size) => size >= sizeKey(line));
  return larger.length === 0 ? 1 : levelOfSize.get(Math.min(...larger))! + 1;
}

function sizeKey(line: { size: number }): number {
  return Math.round(line.size * 2);
}

function isLarge(line: Line, bodySize: number): boolean {
  return (
    line.size >= 1.15 * bodySize &&
    line.turn === 0 &&
    line.text.length <= longestHeading &&
    /[\p{L}\p{N}]/u.test(line.text) &&
    !line.leader
  );
}

/**
 * The line that is the title, or up to three lines in a row of one size that make it up together; with a number or a
 * word like 'Chapter 2' before it at most. The fewest lines win, so that text above a heading is not drawn in.
 */
function titleLines(lines: readonly Line[], title: string, taken: ReadonlyMap<Line, number>): Line[] {
  const wanted = letters(title);
  if (wanted === '') return [];
  const texts = lines.map((line) => letters(line.text));
  for (let count = 1; count <= 3; count += 1) {
    for (let first = 0; first + count <= lines.length; first += 1) {
      const part = lines.slice(first, first + count);
      if (part.some((line) => taken.has(line) || line.leader || sizeKey(line) !== sizeKey(part[0]!))) continue;
      const found = texts.slice(first, first + count).join('');
      if (found.endsWith(wanted) && found.length <= wanted.length + 12) return part;
    }
  }
  return [];
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
