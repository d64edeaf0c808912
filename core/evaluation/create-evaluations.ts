import { randomUUID } from 'node:crypto';
import type { PageOf } from '../assistant/answer-draft.ts';
import type { AnswerPrivately } from '../assistant/answer-privately.ts';
import {
  AppError,
  type EvaluationEvent,
  type EvaluationReport,
  type EvaluationRun,
  type InstalledVersion,
  type QuestionSetSummary,
} from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { buildReport } from './build-report.ts';
import { createEvaluationStore } from './evaluation-store.ts';
import { recordGatePairs } from './gate-pairs.ts';
import { measureCases } from './measured-cases.ts';
import { parseQuestionSet, summaryOf, toLines } from './question-set.ts';
import { questionSetFromRatings } from './question-set-from-ratings.ts';
import { reportHtml } from './report-html.ts';
import { createPagesOf, runCases } from './run-cases.ts';

export interface EvaluationInput {
  set: string;
  name: string;
  versions?: string[] | undefined;
  library: string;
  topK?: number | undefined;
  gate?: boolean | undefined;
  limitMinutes?: number | undefined;
}

/** Question sets on versions: one run at a time, its report, and the reports of earlier runs. */
export interface Evaluations {
  /**
   * Fails with `question-set-invalid`, `version-unknown`, `bad-request` for versions that cannot be compared, `conflict`
   * while another run goes on, and `cancelled`.
   */
  run(input: EvaluationInput, signal?: AbortSignal): AsyncGenerator<EvaluationEvent, void>;
  list(limit: number): EvaluationRun[];
  report(id: string): EvaluationReport;
  page(id: string, language: 'en' | 'zh-CN'): string;
  rated(library?: string): QuestionSetSummary & { lines: string };
  /** Stops the run that goes on. */
  close(): void;
}

const defaultTopK = 5;
/** A run over the largest set with a slow model; what is not asked by then is missing. */
const defaultLimitMinutes = 24 * 60;

export function createEvaluations(options: {
  database: Database;
  dataFolder: string;
  clock: Clock;
  versions: Versions;
  installed: () => InstalledVersion[];
  answer: AnswerPrivately;
  pageOf: PageOf;
  about: { version: string; runtime: string };
}): Evaluations {
  const { database, dataFolder, clock, versions, installed, answer, pageOf, about } = options;
  const store = createEvaluationStore({ database, dataFolder });
  store.closeInterrupted();
  const findSha256 = database.prepare('SELECT sha256 FROM document WHERE id = ?').pluck();
  const pagesOf = createPagesOf((id) => (findSha256.get(id) as string | undefined) ?? null, pageOf);
  const closing = new AbortController();
  let running: { id: string; ended: boolean } | null = null;
  /** The first who says how a run ended is right; afterwards the database may be closed. */
  const end = (of: { id: string; ended: boolean }, state: 'stopped' | 'failed', code: string) => {
    if (of.ended) return;
    of.ended = true;
    store.end(of.id, state, code, clock.now());
  };

  function resolveVersions(references: string[] | undefined): string[] {
    const { beta } = versions.pointers();
    const wanted = references ?? (beta === null ? ['stable'] : ['stable', 'beta']);
    const ids = wanted.map((reference) => versions.resolve(reference).id);
    const twice = ids.find((id, at) => ids.indexOf(id) !== at);
    if (twice === undefined) return ids;
    throw new AppError(
      'bad-request',
      { version: twice },
      { message: `${twice} is given twice. Name different versions.` },
    );
  }

  function checkGate(ids: readonly string[]): void {
    const { stable, beta } = versions.pointers();
    if (ids.length === 2 && ids[0] === stable && ids[1] === beta) return;
    throw new AppError(
      'bad-request',
      { versions: ids },
      { message: 'The gate compares stable with beta: name just these two, in this order.' },
    );
  }

  async function* run(input: EvaluationInput, callerSignal?: AbortSignal): AsyncGenerator<EvaluationEvent, void> {
    const set = parseQuestionSet(input.set, input.name);
    const ids = resolveVersions(input.versions);
    if (input.gate) checkGate(ids);
    if (running) throw new AppError('conflict', {}, { message: 'Another evaluation is running. Wait for its end.' });
    const id = randomUUID();
    const current = { id, ended: false };
    running = current;
    const startedAt = clock.now();
    const signal = callerSignal ? AbortSignal.any([callerSignal, closing.signal]) : closing.signal;
    try {
      await store.begin({ id, set, library: input.library, versions: ids, startedAt });
      yield { type: 'start', id, set: summaryOf(set), versions: ids };
      const limit = AbortSignal.timeout(Math.ceil((input.limitMinutes ?? defaultLimitMinutes) * 60_000));
      const topK = input.topK ?? defaultTopK;
      const measured = measureCases(database, input.library, set.cases);
      const total = set.cases.length * ids.length;
      let done = 0;
      const { library } = input;
      const results = runCases({ cases: set.cases, versions: ids, library, topK, answer, pagesOf, limit }, signal);
      for await (const result of results) {
        measured.add(result);
        done += 1;
        const { case: item, version, state, ms } = result;
        yield { type: 'progress', done, total, case: item, version, state, ms };
      }
      const run = { id, set, library, versions: ids, topK, startedAt };
      const report = await buildReport(run, measured, { database, clock, versions, installed, about });
      signal.throwIfAborted();
      store.finish(report);
      current.ended = true;
      if (input.gate) {
        recordGatePairs(database, { stable: ids[0]!, beta: ids[1]!, library, cases: measured.cases, now: clock.now() });
      }
      yield { type: 'result', report };
    } catch (error) {
      const known = signal.aborted ? new AppError('cancelled') : AppError.from(error);
      end(current, known.code === 'cancelled' ? 'stopped' : 'failed', known.code);
      throw known;
    } finally {
      // The listener went away in the middle: nothing of the run counts.
      end(current, 'stopped', 'cancelled');
      running = null;
    }
  }

  return {
    run,
    list: store.list,
    report: store.report,
    page: (id, language) => reportHtml(store.report(id), language),
    rated(library) {
      const set = questionSetFromRatings(database, library);
      return { ...summaryOf(set), lines: toLines(set.cases) };
    },
    close() {
      closing.abort();
      if (running) end(running, 'stopped', 'cancelled');
    },
  };
}
