import type { Comparison, EvaluationReport, InstalledVersion, Verdict } from '../contract/index.ts';
import { manifestDifferences } from '../pipeline/manifest-differences.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import { policyOf } from '../release/policy.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';
import { compareResults } from './compare-results.ts';
import { readEnvironment } from './environment.ts';
import { readHumanScores } from './human-scores.ts';
import type { MeasuredCases } from './measured-cases.ts';
import { type QuestionSet, summaryOf } from './question-set.ts';
import { summariseSlices, summariseVersion } from './summarise-version.ts';

/** The worst comes first. */
const bySeverity: readonly Verdict[] = ['failed', 'error', 'inconclusive', 'passed'];

/** Everything about a run that has asked all it was going to ask. Only times differ between two runs of the same. */
export async function buildReport(
  run: { id: string; set: QuestionSet; library: string; versions: string[]; topK: number; startedAt: number },
  measured: MeasuredCases,
  services: {
    database: Database;
    clock: Clock;
    versions: Versions;
    installed: () => InstalledVersion[];
    about: { version: string; runtime: string };
  },
): Promise<EvaluationReport> {
  const { database, clock, versions, installed, about } = services;
  const environment = readEnvironment(about);
  const all = installed();
  const seed = Number.parseInt(sha256([run.set.digest, ...run.versions].join('\n')).slice(0, 8), 16);
  const { cases, results, unknownDocuments } = measured;
  const [baseline, ...others] = run.versions as [string, ...string[]];
  const manifestOf = (id: string) => versions.resolve(id).manifest;
  const comparisons: Comparison[] = [];
  for (const version of others) {
    const { maxErrorRate, maxLatencyRatio } = policyOf(manifestOf(version)).gate;
    comparisons.push(
      await compareResults({
        baseline,
        version,
        cases: cases.map(({ item, slices, results: of }) => ({
          item,
          slices,
          baseline: of.get(baseline),
          other: of.get(version),
        })),
        limits: { maxErrorRate, maxLatencyRatio },
        seed,
        differences: manifestDifferences(manifestOf(baseline), manifestOf(version)),
      }),
    );
  }
  return {
    id: run.id,
    format: 1,
    set: summaryOf(run.set),
    library: database
      .prepare(
        `SELECT id, name, (SELECT count(*) FROM document WHERE library_id = library.id) AS documents FROM library
         WHERE id = ?`,
      )
      .get(run.library) as EvaluationReport['library'],
    unknownDocuments,
    topK: run.topK,
    seed,
    startedAt: run.startedAt,
    finishedAt: clock.now(),
    verdict: bySeverity.find((verdict) => comparisons.some((item) => item.verdict === verdict)) ?? null,
    versions: run.versions.map((version) => {
      const about = all.find((item) => item.id === version);
      const streams = manifestOf(version).generate.engine === 'llama';
      return {
        ...summariseVersion(version, cases, streams),
        pointer: versions.pointerOf(version),
        documents: about?.ready ?? 0,
        fingerprint: about?.fingerprint ?? '',
        stages: { ...about?.stages },
      };
    }),
    comparisons,
    slices: summariseSlices(run.versions, cases),
    human: readHumanScores(database, run.versions),
    environment,
    cases: run.set.cases,
    results: [...results],
  };
}
