import type { Box } from '../contract/index.ts';
import type { ParsedDocument, ParsedPage } from './parsed.ts';

/**
 * Rectangles of the characters from start to end, as fractions of their page. A run of text that is only partly
 * inside is cut in proportion to its characters; rectangles of one line are merged. Empty without pages.
 */
export function passageBoxes(document: ParsedDocument, start: number, end: number): Box[] {
  const out: Box[] = [];
  document.pages.forEach((page, index) => {
    if (page.end > start && page.start < end) out.push(...mergeLines(pageBoxes(page, index + 1, start, end)));
  });
  return out;
}

function pageBoxes(page: ParsedPage, number: number, start: number, end: number): Box[] {
  const found: Box[] = [];
  for (let i = 0; i + 5 < page.boxes.length; i += 6) {
    const [from, to, x, y, width, height] = page.boxes.slice(i, i + 6) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (to <= start || from >= end || to <= from) continue;
    const left = Math.max(0, (start - from) / (to - from));
    const right = Math.min(1, (end - from) / (to - from));
    found.push({ page: number, x: x + width * left, y, width: width * (right - left), height });
  }
  return found;
}

function mergeLines(boxes: Box[]): Box[] {
  const lines: Box[] = [];
  for (const box of boxes) {
    const line = lines.at(-1);
    const sameLine =
      line && Math.abs(line.y + line.height / 2 - (box.y + box.height / 2)) < Math.min(line.height, box.height) / 2;
    const gap = line ? box.x - (line.x + line.width) : 0;
    if (!line || !sameLine || gap > 0.08 || gap < -0.02) {
      lines.push({ ...box });
      continue;
    }
    const right = Math.max(line.x + line.width, box.x + box.width);
    const bottom = Math.max(line.y + line.height, box.y + box.height);
    line.x = Math.min(line.x, box.x);
    line.y = Math.min(line.y, box.y);
    line.width = right - line.x;
    line.height = bottom - line.y;
  }
  return lines;
}
