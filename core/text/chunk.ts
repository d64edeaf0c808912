import type { ChunkConfig } from '../contract/index.ts';
import type { ParsedDocument, ParsedHeading, ParsedPage } from '../library/parsed.ts';
import type { ChunkRow } from '../ports.ts';
import { Boundary, boundaryBefore, isBlank, splitsCharacter } from './boundaries.ts';

/** Revision of the chunk stage. Raise it when the same text and settings would give other chunks. */
export const CHUNK_REVISION = 1;

type Chunk = Omit<ChunkRow, 'tokens'>;

interface Range {
  start: number;
  end: number;
}

/** A section with fewer characters than this below its heading says nothing alone and joins the next one. */
const shortestBody = 12;
/** Longest part that one heading adds to the path of headings. */
const longestTitle = 120;

/**
 * Cuts a document into chunks of at most `config.size` UTF-16 characters, in order. Each is an exact piece of the
 * text without blanks at its ends; together they cover every other character. A cut goes to the best boundary in the
 * second half of a chunk: heading, paragraph, line, sentence, clause, word, character. A chunk repeats whole sentences
 * or words of at most `config.overlap` characters (and at most half its size) from the one before, except where a
 * heading begins. The time is linear in the length of the text.
 */
export function chunkDocument(
  document: Pick<ParsedDocument, 'text' | 'pages' | 'headings'>,
  config: ChunkConfig,
): Chunk[] {
  const { text } = document;
  const headings = [...document.headings].sort((a, b) => a.start - b.start);
  const kindAt = boundaryFinder(text, headings);
  const sections = config.strategy === 'headings' ? sectionsOf(text, headings) : [{ start: 0, end: text.length }];
  const pageAt = pageFinder(document.pages);
  const pathAt = pathFinder(headings);
  const chunks: Chunk[] = [];
  for (const section of sections) {
    for (const { start, end } of cut(text, section, config, kindAt)) {
      chunks.push({
        ordinal: chunks.length,
        start,
        end,
        page: pageAt(start),
        heading: pathAt(start),
        text: text.slice(start, end),
      });
    }
  }
  return chunks;
}

function cut(text: string, section: Range, config: ChunkConfig, kindAt: BoundaryAt): Range[] {
  const { size } = config;
  const overlap = Math.min(config.overlap, Math.floor(size / 2));
  const end = skipBlanksBack(text, section.end, section.start);
  const ranges: Range[] = [];
  let start = skipBlanks(text, section.start, end);
  /** End of the text covered so far; each chunk must go beyond it. */
  let covered = start;
  while (start < end) {
    if (end - start <= size) {
      ranges.push({ start, end });
      break;
    }
    const at = bestCut(text, start, Math.max(start + Math.floor(size / 2) + 1, covered + 1), start + size, kindAt);
    ranges.push({ start, end: skipBlanksBack(text, at, start) });
    covered = at;
    const next = kindAt(at) === Boundary.heading ? at : overlapStart(text, at, overlap);
    start = skipBlanks(text, Math.max(next, start + 1), end);
  }
  return ranges;
}

type BoundaryAt = (at: number) => Boundary;

/** Boundaries of the text with its headings: a cut goes before a row of headings, not between them and their text. */
function boundaryFinder(text: string, headings: readonly ParsedHeading[]): BoundaryAt {
  const starts = new Set<number>();
  const bodies = new Set<number>();
  for (const heading of headings) {
    const start = skipBlanks(text, heading.start, heading.end);
    if (!bodies.has(start)) starts.add(start);
    bodies.add(skipBlanks(text, heading.end, text.length));
  }
  return (at) => {
    if (starts.has(at)) return Boundary.heading;
    return bodies.has(at) ? Boundary.word : boundaryBefore(text, at);
  };
}

/** Shares of a chunk that must be full before a boundary of each kind may end it. */
const fullEnough: Record<Boundary, number> = {
  [Boundary.heading]: 0.5,
  [Boundary.paragraph]: 0.5,
  [Boundary.line]: 0.5,
  [Boundary.sentence]: 0.5,
  [Boundary.clause]: 0.6,
  [Boundary.word]: 0.7,
  [Boundary.none]: 1,
};

/** The place to cut between `lowest` and `highest`: the strongest kind of boundary, the last of its kind. */
function bestCut(text: string, start: number, lowest: number, highest: number, kindAt: BoundaryAt): number {
  let best: Boundary = Boundary.none;
  let bestAt = wholeCharacterBefore(text, highest);
  for (let at = highest; at >= lowest; at -= 1) {
    const kind = kindAt(at);
    if (kind > best && at - start >= fullEnough[kind] * (highest - start)) {
      best = kind;
      bestAt = at;
    }
  }
  return bestAt;
}

/** Where the next chunk begins after a cut: at a sentence among the last `overlap` characters, else a clause or word. */
function overlapStart(text: string, at: number, overlap: number): number {
  if (overlap === 0) return at;
  let best: Boundary = Boundary.none;
  let bestAt = at;
  for (let place = at - overlap; place < at; place += 1) {
    const kind = Math.min(boundaryBefore(text, place), Boundary.sentence) as Boundary;
    if (kind > best) {
      best = kind;
      bestAt = place;
    }
  }
  if (best !== Boundary.none) return bestAt;
  const target = at - overlap;
  return splitsCharacter(text, target) ? target + 1 : target;
}

/** The nearest place at or before `at` that parts no character; a long pile of combining marks is parted in the end. */
function wholeCharacterBefore(text: string, at: number): number {
  for (let place = at; place > at - 8; place -= 1) if (!splitsCharacter(text, place)) return place;
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** The ranges between headings. Headings with next to nothing below them join what follows. */
function sectionsOf(text: string, headings: readonly ParsedHeading[]): Range[] {
  const sections: Range[] = [];
  let start = 0;
  let bodyStart = 0;
  for (const heading of headings) {
    if (heading.start > start && hasBody(text, bodyStart, heading.start)) {
      sections.push({ start, end: heading.start });
      start = heading.start;
    }
    bodyStart = Math.max(bodyStart, heading.end);
  }
  sections.push({ start, end: text.length });
  return sections;
}

function hasBody(text: string, start: number, end: number): boolean {
  let characters = 0;
  for (let at = start; at < end; at += 1) {
    if (!isBlank(text, at)) characters += 1;
    if (characters >= shortestBody) return true;
  }
  return false;
}

/** 1-based pages by offset; null when the document has none. */
function pageFinder(pages: readonly ParsedPage[]): (offset: number) => number | null {
  return (offset) => {
    if (pages.length === 0) return null;
    let low = 0;
    let high = pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pages[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** Paths of headings by offset. Offsets must ascend from call to call. */
function pathFinder(headings: readonly ParsedHeading[]): (offset: number) => string | null {
  const open: ParsedHeading[] = [];
  let next = 0;
  return (offset) => {
    for (let heading = headings[next]; heading && heading.start <= offset; heading = headings[next]) {
      while (open.length > 0 && open[open.length - 1]!.level >= heading.level) open.pop();
      open.push(heading);
      next += 1;
    }
    if (open.length === 0) return null;
    return open.map((heading) => shorten(heading.text)).join(' › ');
  };
}

function shorten(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1).toWellFormed()}…`;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text, at)) at += 1;
  return at;
}

function skipBlanksBack(text: string, from: number, start: number): number {
  let at = from;
  while (at > start && isBlank(text, at - 1)) at -= 1;
  return at;
}
