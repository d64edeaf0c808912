import type { AnswerSentence, Citation } from '../../core/contract/models.ts';
import { splitAnswer } from './splitAnswer.ts';

/** An answer as plain text for the clipboard: citation numbers in brackets, then one line per source. */
export function answerAsText(
  turn: { answer: string; sentences: AnswerSentence[]; citations: Citation[] },
  source: (citation: Citation) => string,
): string {
  const paragraphs = splitAnswer(turn.answer, turn.sentences).map((segments) =>
    segments.map((segment) => segment.text + segment.citations.map((n) => ` [${n}]`).join('')).join(''),
  );
  const sources = turn.citations.map((citation) => `[${citation.n}] ${source(citation)}`);
  const text = paragraphs.map((paragraph) => paragraph.trimEnd()).join('\n\n');
  return sources.length === 0 ? text : `${text}\n\n${sources.join('\n')}`;
}
