import type { CaseResult, QuestionCase } from '../../core/contract/index.ts';
import type { CaseSlice } from '../../core/evaluation/case-slices.ts';
import { type ComparedCase, compareResults } from '../../core/evaluation/compare-results.ts';
import { noScores } from '../../core/evaluation/score-case.ts';

export function questionCase(id: string, change: Partial<QuestionCase> = {}): QuestionCase {
  const empty = { expected: [], document: null, pages: [], spans: [], tags: [], unanswerable: false };
  return { ...empty, id, question: `Question ${id}?`, ...change };
}

/** A result with a score and a time, as a version might have given it. */
export function result(item: string, version: string, score: number, change: Partial<CaseResult> = {}): CaseResult {
  return {
    case: item,
    version,
    state: 'answered',
    code: null,
    answer: `answer ${score}`,
    supported: true,
    citations: [],
    ms: 1000,
    firstTokenMs: 100,
    tokens: 20,
    scores: { ...noScores(), score },
    ...change,
  };
}

export interface MadePair {
  before?: Partial<CaseResult> & { score?: number };
  other?: Partial<CaseResult> & { score?: number };
  tags?: string[];
  slices?: CaseSlice[];
}

/** Compares versions a and b over made results; a side that is left out was never asked. */
export function comparePairs(pairs: readonly MadePair[], seed = 1) {
  const cases = pairs.map(({ before, other, tags = [], slices = [] }, at): ComparedCase => {
    const id = String(at + 1);
    const made = (version: string, side: MadePair['before']) => {
      if (!side) return undefined;
      const { score = 1, ...change } = side;
      return result(id, version, score, change);
    };
    return { item: questionCase(id, { tags }), slices, baseline: made('a', before), other: made('b', other) };
  });
  const limits = { maxErrorRate: 0.01, maxLatencyRatio: 1.2 };
  return compareResults({ baseline: 'a', version: 'b', cases, limits, seed, differences: [] });
}

export const repeat = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));
