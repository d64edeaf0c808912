import { coverageOf, type QuestionTerm, termCount } from '../library/question-terms.ts';
import type { Passage } from '../library/search.ts';
import { textLanguage } from '../text/segment.ts';
import { createWordCounter } from '../text/word-counter.ts';
import { type AnswerDraft, createCitationList, type PageOf } from './answer-draft.ts';
import { hintScore, questionHints } from './question-hints.ts';
import { isFragment, type QuoteUnit, quoteUnits } from './quote-units.ts';
import { contentWords } from './support.ts';

/** What the built-in generator says when the documents do not answer. */
const refusals = {
  en: 'The documents in this library do not answer this question.',
  zh: '这个资料库中的文档没有回答这个问题。',
} as const;

/** Shares at which the words around a sentence count as its own. */
const headingShare = 0.6;
const columnShare = 0.6;
const beforeShare = 0.5;
const passageShare = 0.3;

/** How much the order of the passages counts beside what a sentence covers. */
const rankShare = 0.25;
/** Further sentences come close to the best one. */
const nextShare = 0.75;
/** Sentences beside the best one count like this share of it: what is said goes on there. */
const besideShare = 0.8;
const longestBeside = 300;
/** Words of at least this share of the heaviest word's weight are what a question is about. */
const mainShare = 0.6;

/** In questions of this many words a word that the library lacks tells that it holds no answer. */
const decisiveWords = 3;

interface Candidate {
  passage: Passage;
  rank: number;
  units: readonly QuoteUnit[];
  at: number;
  start: number;
  end: number;
  support: number;
  score: number;
}

/**
 * Generator without a model: the sentences of the passages that cover the question best, in reading order, each with
 * its source. Words of a sentence's heading, of its table's columns, of the sentence before and of the rest of its
 * passage count in part. When no passage covers `minSupport` of the question it says that the documents do not answer.
 */
export function quoteAnswer(
  question: string,
  passages: readonly Passage[],
  terms: readonly QuestionTerm[],
  config: { maxSentences: number; minSupport: number },
  pageOf: PageOf,
): AnswerDraft {
  const candidates = rankSentences(question, passages, terms);
  const best = candidates[0];
  if (!best || answerSupport(passages, terms) < config.minSupport) return refuse(question);
  const chosen = choose(candidates, config.maxSentences);
  const list = createCitationList(pageOf);
  const draft: AnswerDraft = { answer: '', supported: true, sentences: [], citations: list.all };
  for (const { passage, start, end, text } of inReadingOrder(chosen, best)) {
    if (draft.answer) draft.answer += textLanguage(draft.answer) === 'zh' && textLanguage(text) === 'zh' ? '' : ' ';
    const { document, documentId, sha256 } = passage;
    const n = list.cite({ document, documentId, sha256, start, end, quote: text });
    const shown = text.replace(/\n+/g, '\n');
    draft.sentences.push({
      start: draft.answer.length,
      end: draft.answer.length + shown.length,
      supported: true,
      citations: [n],
    });
    draft.answer += shown;
  }
  return draft;
}

/** A refusal claims nothing, so it has no sentences that a document would have to support. */
function refuse(question: string): AnswerDraft {
  return { answer: refusals[textLanguage(question)], supported: false, sentences: [], citations: [] };
}

/**
 * How well the passages can answer a question, 0 to 1: the share of its words by weight that the best passage holds
 * with its heading, less for words that the whole library lacks. One such word in a short question is what it is
 * about; in a long one it may be chance. Fitted to questions with and without answers in public manuals.
 */
function answerSupport(passages: readonly Passage[], terms: readonly QuestionTerm[]): number {
  const foreignness = Math.min(1, decisiveWords / Math.max(1, terms.length));
  let best = 0;
  for (const passage of passages) {
    const counter = createWordCounter(`${passage.heading ?? ''}\n${passage.text}`);
    const held = coverageOf(terms, (term) => termCount(term, counter));
    const unknown = 1 - coverageOf(terms, (term) => (term.chunks > 0 || termCount(term, counter) > 0 ? 1 : 0));
    best = Math.max(best, held * (1 - unknown * foreignness));
  }
  return best;
}

interface Quotation {
  passage: Passage;
  rank: number;
  start: number;
  end: number;
  text: string;
}

function choose(candidates: readonly Candidate[], most: number): Quotation[] {
  const best = candidates[0]!;
  const chosen: Quotation[] = [];
  const add = ({ passage, rank }: Candidate, span: { start: number; end: number }) => {
    const [start, end] = [passage.start + span.start, passage.start + span.end];
    const text = passage.text.slice(span.start, span.end);
    const known = chosen.some(
      (other) =>
        (other.passage.sha256 === passage.sha256 && other.start < end && start < other.end) ||
        sameWords(other.text, text),
    );
    if (!known && chosen.length < most) chosen.push({ passage, rank, start, end, text });
  };
  const around = [best.units[best.at + 1], best.units[best.at - 1]].filter(
    (unit) => unit !== undefined && goesOn(best, unit),
  );
  const line = [
    ...candidates.map((candidate) => ({ candidate, unit: candidate.units[candidate.at]!, score: candidate.score })),
    ...around.map((unit, at) => ({ candidate: best, unit: unit!, score: best.score * besideShare - at * 0.02 })),
  ].sort((a, b) => b.score - a.score);
  for (const { candidate, unit, score } of line) {
    if (score < best.score * nextShare) break;
    // A row of a table is read with the names of its columns.
    if (unit.header && chosen.length + 1 < most) add(candidate, unit.header);
    add(candidate, unit);
  }
  return chosen;
}

/** True for a sentence of the same paragraph as the candidate's, before or after it. */
function goesOn({ passage, units, at }: Candidate, unit: QuoteUnit): boolean {
  const own = units[at]!;
  const [from, to] = unit.start > own.start ? [own.end, unit.start] : [unit.end, own.start];
  return !passage.text.slice(from, to).includes('\n') && !isFragment(unit.text) && unit.text.length <= longestBeside;
}

/** Quotations closer than this many characters are read as one piece. */
const closeTogether = 200;

/**
 * By place within a document, so that what belongs together reads as it was written; the piece with the best sentence
 * comes first, then the rest of its document, then the better passages of others.
 */
function inReadingOrder(chosen: readonly Quotation[], best: Candidate): Quotation[] {
  const bestStart = best.start;
  const first = best.passage.sha256;
  const sorted = [...chosen].sort((a, b) => {
    if (a.passage.sha256 === b.passage.sha256) return a.start - b.start;
    if (a.passage.sha256 === first) return -1;
    return b.passage.sha256 === first ? 1 : a.rank - b.rank;
  });
  const pieces: Quotation[][] = [];
  for (const quotation of sorted) {
    const before = pieces.at(-1)?.at(-1);
    const joins = before?.passage.sha256 === quotation.passage.sha256 && quotation.start - before.end <= closeTogether;
    if (joins) pieces.at(-1)!.push(quotation);
    else pieces.push([quotation]);
  }
  const isBest = (piece: readonly Quotation[]) =>
    piece.some(({ passage, start }) => passage.sha256 === first && start === bestStart);
  return [...pieces.filter(isBest), ...pieces.filter((piece) => !isBest(piece))].flat();
}

function rankSentences(question: string, passages: readonly Passage[], terms: readonly QuestionTerm[]): Candidate[] {
  const hints = questionHints(question);
  const main = terms.filter(({ weight }) => weight >= mainShare * Math.max(...terms.map((term) => term.weight)));
  const holdsMain = (text: string) => {
    const counter = createWordCounter(text);
    return main.some((term) => termCount(term, counter) === 1);
  };
  const bestPassage = Math.max(...passages.map(({ score }) => score), Number.MIN_VALUE);
  const found = new Map<string, Candidate>();
  passages.forEach((passage, rank) => {
    const counts = (text: string) => {
      const counter = createWordCounter(text);
      return terms.map((term) => Math.min(1, termCount(term, counter)));
    };
    const heading = counts(passage.heading ?? '');
    const whole = counts(passage.text);
    let before = terms.map(() => 0);
    const units = quoteUnits(passage.text);
    for (const [at, unit] of units.entries()) {
      const own = counts(unit.text);
      const columns = unit.header ? counts(passage.text.slice(unit.header.start, unit.header.end)) : null;
      const held = terms.map((_, of) =>
        Math.max(
          own[of]!,
          headingShare * heading[of]!,
          beforeShare * before[of]!,
          passageShare * whole[of]!,
          columnShare * (columns?.[of] ?? 0),
        ),
      );
      before = own;
      if (own.every((count) => count === 0) || isFragment(unit.text)) continue;
      const support = coverageOf(terms, (term) => held[terms.indexOf(term)]!);
      const start = passage.start + unit.start;
      const candidate = {
        passage,
        rank,
        units,
        at,
        start,
        end: passage.start + unit.end,
        support,
        score:
          (support + hintScore(hints, unit.text, holdsMain) + (rankShare * passage.score) / bestPassage) *
          formFactor(unit, unit.start === 0 && passage.start > 0),
      };
      const key = `${passage.sha256} ${start}`;
      const known = found.get(key);
      if (!known || known.score < candidate.score) found.set(key, candidate);
    }
  });
  return [...found.values()].sort((a, b) => b.score - a.score || a.rank - b.rank || a.start - b.start);
}

/** Whole sentences of ordinary length before headings, questions, beginnings that were cut off, and walls of text. */
function formFactor({ text, isHeader, header }: QuoteUnit, first: boolean): number {
  let factor = 1;
  if (isHeader) factor = 0.5;
  else if (/[?？]["'”’)\]」』）】]*$/.test(text)) factor = 0.5;
  else if (!header && !text.includes('\n') && !/[.!。！；]["'”’)\]」』）】]*$/.test(text) && !text.includes(' | ')) {
    factor = 0.75;
  }
  if (first && /^\p{Ll}/u.test(text)) factor *= 0.8;
  return text.length > 600 ? factor * 0.7 : factor;
}

function sameWords(a: string, b: string): boolean {
  const first = new Set(contentWords(a));
  const second = new Set(contentWords(b));
  let common = 0;
  for (const word of first) if (second.has(word)) common += 1;
  return common / Math.max(1, Math.min(first.size, second.size)) > 0.85;
}
