import {
  type CaseResult,
  type MetricName,
  metricNames,
  type QuestionCase,
  type SliceResult,
  type VersionResult,
} from '../contract/index.ts';
import { addBleuCounts, type BleuCounts, bleu4 } from './bleu.ts';
import type { CaseSlice } from './case-slices.ts';
import { groupBySlice } from './compare-results.ts';
import { percentile, tokensPerSecond } from './percentile.ts';

/** A case with the results of all versions, missing ones included. */
export interface MeasuredCase {
  item: QuestionCase;
  slices: readonly CaseSlice[];
  results: ReadonlyMap<string, CaseResult>;
  /** What BLEU over all answers of a version adds up; nothing where a case has no expected answer. */
  bleu: ReadonlyMap<string, BleuCounts>;
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);

/** Figures of one version over the whole set. Questions that failed count with what they scored; missing ones nowhere. */
export function summariseVersion(
  version: string,
  cases: readonly MeasuredCase[],
  streams: boolean,
): Pick<
  VersionResult,
  | 'version'
  | 'answered'
  | 'failed'
  | 'missing'
  | 'errorRate'
  | 'codes'
  | 'metrics'
  | 'corpusBleu4'
  | 'latency'
  | 'firstTokenP50'
  | 'tokensPerSecond'
> {
  const results = cases.flatMap(({ results: of }) => of.get(version) ?? []);
  const answered = results.filter((result) => result.state === 'answered');
  const failed = results.filter((result) => result.state === 'failed');
  const codes: Record<string, number> = {};
  for (const { code } of failed) codes[code ?? 'internal'] = (codes[code ?? 'internal'] ?? 0) + 1;
  const metrics: Partial<Record<MetricName, { mean: number; cases: number }>> = {};
  for (const metric of metricNames) {
    const values = known(results.map((result) => result.scores[metric]));
    const average = mean(values);
    if (average !== null) metrics[metric] = { mean: average, cases: values.length };
  }
  const bleu = cases.flatMap(({ bleu: of }) => of.get(version) ?? []);
  const times = known(answered.map((result) => result.ms));
  const speeds = answered.map(({ tokens, firstTokenMs, ms }) => tokensPerSecond(tokens, firstTokenMs, ms));
  const at = (p: number) => percentile(times, p)!;
  return {
    version,
    answered: answered.length,
    failed: failed.length,
    missing: cases.length - answered.length - failed.length,
    errorRate: cases.length === 0 ? 0 : failed.length / cases.length,
    codes,
    metrics,
    corpusBleu4: bleu.length === 0 ? null : bleu4(addBleuCounts(bleu), false),
    latency: times.length === 0 ? null : { p50: at(50), p95: at(95), p99: at(99), cases: times.length },
    firstTokenP50: percentile(known(answered.map((result) => result.firstTokenMs)), 50),
    tokensPerSecond: streams ? percentile(known(speeds), 50) : null,
  };
}

/** The main figures of each version in each slice, large slices first within their kind. */
export function summariseSlices(versions: readonly string[], cases: readonly MeasuredCase[]): SliceResult[] {
  const kinds: SliceResult['kind'][] = ['language', 'length', 'format', 'tag'];
  return groupBySlice(cases)
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.of.length - a.of.length || (a.slice < b.slice ? -1 : 1),
    )
    .map(({ kind, slice, of }) => ({
      kind,
      slice,
      cases: of.length,
      versions: versions.map((version) => {
        const results = of.flatMap(({ results: all }) => all.get(version) ?? []);
        const average = (metric: MetricName) => mean(known(results.map((result) => result.scores[metric])));
        const times = known(results.filter((result) => result.state === 'answered').map((result) => result.ms));
        return {
          version,
          score: average('score'),
          recall: average('recall'),
          citedPage: average('citedPage'),
          failed: results.filter((result) => result.state === 'failed').length,
          p50: percentile(times, 50),
        };
      }),
    }));
}
