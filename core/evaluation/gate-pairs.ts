import type { CaseResult } from '../contract/index.ts';
import { sliceOf } from '../release/slices.ts';
import { goesInCircles } from '../release/unseen-answer.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';
import { isRight } from './score-case.ts';
import type { MeasuredCase } from './summarise-version.ts';

/**
 * Makes a run of stable and the candidate the evidence of the candidate's gate, in the place of an earlier run. A case
 * that one of the two was not asked counts as missing there. Returns false when the candidate has no rollout.
 */
export function recordGatePairs(
  database: Database,
  run: { stable: string; beta: string; library: string; cases: readonly MeasuredCase[]; now: number },
): boolean {
  const { stable, beta, library, cases, now } = run;
  const salt = database.prepare('SELECT salt FROM rollout WHERE version = ?').pluck().get(beta) as string | undefined;
  if (salt === undefined) return false;
  const insert = database.prepare(
    `INSERT OR REPLACE INTO answer_pair (salt, source, question_key, slice, stable_version, beta_version, stable, beta,
       differences, cold, paired_at)
     VALUES (@salt, 'gate', @key, @slice, @stable, @beta, @ofStable, @ofBeta, '{}', 0, @now)`,
  );
  database
    .transaction(() => {
      database.prepare(`DELETE FROM answer_pair WHERE salt = ? AND source = 'gate'`).run(salt);
      for (const { item, results } of cases) {
        insert.run({
          salt,
          key: sha256(`${library}\n${item.id}\n${item.question}`),
          slice: sliceOf(item.question),
          stable,
          beta,
          ofStable: JSON.stringify(outcome(results.get(stable))),
          ofBeta: JSON.stringify(outcome(results.get(beta))),
          now,
        });
      }
    })
    .immediate();
  return true;
}

/** The form of outcomes in answer_pair; SQLite's JSON has no booleans to add up. */
function outcome(result: CaseResult | undefined) {
  const missing = !result || result.state === 'missing';
  return {
    ms: result?.ms ?? 0,
    failed: Number(result?.state === 'failed' || missing),
    code: result?.code ?? null,
    // A set knows what is right, which says more than support: a refusal may be right, and a supported answer wrong.
    supported: Number(result ? isRight(result) : false),
    characters: result?.answer.length ?? 0,
    loops: goesInCircles(result?.answer ?? ''),
    documents: [...new Set(result?.citations.map(({ document }) => document) ?? [])].sort(),
    missing: Number(missing),
  };
}
