import type { AnswerSentence } from '../../core/contract/models.ts';

/** A run of an answer's text that is shown in one way. */
export interface Segment {
  text: string;
  /** False only inside a sentence that no document supports. */
  supported: boolean;
  /** True inside words that only this side of a comparison has. */
  marked: boolean;
  /** Citations to show after this run: those of the sentence that ends here. */
  citations: number[];
}

export interface Range {
  start: number;
  end: number;
}

interface Span extends Range {
  sentence: AnswerSentence | null;
}

/** Sentences and what lies between them, in order, covering the answer without overlap. */
function spansOf(answer: string, sentences: AnswerSentence[]): Span[] {
  const spans: Span[] = [];
  let cursor = 0;
  for (const sentence of [...sentences].sort((a, b) => a.start - b.start)) {
    const start = Math.max(sentence.start, cursor);
    const end = Math.min(sentence.end, answer.length);
    if (end <= start) continue;
    // White space at the end belongs behind the chips.
    const body = start + answer.slice(start, end).trimEnd().length;
    if (start > cursor) spans.push({ start: cursor, end: start, sentence: null });
    if (body > start) spans.push({ start, end: body, sentence });
    cursor = Math.max(body, start);
  }
  if (cursor < answer.length) spans.push({ start: cursor, end: answer.length, sentence: null });
  return spans;
}

function cutAt(span: Span, marks: Range[]): number[] {
  const cuts = [span.start, span.end];
  for (const mark of marks)
    for (const edge of [mark.start, mark.end]) if (edge > span.start && edge < span.end) cuts.push(edge);
  return [...new Set(cuts)].sort((a, b) => a - b);
}

const PARAGRAPH_BREAK = /\n[^\S\n]*\n\s*/;

/**
 * Cuts an answer into paragraphs of segments. Offsets of `sentences` and `marks` count UTF-16 characters of `answer`.
 * An empty line starts a paragraph; single line breaks stay in the text.
 */
export function splitAnswer(answer: string, sentences: AnswerSentence[], marks: Range[] = []): Segment[][] {
  const paragraphs: Segment[][] = [[]];
  const push = (segment: Segment) => {
    const paragraph = paragraphs.at(-1)!;
    const text = paragraph.length === 0 ? segment.text.trimStart() : segment.text;
    if (text !== '' || segment.citations.length > 0) paragraph.push({ ...segment, text });
  };
  for (const span of spansOf(answer, sentences)) {
    const cuts = cutAt(span, marks);
    for (let index = 0; index + 1 < cuts.length; index += 1) {
      const [start, end] = [cuts[index]!, cuts[index + 1]!];
      const marked = marks.some((mark) => mark.start <= start && mark.end >= end);
      const supported = span.sentence?.supported ?? true;
      const pieces = answer.slice(start, end).split(PARAGRAPH_BREAK);
      pieces.forEach((text, piece) => {
        if (piece > 0) paragraphs.push([]);
        const last = end === span.end && piece === pieces.length - 1;
        push({ text, supported, marked, citations: last ? (span.sentence?.citations ?? []) : [] });
      });
    }
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}
