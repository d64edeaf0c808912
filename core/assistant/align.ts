import type { Passage } from '../library/search.ts';
import { type Span, splitSentences } from '../text/sentences.ts';
import { type AnswerDraft, createCitationList, type PageOf, type Source } from './answer-draft.ts';
import { contentWords, coverage, numbersHeld, numbersOf, type WordWeight, wordHolder } from './support.ts';

/** A sentence is supported when a source holds at least this share of its words' weight. */
const minimumSupport = 0.55;

/** A list's own numbering, and what a model wrote as its references, say nothing about the documents. */
const ownMarks = /^\s*(?:\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s*|\s*\[\d+(?:\s*[,–-]\s*\d+)*\]/g;

interface Window extends Source {
  holder: ReturnType<typeof wordHolder>;
  numbers: Set<string>;
}

/**
 * Citations made by code: each sentence of an answer is aligned to the sentence, or the two neighbouring sentences,
 * of the passages that hold most of its words by weight; every number in it must be there too. What the model wrote
 * in square brackets plays no part. Sentences without such a source are marked as not supported.
 */
export function alignAnswer(
  answer: string,
  passages: readonly Passage[],
  weight: WordWeight,
  pageOf: PageOf,
): AnswerDraft {
  const windows = passages.flatMap(sentenceWindows);
  const list = createCitationList(pageOf);
  const sentences = splitSentences(answer).map((span) => {
    const source = bestSource(answer.slice(span.start, span.end), windows, weight);
    return { ...span, supported: source !== null, citations: source ? [list.cite(source)] : [] };
  });
  return { answer, supported: sentences.some((sentence) => sentence.supported), sentences, citations: list.all };
}

function sentenceWindows(passage: Passage): Window[] {
  const spans = splitSentences(passage.text);
  const windows: Window[] = [];
  const add = ({ start, end }: Span) => {
    const quote = passage.text.slice(start, end);
    windows.push({
      document: passage.document,
      documentId: passage.documentId,
      sha256: passage.sha256,
      start: passage.start + start,
      end: passage.start + end,
      quote,
      holder: wordHolder(quote),
      numbers: numbersHeld(quote),
    });
  };
  for (const span of spans) add(span);
  spans.forEach((span, at) => {
    const next = spans[at + 1];
    if (next && next.end - span.start < 800) add({ start: span.start, end: next.end });
  });
  return windows;
}

function bestSource(sentence: string, windows: readonly Window[], weight: WordWeight): Source | null {
  const said = sentence.replace(ownMarks, '');
  const words = contentWords(said);
  const numbers = numbersOf(said);
  let best: Window | null = null;
  let bestScore = minimumSupport;
  for (const window of windows) {
    if (numbers.some((number) => !window.numbers.has(number))) continue;
    const score = coverage(words, weight, window.holder);
    // Of equal sources the shorter one shows the reader more exactly where to look.
    if (score > bestScore + 0.02 || (score >= bestScore && best && window.quote.length < best.quote.length)) {
      best = window;
      bestScore = Math.max(bestScore, score);
    }
  }
  return best;
}
