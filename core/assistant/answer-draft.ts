import type { AnswerSentence, Citation } from '../contract/index.ts';

/** An answer before it is stored. Offsets of sentences count UTF-16 characters of `answer`. */
export interface AnswerDraft {
  answer: string;
  supported: boolean;
  sentences: AnswerSentence[];
  citations: Citation[];
}

/** A span of a document that supports a sentence. */
export interface Source {
  document: string;
  documentId: string;
  sha256: string;
  start: number;
  end: number;
  quote: string;
}

/** Page of an offset in a document's stored text: 1-based, null where the format has none. */
export type PageOf = (sha256: string, offset: number) => number | null;

/** Numbers sources in the order in which the answer first uses them; the same span has one number. */
export function createCitationList(pageOf: PageOf): { cite(source: Source): number; all: Citation[] } {
  const all: Citation[] = [];
  return {
    all,
    cite(source) {
      const known = all.find(
        (item) => item.documentId === source.documentId && item.start === source.start && item.end === source.end,
      );
      if (known) return known.n;
      const { sha256, document, documentId, start, end, quote } = source;
      const n = all.length + 1;
      all.push({ n, document, documentId, page: pageOf(sha256, start), quote, start, end });
      return n;
    },
  };
}
