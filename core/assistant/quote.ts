import type { Passage } from '../library/search.ts';
import { textLanguage } from '../text/segment.ts';
import { type Span, splitSentences } from '../text/sentences.ts';
import { type AnswerDraft, createCitationList, type PageOf } from './answer-draft.ts';
import { contentWords, coverage, type WordWeight, wordHolder } from './support.ts';

/** What the built-in generator says when the documents do not answer. */
const refusals = {
  en: 'The documents in this library do not answer this question.',
  zh: '这个资料库中的文档没有回答这个问题。',
} as const;

interface Candidate {
  passage: Passage;
  rank: number;
  start: number;
  end: number;
  text: string;
  support: number;
  score: number;
}

const asksForNumber =
  /\b(how (much|many|long|big|large|often|old|far|fast)|what (size|number|percentage|amount|price|date|year)|when|which (year|date|version|port))\b|多少|几[个次天年月日种章]|多久|多长|多大|何时|什么时候|哪一?年/i;

/**
 * Generator without a model: the sentences of the passages that cover the question best, in reading order, each with
 * its source. A sentence's support is the weighted share of the question's words that it holds, words of its heading
 * and of the sentence before counting in part. Below `minSupport` it says that the documents do not answer.
 */
export function quoteAnswer(
  question: string,
  passages: readonly Passage[],
  weight: WordWeight,
  config: { maxSentences: number; minSupport: number },
  pageOf: PageOf,
): AnswerDraft {
  const candidates = rankSentences(question, passages, weight);
  const best = candidates[0];
  if (!best || best.support < config.minSupport) return refuse(question);
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (chosen.length === config.maxSentences) break;
    if (candidate.score < best.score * 0.8 || candidate.support < config.minSupport) continue;
    if (chosen.some((other) => sameWords(other.text, candidate.text))) continue;
    chosen.push(candidate);
  }
  // Reading order: the best document first, then by place.
  chosen.sort((a, b) => {
    if (a.passage.sha256 === b.passage.sha256) return a.start - b.start;
    return a.passage.sha256 === best.passage.sha256
      ? -1
      : b.passage.sha256 === best.passage.sha256
        ? 1
        : a.rank - b.rank;
  });
  const list = createCitationList(pageOf);
  const draft: AnswerDraft = { answer: '', supported: true, sentences: [], citations: list.all };
  for (const { passage, start, end, text } of chosen) {
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

function refuse(question: string): AnswerDraft {
  const answer = refusals[textLanguage(question)];
  const sentence = { start: 0, end: answer.length, supported: false, citations: [] };
  return { answer, supported: false, sentences: [sentence], citations: [] };
}

function rankSentences(question: string, passages: readonly Passage[], weight: WordWeight): Candidate[] {
  const words = contentWords(question);
  const wantsNumber = asksForNumber.test(question);
  const found = new Map<string, Candidate>();
  passages.forEach((passage, rank) => {
    const heading = wordHolder(passage.heading ?? '');
    let before = wordHolder('');
    for (const sentence of splitSentences(passage.text)) {
      const span = withList(passage.text, sentence);
      const text = passage.text.slice(span.start, span.end);
      const own = wordHolder(text);
      const context = before;
      before = own;
      const ownCoverage = coverage(words, weight, own);
      if (ownCoverage === 0 || isFragment(text)) continue;
      const withHeading = coverage(words, weight, { has: (word) => own.has(word) || heading.has(word) });
      const withBefore = coverage(words, weight, { has: (word) => own.has(word) || context.has(word) });
      const support = ownCoverage + 0.5 * (withHeading - ownCoverage) + 0.25 * Math.max(0, withBefore - withHeading);
      const start = passage.start + span.start;
      const candidate = {
        passage,
        rank,
        start,
        end: passage.start + span.end,
        text,
        support,
        score: (support + (wantsNumber && /\d/.test(text) ? 0.15 : 0) - 0.02 * rank) * lengthFactor(text),
      };
      const key = `${passage.sha256} ${start}`;
      const known = found.get(key);
      if (!known || known.score < candidate.score) found.set(key, candidate);
    }
  });
  return [...found.values()].sort((a, b) => b.score - a.score || a.rank - b.rank || a.start - b.start);
}

const listItem = /^[ \t]*(?:[-*•–]|\d{1,2}[.)]|[a-z][.)]|[(（]\d{1,2}[)）])[ \t]*\S.*$/u;
const longestList = 600;

/** "The kinds are:" says nothing without the list it announces: the items that follow belong to the sentence. */
function withList(text: string, sentence: Span): Span {
  if (!/[:：]$/.test(text.slice(sentence.start, sentence.end))) return sentence;
  let { end } = sentence;
  for (const line of text.slice(end).matchAll(/\n+([^\n]+)/g)) {
    const next = sentence.end + line.index + line[0].length;
    if (!listItem.test(line[1]!) || next - sentence.start > longestList) break;
    end = next;
  }
  return { start: sentence.start, end };
}

/** Headings, table-of-contents lines and cut-off ends are no sentences a person would quote. */
function isFragment(text: string): boolean {
  if (/…|\.(?:\s?\.){3,}/.test(text) && /\d\s*$/.test(text)) return true;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters < (textLanguage(text) === 'zh' ? 5 : 12);
}

/** Whole sentences of ordinary length before headings, questions and walls of text. */
function lengthFactor(text: string): number {
  const ended = text.includes('\n') || /[.!。！；]["'”’)\]」』）】]*$/.test(text) || text.includes(' | ');
  const factor = /[?？]["'”’)\]」』）】]*$/.test(text) ? 0.5 : ended ? 1 : 0.7;
  return text.length > 600 ? factor * 0.7 : factor;
}

function sameWords(a: string, b: string): boolean {
  const first = new Set(contentWords(a));
  const second = new Set(contentWords(b));
  let common = 0;
  for (const word of first) if (second.has(word)) common += 1;
  return common / Math.max(1, Math.min(first.size, second.size)) > 0.85;
}
