import type { PageOf } from '../assistant/answer-draft.ts';
import type { AnswerPrivately, PrivateAnswer } from '../assistant/answer-privately.ts';
import { AppError, type CaseResult, type QuestionCase } from '../contract/index.ts';
import type { RankedPlace } from './retrieval-metrics.ts';
import { failedScores, noScores, scoreCase } from './score-case.ts';

export interface CaseRun {
  cases: readonly QuestionCase[];
  /** Ids of installed versions. */
  versions: readonly string[];
  library: string;
  topK: number;
  answer: AnswerPrivately;
  /** Pages that characters from start to end of a document cover; null where it has none. */
  pagesOf(documentId: string, start: number, end: number): { first: number | null; last: number | null };
  /** Aborts when the time of the whole run is up: cases not asked by then are missing. */
  limit: AbortSignal;
}

/**
 * Asks every version every question and measures the answers. Questions come in the order of the set; who goes first
 * turns with each, so that none always profits from what another has just read from disk. Each version answers the
 * first question once before, unmeasured: a cold start is no property of an answer. Fails with `cancelled` alone.
 */
export async function* runCases(run: CaseRun, signal: AbortSignal): AsyncGenerator<CaseResult> {
  const { cases, versions, library, limit } = run;
  const both = AbortSignal.any([signal, limit]);
  const ask = async (version: string, question: string): Promise<PrivateAnswer | null> => {
    if (both.aborted) return null;
    try {
      return await run.answer({ version, question, library, history: [] }, both);
    } catch (error) {
      if (!both.aborted) throw error;
      return null;
    }
  };
  const stopIfAsked = () => {
    if (signal.aborted) throw new AppError('cancelled');
  };
  const [first] = cases;
  for (const version of first ? versions : []) {
    await ask(version, first!.question);
    stopIfAsked();
  }
  for (const [index, item] of cases.entries()) {
    for (let turn = 0; turn < versions.length; turn++) {
      const version = versions[(index + turn) % versions.length]!;
      const given = await ask(version, item.question);
      stopIfAsked();
      yield given ? toResult(run, item, version, given) : missing(item, version);
    }
  }
}

function missing(item: QuestionCase, version: string): CaseResult {
  return {
    case: item.id,
    version,
    state: 'missing',
    code: null,
    answer: '',
    supported: false,
    citations: [],
    ms: null,
    firstTokenMs: null,
    tokens: 0,
    scores: noScores(),
  };
}

function toResult(run: CaseRun, item: QuestionCase, version: string, given: PrivateAnswer): CaseResult {
  const { turn, code } = given;
  const place = (hit: { document: string; documentId: string; start: number; end: number }): RankedPlace => {
    const { first, last } = run.pagesOf(hit.documentId, hit.start, hit.end);
    return { document: hit.document, firstPage: first, lastPage: last };
  };
  if (!turn) return { ...missing(item, version), state: 'failed', code, scores: failedScores(item) };
  const { answer, supported, sentences } = turn;
  const failed = turn.state !== 'finished' || turn.notice !== null;
  const citations = turn.citations.map((hit) => ({ ...place(hit), start: hit.start, end: hit.end }));
  const retrieved = given.retrieved.map(place);
  return {
    case: item.id,
    version,
    state: failed ? 'failed' : 'answered',
    code,
    answer,
    supported,
    citations: turn.citations.map(({ document, page, quote }) => ({ document, page, quote })),
    ms: turn.timings.total,
    firstTokenMs: turn.timings.firstToken,
    tokens: turn.tokens,
    scores: failed
      ? failedScores(item)
      : scoreCase(item, { answer, supported, sentences, retrieved, citations }, run.topK),
  };
}

/** Finds the pages of a range by the page of its first and of its last character. */
export function createPagesOf(sha256Of: (documentId: string) => string | null, pageOf: PageOf): CaseRun['pagesOf'] {
  return (documentId, start, end) => {
    const sha256 = sha256Of(documentId);
    if (sha256 === null) return { first: null, last: null };
    return { first: pageOf(sha256, start), last: pageOf(sha256, Math.max(start, end - 1)) };
  };
}
