import { type Category, categories, holdsFact, type Question } from './questions.ts';

/** A page in the order of a system's results. */
export interface RankedPage {
  document: string;
  page: number;
}

export interface GivenAnswer {
  text: string;
  /** False when the system said that the documents do not answer. */
  supported: boolean;
  cited: RankedPage[];
}

export interface Outcome {
  question: Question;
  pages: RankedPage[];
  answer: GivenAnswer | null;
}

export interface RetrievalFigures {
  questions: number;
  /** Shares, 0 to 1. */
  recallAt1: number;
  recallAt3: number;
  recallAt5: number;
  /** Mean of 1 / rank of the first right page. */
  reciprocalRank: number;
}

export interface AnswerFigures {
  answerable: number;
  /** Shares of the answerable questions, 0 to 1. */
  factHeld: number;
  rightPageCited: number;
  wronglyRefused: number;
  unanswerable: number;
  /** Share of the unanswerable questions. */
  refused: number;
}

const isGold = (question: Question, { document, page }: RankedPage) =>
  document === question.document && question.pages.includes(page);

/** Share of the pages that are needed among the first `k`: all of them for two-page questions, any one for others. */
function recall({ question, pages }: Outcome, k: number): number {
  const found = new Set(
    pages
      .slice(0, k)
      .filter((page) => isGold(question, page))
      .map((page) => page.page),
  );
  if (question.category !== 'two-page') return found.size > 0 ? 1 : 0;
  return found.size / question.pages.length;
}

const share = (sum: number, count: number) => (count === 0 ? 0 : Math.round((sum / count) * 1000) / 1000);
const total = (outcomes: readonly Outcome[], value: (outcome: Outcome) => number) =>
  outcomes.reduce((sum, outcome) => sum + value(outcome), 0);

export function retrievalFigures(outcomes: readonly Outcome[]): RetrievalFigures {
  const count = outcomes.length;
  return {
    questions: count,
    recallAt1: share(
      total(outcomes, (outcome) => recall(outcome, 1)),
      count,
    ),
    recallAt3: share(
      total(outcomes, (outcome) => recall(outcome, 3)),
      count,
    ),
    recallAt5: share(
      total(outcomes, (outcome) => recall(outcome, 5)),
      count,
    ),
    reciprocalRank: share(
      total(outcomes, ({ question, pages }) => {
        const rank = pages.findIndex((page) => isGold(question, page));
        return rank < 0 ? 0 : 1 / (rank + 1);
      }),
      count,
    ),
  };
}

/** Figures per category of answerable questions, and for all of them together. */
export function figuresByCategory(outcomes: readonly Outcome[]): Record<string, RetrievalFigures> {
  const answerable = outcomes.filter(({ question }) => question.category !== 'unanswerable');
  const groups = categories
    .filter((category: Category) => category !== 'unanswerable')
    .map((category) => [category, answerable.filter(({ question }) => question.category === category)] as const);
  return Object.fromEntries(
    [...groups, ['all', answerable] as const].map(([name, of]) => [name, retrievalFigures(of)]),
  );
}

export function answerFigures(outcomes: readonly Outcome[]): AnswerFigures {
  const answered = outcomes.filter((outcome) => outcome.answer !== null);
  const answerable = answered.filter(({ question }) => question.category !== 'unanswerable');
  const unanswerable = answered.filter(({ question }) => question.category === 'unanswerable');
  const of = (some: readonly Outcome[], holds: (outcome: Outcome, answer: GivenAnswer) => boolean) =>
    share(
      total(some, (outcome) => (outcome.answer && holds(outcome, outcome.answer) ? 1 : 0)),
      some.length,
    );
  return {
    answerable: answerable.length,
    factHeld: of(answerable, ({ question }, answer) => answer.supported && holdsFact(answer.text, question.expected)),
    rightPageCited: of(answerable, ({ question }, answer) => answer.cited.some((page) => isGold(question, page))),
    wronglyRefused: of(answerable, (_, answer) => !answer.supported),
    unanswerable: unanswerable.length,
    refused: of(unanswerable, (_, answer) => !answer.supported),
  };
}
