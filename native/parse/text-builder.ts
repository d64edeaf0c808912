import { AppError } from '../../core/contract/index.ts';
import type { ParsedHeading, ParsedPage } from '../../core/library/parsed.ts';
import { cleanText } from './clean-text.ts';
import type { PlainText } from './html/html-to-text.ts';
import { largestText } from './limits.ts';

/** Puts a document's text together, part by part, with headings and pages at their offsets. */
export interface TextBuilder {
  /** Adds text after a blank line, or after a line break where told; empty text adds nothing. */
  add(text: string, separator?: '\n' | '\n\n'): void;
  /** Adds a heading; `shown` is how it stands in the text where that is not the title alone. */
  heading(title: string, level: number, shown?: string): void;
  /** Adds a text that has headings of its own; `levelShift` lowers them. */
  addPlain(plain: PlainText, levelShift?: number): void;
  /** Ends the page before and begins the next one. Pages of formats that are not drawn have no size. */
  startPage(): void;
  /** Fails with document-empty when there is nothing but blanks. */
  finish(): { text: string; pages: ParsedPage[]; headings: ParsedHeading[] };
}

export function createTextBuilder(): TextBuilder {
  const parts: string[] = [];
  const headings: ParsedHeading[] = [];
  const pages: ParsedPage[] = [];
  let length = 0;
  let pageIsEmpty = false;

  function write(text: string, separator: '\n' | '\n\n'): number {
    const between = length === 0 ? '' : pageIsEmpty ? '\n\n' : separator;
    if (between) parts.push(between);
    parts.push(text);
    length += between.length + text.length;
    if (length > largestText) throw new AppError('document-too-large', { limitCharacters: largestText });
    const start = length - text.length;
    const page = pages[pages.length - 1];
    if (page) {
      if (pageIsEmpty) page.start = start;
      page.end = length;
    }
    pageIsEmpty = false;
    return start;
  }

  return {
    add(text, separator = '\n\n') {
      const clean = cleanText(text);
      if (clean.trim() !== '') write(clean, separator);
    },
    heading(title, level, shown = title) {
      const text = oneLine(title);
      const line = oneLine(shown);
      if (text === '') return;
      const start = write(line, '\n\n');
      headings.push({ start, end: start + line.length, level: Math.min(6, level), text });
    },
    addPlain(plain, levelShift = 0) {
      if (plain.text === '') return;
      const start = write(plain.text, '\n\n');
      for (const heading of plain.headings)
        headings.push({
          ...heading,
          start: heading.start + start,
          end: heading.end + start,
          level: Math.min(6, heading.level + levelShift),
        });
    },
    startPage() {
      pages.push({ start: length, end: length, width: 0, height: 0, boxes: [] });
      pageIsEmpty = true;
    },
    finish() {
      const text = parts.join('');
      if (text.trim() === '') throw new AppError('document-empty');
      return { text, pages, headings };
    },
  };
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
