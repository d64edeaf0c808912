import { isWide, relativeWidth } from '../characters.ts';
import type { Line } from './lines.ts';

/** What comes between two lines: nothing or a blank (`join`), a line break, or a blank line. */
export type Break = 'join' | 'line' | 'paragraph';

const listMark =
  /^(?:[•●○▪■◆◇‣⁃∙·–—*-]\s?|[①-⑳]|\(?[0-9]{1,2}[.)、．](?=\s|[^\d\s.])|\(?[a-z][.)]\s|（[0-9一二三四五六七八九十]{1,3}）)/;
const bulletMark = /^[•●○▪■◆◇‣⁃∙]/;
const sentenceEnd = /[.。!！?？:：;；…][”’"'」』）)]*[⁰¹²³⁴-⁹]*$/;

/** Ragged columns narrower than this, in sizes of their type, are lists, labels or addresses. */
const narrowest = 18;

/** The break before each line (the first entry is unused), from the places of the lines on one page. */
export function lineBreaks(lines: readonly Line[], isHeading: (line: Line) => boolean): Break[] {
  const leading = usualLeading(lines);
  const edges = rightEdges(lines, leading);
  const breaks: Break[] = [];
  let startsParagraph = true;
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const kind = before
      ? breakBetween(before, line, edges[index - 1]!, leading, startsParagraph, isHeading)
      : 'paragraph';
    breaks.push(kind);
    startsParagraph = kind !== 'join';
  });
  return breaks;
}

function breakBetween(
  before: Line,
  line: Line,
  edge: number,
  leading: Map<number, number>,
  beforeStartsParagraph: boolean,
  isHeading: (line: Line) => boolean,
): Break {
  if (before.turn !== line.turn) return 'paragraph';
  const headings = Number(isHeading(before)) + Number(isHeading(line));
  if (headings === 1 || Math.abs(before.size - line.size) > 0.08 * before.size) return 'paragraph';
  const size = line.size;
  const step = line.baseline - before.baseline;
  const usual = leading.get(sizeKey(line)) ?? 1.2 * size;
  const full = edge - before.right < firstWordWidth(line) + 0.3 * size;
  const indent = line.left - before.left;

  if (step <= 0.2 * size) {
    // Up, or beside: the text goes on in the next column, or something else begins.
    const goesOn = full && !before.cells && !line.cells && !sentenceEnd.test(before.text) && step < -3 * size;
    return goesOn && !listMark.test(line.text) ? 'join' : step < -3 * size ? 'paragraph' : 'line';
  }
  if (step > usual + 0.4 * size) return 'paragraph';
  if (headings === 2) return 'join';
  if (before.leader || line.leader || before.cells || line.cells) return 'line';
  if (before.mono || line.mono) return before.mono && line.mono ? 'line' : 'paragraph';
  if (bulletMark.test(line.text)) return 'line';
  if (listMark.test(line.text) && (!full || sentenceEnd.test(before.text))) return 'line';
  if (indent > 0.9 * size) {
    // Behind a list mark or a term, the rest of an entry is indented; elsewhere that begins a paragraph.
    const hangs = beforeStartsParagraph && (listMark.test(before.text) || (full && !sentenceEnd.test(before.text)));
    if (!hangs) return 'paragraph';
  }
  if (indent < -0.9 * size && !beforeStartsParagraph) return 'paragraph';
  return full ? 'join' : 'line';
}

/** Whether the text of a page visibly goes on in the first line of the next one. */
export function runsOn(page: readonly Line[], next: Line, isHeading: (line: Line) => boolean): boolean {
  const last = page[page.length - 1];
  if (!last || last.turn !== next.turn || Math.abs(last.size - next.size) > 0.08 * last.size) return false;
  if ([last, next].some((line) => isHeading(line) || line.mono || line.cells || line.leader)) return false;
  if (sentenceEnd.test(last.text) || listMark.test(next.text)) return false;
  const edge = rightEdges(page, usualLeading(page))[page.length - 1]!;
  return edge - last.right < firstWordWidth(next) + 0.3 * next.size;
}

function sizeKey(line: Line): number {
  return Math.round(line.size * 2);
}

/** The most frequent distance between baselines for each size of type on the page, in points. */
function usualLeading(lines: readonly Line[]): Map<number, number> {
  const steps = new Map<number, Map<number, number>>();
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!;
    const before = lines[index - 1]!;
    const step = Math.round((line.baseline - before.baseline) * 2) / 2;
    if (sizeKey(line) !== sizeKey(before) || step < 0.9 * line.size || step > 2.2 * line.size) continue;
    const counts = steps.get(sizeKey(line)) ?? new Map<number, number>();
    counts.set(step, (counts.get(step) ?? 0) + 1);
    steps.set(sizeKey(line), counts);
  }
  return new Map([...steps].map(([key, counts]) => [key, mostFrequent(counts)]));
}

/** The smallest wins a tie: a page of one-line paragraphs has as many wide steps as narrow ones. */
function mostFrequent(counts: Map<number, number>): number {
  let best = 0;
  for (const [step, count] of counts) {
    const bestCount = counts.get(best) ?? 0;
    if (count > bestCount || (count === bestCount && step < best)) best = step;
  }
  return best;
}

/**
 * Where the column of each line ends, in points. Justified lines agree on it: the farthest place that two lines share
 * counts, first among the lines set tightly with this one (a note in a frame is narrower), then in the surroundings.
 * Ragged lines share none; there it is the longest line, unless all are too short to be wrapped prose.
 */
function rightEdges(lines: readonly Line[], leading: Map<number, number>): number[] {
  const reach = 12;
  return lines.map((line, index) => {
    const tight: number[] = [line.right];
    const near: number[] = [line.right];
    for (const direction of [-1, 1]) {
      let isTight = true;
      for (let step = 1; step <= reach; step += 1) {
        const other = lines[index + direction * step];
        const neighbour = lines[index + direction * (step - 1)]!;
        if (!other || other.turn !== line.turn) break;
        const down = (other.baseline - neighbour.baseline) * direction;
        // Another column begins where the lines jump against their order.
        if (down < -other.size) break;
        isTight &&= down <= (leading.get(sizeKey(other)) ?? 1.2 * other.size) + 0.4 * other.size;
        const overlaps = other.left < line.right && other.right > line.left;
        if (sizeKey(other) !== sizeKey(line) || !overlaps || other.mono) continue;
        near.push(other.right);
        if (isTight) tight.push(other.right);
      }
    }
    const shared = sharedEdge(tight, line.size) ?? sharedEdge(near, line.size);
    // Short lines nearby may agree on a place that this one goes beyond; its column does not end there.
    if (shared !== undefined && shared > line.right - 0.5 * line.size) return shared;
    const longest = Math.max(...near);
    return longest - line.left < narrowest * line.size ? Number.POSITIVE_INFINITY : longest;
  });
}

function sharedEdge(rights: number[], size: number): number | undefined {
  const sorted = rights.sort((a, b) => b - a);
  return sorted.find((right, index) => index + 1 < sorted.length && right - sorted[index + 1]! < 0.1 * size);
}

/** Would the next line's first word have fitted behind this one? Then the line was ended on purpose. */
function firstWordWidth(line: Line): number {
  const text = line.text;
  const word = isWide(text[0]) ? text.slice(0, 2) : (/^[^\s\u2E80-\u9FFF]+/.exec(text)?.[0] ?? text);
  return ((line.right - line.left) * relativeWidth(word)) / Math.max(1, relativeWidth(text));
}
