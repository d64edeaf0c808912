import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type EvaluationReport, type EvaluationRun } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { writeWhole } from '../store/files.ts';
import { type QuestionSet, toLines } from './question-set.ts';

/** Runs with their results as rows, the question sets as files by digest. */
export interface EvaluationStore {
  /** Keeps the set under its digest, and notes that a run began. */
  begin(run: { id: string; set: QuestionSet; library: string; versions: string[]; startedAt: number }): Promise<void>;
  finish(report: EvaluationReport): void;
  end(id: string, state: 'stopped' | 'failed', code: string, now: number): void;
  list(limit: number): EvaluationRun[];
  /** Fails with `not-found` for runs that are unknown or have no result. */
  report(id: string): EvaluationReport;
  /** Runs that a crash cut off become stopped ones. */
  closeInterrupted(): void;
}

export function createEvaluationStore(options: { database: Database; dataFolder: string }): EvaluationStore {
  const { database, dataFolder } = options;
  const sets = join(dataFolder, 'question-sets');
  return {
    async begin({ id, set, library, versions, startedAt }) {
      await mkdir(sets, { recursive: true, mode: 0o700 });
      const file = join(sets, `${set.digest}.jsonl`);
      if (!(await stat(file).catch(() => null))) await writeWhole(file, Buffer.from(toLines(set.cases)));
      database
        .prepare(
          `INSERT INTO evaluation_run (id, name, set_digest, library_id, versions, state, started_at)
           VALUES (?, ?, ?, ?, ?, 'running', ?)`,
        )
        .run(id, set.name, set.digest, library, JSON.stringify(versions), startedAt);
    },
    finish(report) {
      const { id, verdict, environment, finishedAt } = report;
      database
        .prepare(
          `UPDATE evaluation_run SET state = 'finished', verdict = ?, results = ?, environment = ?, finished_at = ?
           WHERE id = ?`,
        )
        .run(verdict, JSON.stringify(report), JSON.stringify(environment), finishedAt, id);
    },
    end(id, state, code, now) {
      database
        .prepare('UPDATE evaluation_run SET state = ?, code = ?, finished_at = ? WHERE id = ?')
        .run(state, code, now, id);
    },
    list(limit) {
      const rows = database
        .prepare(
          `SELECT id, name, set_digest AS digest, library_id AS library, versions, state, code, verdict,
             started_at AS startedAt, finished_at AS finishedAt
           FROM evaluation_run ORDER BY started_at DESC, rowid DESC LIMIT ?`,
        )
        .all(limit) as (Omit<EvaluationRun, 'versions'> & { versions: string })[];
      return rows.map((row) => ({ ...row, versions: JSON.parse(row.versions) }));
    },
    report(id) {
      const results = database.prepare('SELECT results FROM evaluation_run WHERE id = ?').pluck().get(id);
      if (typeof results !== 'string') throw new AppError('not-found', { evaluation: id });
      return JSON.parse(results);
    },
    closeInterrupted() {
      database.prepare(`UPDATE evaluation_run SET state = 'stopped', code = 'cancelled' WHERE state = 'running'`).run();
    },
  };
}
