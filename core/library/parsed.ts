import type { DocumentFormat } from '../contract/index.ts';

/** Revision of the parse stage. Raise it when the same bytes would give another text or other boxes. */
export const PARSE_REVISION = 2;

/**
 * A document as the parse stage stores it (JSON). All offsets count UTF-16 characters of `text`.
 * Pages are contiguous or separated by line breaks and ascend; formats without pages have none.
 */
export interface ParsedDocument {
  format: DocumentFormat;
  title: string | null;
  encoding: string | null;
  text: string;
  pages: ParsedPage[];
  headings: ParsedHeading[];
}

export interface ParsedPage {
  start: number;
  end: number;
  /** Points (1/72 inch) as displayed, rotation applied. */
  width: number;
  height: number;
  /**
   * Flat sextuples [start, end, x, y, width, height, …], one per run of text: offsets into `text`, then the
   * rectangle as fractions of the page from its top left corner.
   */
  boxes: number[];
  /** `picture`: holds a picture and no text that could be read; `recognised`: its text was read from a picture. */
  note?: 'picture' | 'recognised';
}

export interface ParsedHeading {
  start: number;
  end: number;
  /** 1 is the highest. */
  level: number;
  text: string;
}
