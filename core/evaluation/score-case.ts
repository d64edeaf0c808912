import { type CaseScores, metricNames, type QuestionCase } from '../contract/index.ts';
import { exactMatch, holdsExpected, tokenF1 } from './answer-match.ts';
import { distinctShare, refusalCorrect, supportShare } from './answer-shape.ts';
import { type BleuCounts, bleu4, bleuCounts } from './bleu.ts';
import { type CharacterSpan, citedPage, spanOverlap } from './citation-metrics.ts';
import { metricTokens } from './metric-tokens.ts';
import { ndcgAt, type RankedPlace, recallAt, reciprocalRank, sameName, type WantedPlace } from './retrieval-metrics.ts';
import { rougeL, rougeN } from './rouge.ts';

/** What a version made of a question, as far as it is measured. */
export interface GivenAnswer {
  answer: string;
  supported: boolean;
  sentences: readonly { supported: boolean }[];
  retrieved: readonly RankedPlace[];
  citations: readonly (RankedPlace & { start: number; end: number })[];
}

/** From this score on an answer counts as right: half of what the case asks for. */
const rightFrom = 0.5;
export const isRight = ({ scores }: { scores: CaseScores }): boolean => (scores.score ?? 0) >= rightFrom;

export const noScores = (): CaseScores => Object.fromEntries(metricNames.map((name) => [name, null])) as CaseScores;

/** The scores of a question that was not answered: 0 wherever an answer could have earned something. */
export function failedScores(item: QuestionCase): CaseScores {
  const scores = scoreCase(item, { answer: '', supported: false, sentences: [], retrieved: [], citations: [] }, 1);
  // Saying nothing because of an error is no refusal.
  return { ...scores, score: 0, refusal: scores.refusal === null ? null : 0, support: 0, characters: null };
}

export const wantedPlaces = ({ document, pages }: QuestionCase): WantedPlace[] =>
  pages.length > 0 ? pages.map((page) => ({ document, page })) : document === null ? [] : [{ document, page: null }];

/**
 * Every metric that the case allows. `score` is what versions are compared by: for an unanswerable question whether it
 * was refused; else the mean of the cited page (where the case names places) and of the answer (where it has an
 * expected one: 1 when it holds it, else token F1); for a bare question the share of supported sentences. The other
 * metrics explain the score. `k` is that of recall and nDCG.
 */
export function scoreCase(item: QuestionCase, given: GivenAnswer, k: number): CaseScores {
  const { answer, supported, retrieved, citations } = given;
  const scores = noScores();
  const best = (measure: (expected: string) => number) => Math.max(...item.expected.map(measure));
  scores.refusal = refusalCorrect(supported, item.unanswerable);
  scores.support = supported ? supportShare(given.sentences) : 0;
  scores.characters = [...answer].length;
  scores.distinct2 = distinctShare(answer, 2);
  if (item.unanswerable) {
    scores.support = null;
    scores.score = scores.refusal;
    return scores;
  }
  const wanted = wantedPlaces(item);
  const parts: number[] = [];
  if (wanted.length > 0) {
    scores.recall = recallAt(retrieved, wanted, k);
    scores.reciprocalRank = reciprocalRank(retrieved, wanted);
    scores.ndcg = ndcgAt(retrieved, wanted, k);
    scores.citedPage = citedPage(citations, wanted);
    parts.push(scores.citedPage);
  }
  if (item.spans.length > 0) scores.citedSpan = spanOverlap(item.spans, spansIn(item, citations));
  if (item.expected.length > 0) {
    const characters = metricTokens(answer, 'characters');
    const words = metricTokens(answer, 'words');
    scores.holds = best((expected) => holdsExpected(answer, expected));
    scores.exact = best((expected) => exactMatch(answer, expected));
    scores.f1 = best((expected) => tokenF1(answer, expected));
    scores.bleu4 = bleu4(answerBleu(item, answer)!, true);
    scores.rouge1 = best((expected) => rougeN(characters, metricTokens(expected, 'characters'), 1));
    scores.rouge2 = best((expected) => rougeN(characters, metricTokens(expected, 'characters'), 2));
    scores.rougeL = best((expected) => rougeL(characters, metricTokens(expected, 'characters')));
    scores.rougeLWords = best((expected) => rougeL(words, metricTokens(expected, 'words')));
    parts.push(Math.max(scores.holds, scores.f1));
  }
  scores.score = parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) / parts.length : scores.support;
  return scores;
}

/** What BLEU over a whole set adds up; null for cases without an expected answer. */
export function answerBleu(item: QuestionCase, answer: string): BleuCounts | null {
  if (item.expected.length === 0) return null;
  const references = item.expected.map((expected) => metricTokens(expected, 'characters'));
  return bleuCounts(metricTokens(answer, 'characters'), references);
}

function spansIn(item: QuestionCase, citations: GivenAnswer['citations']): CharacterSpan[] {
  return citations
    .filter((citation) => item.document !== null && sameName(citation.document, item.document))
    .map(({ start, end }) => [start, end]);
}
