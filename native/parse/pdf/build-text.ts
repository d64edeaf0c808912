import type { ParsedDocument, ParsedHeading, ParsedPage } from '../../../core/library/parsed.ts';
import { isWide, isWidePunctuation, relativeWidth } from '../characters.ts';
import { fromFrame, type Surface } from './frame.ts';
import { lineBreaks, runsOn } from './line-breaks.ts';
import type { Line, Piece } from './lines.ts';
import type { PageOfLines } from './running-lines.ts';

/** Puts the lines of all pages into one text, with the place of every piece and the headings on the way. */
export function buildText(
  pages: readonly PageOfLines[],
  headingLevels: ReadonlyMap<Line, number>,
): Pick<ParsedDocument, 'text' | 'pages' | 'headings'> {
  const words = knownWords(pages);
  const parsed: ParsedPage[] = [];
  const headings: ParsedHeading[] = [];
  const parts: string[] = [];
  let length = 0;
  let lastCharacter = '';
  let open: { start: number; level: number } | undefined;

  function append(text: string): void {
    if (text === '') return;
    parts.push(text);
    length += text.length;
    lastCharacter = text[text.length - 1]!;
  }

  function closeHeading(): void {
    if (!open) return;
    headings.push({ start: open.start, end: length, level: open.level, text: '' });
    open = undefined;
  }

  const isHeading = (line: Line) => headingLevels.has(line);
  pages.forEach((page, number) => {
    closeHeading();
    const breaks = lineBreaks(page.lines, isHeading);
    const before = pages[number - 1]?.lines ?? [];
    const first = page.lines[0];
    if (length > 0) append(first && runsOn(before, first, isHeading) ? between(lastCharacter, first) : '\n\n');
    const start = length;
    const boxes: number[] = [];
    page.lines.forEach((line, index) => {
      const kind = index === 0 ? 'first' : breaks[index]!;
      const level = headingLevels.get(line);
      const goesOn = open !== undefined && kind === 'join' && level === open.level;
      if (!goesOn) closeHeading();
      if (kind === 'paragraph') append('\n\n');
      else if (kind === 'line') append('\n');
      else if (kind === 'join' && !endsHyphenated(page.lines[index - 1]!, line, words))
        append(between(lastCharacter, line));
      if (level !== undefined && !open) open = { start: length, level };
      if (line.mono && kind !== 'join') append(indentation(line, page.lines, index));
      const next = breaks[index + 1] === 'join' ? page.lines[index + 1] : undefined;
      const pieces = next && endsHyphenated(line, next, words) === 'drop' ? withoutHyphen(line.pieces) : line.pieces;
      for (const piece of pieces) {
        if (piece.box && piece.text)
          boxes.push(length, length + piece.text.length, ...fractions(piece, line.turn, page));
        append(piece.text);
      }
    });
    closeHeading();
    parsed.push({ start, end: length, width: round(page.width), height: round(page.height), boxes });
  });

  const text = parts.join('');
  for (const heading of headings) heading.text = text.slice(heading.start, heading.end).replace(/\s+/g, ' ');
  return { text, pages: parsed, headings };
}

/** A blank between the lines of a paragraph; none in a path or a name, nor where either side is written without blanks. */
function between(lastCharacter: string, line: Line): string {
  if (isWide(lastCharacter) && (isWide(line.text[0]) || isWidePunctuation(lastCharacter))) return '';
  return /[\s/_]/.test(lastCharacter) ? '' : ' ';
}

/** Program text keeps its indentation, in columns of its own letters. */
function indentation(line: Line, lines: readonly Line[], index: number): string {
  let left = line.left;
  for (const direction of [-1, 1]) {
    for (let at = index; lines[at]?.mono; at += direction) left = Math.min(left, lines[at]!.left);
  }
  const column = (line.right - line.left) / Math.max(1, line.text.length);
  return ' '.repeat(Math.min(40, Math.round((line.left - left) / column)));
}

interface Words {
  has(word: string): boolean;
}

/** All words of the document that are not cut at a line end, in lower case. */
function knownWords(pages: readonly PageOfLines[]): Words {
  const words = new Set<string>();
  for (const page of pages) {
    for (const line of page.lines) {
      for (const match of line.text.replace(/\S+$/, '').matchAll(/[\p{Script=Latin}]+(?:-[\p{Script=Latin}]+)*/gu))
        words.add(match[0].toLowerCase());
    }
  }
  return words;
}

/**
 * Whether a line ends inside a word that goes on in the next: `drop` when its hyphen is there for the line end alone,
 * `keep` when the hyphen is part of the word. The document's other words decide; unknown words are joined.
 */
function endsHyphenated(line: Line, next: Line, words: Words): 'drop' | 'keep' | false {
  const head = /([\p{Script=Latin}]+(?:-[\p{Script=Latin}]+)*)[-\u2010\u00AD]$/u.exec(line.text)?.[1];
  const tail = /^[\p{Script=Latin}]+/u.exec(next.text)?.[0];
  if (!head || !tail) return false;
  const capitals = head.length > 1 && head === head.toUpperCase() && tail === tail.toUpperCase();
  if (/^\p{Lu}/u.test(tail) && !capitals) return false;
  if (line.text.endsWith('\u00AD')) return 'drop';
  const [first, second] = [head.toLowerCase(), tail.toLowerCase()];
  if (words.has(first + second)) return 'drop';
  if (words.has(`${first}-${second}`)) return 'keep';
  if (first.includes('-')) return 'keep';
  return first.length > 2 && words.has(first) && words.has(second) ? 'keep' : 'drop';
}

function withoutHyphen(pieces: readonly Piece[]): Piece[] {
  const last = pieces[pieces.length - 1]!;
  const text = last.text.slice(0, -1);
  const box = last.box && {
    ...last.box,
    right: last.box.left + ((last.box.right - last.box.left) * relativeWidth(text)) / relativeWidth(last.text),
  };
  return [...pieces.slice(0, -1), { text, box }];
}

/** A piece's rectangle on the displayed page: x, y, width, height as fractions, cut at its edges. */
function fractions(piece: Piece, turn: number, page: Surface): number[] {
  const { left, right, top, bottom } = piece.box!;
  const shown = fromFrame({ x: left, y: top, width: right - left, height: bottom - top }, turn, page);
  const x = within(shown.x / page.width);
  const y = within(shown.y / page.height);
  return [
    round(x),
    round(y),
    round(within((shown.x + shown.width) / page.width) - x),
    round(within((shown.y + shown.height) / page.height) - y),
  ];
}

function within(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
