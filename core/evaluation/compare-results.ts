import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CaseResult,
  type Comparison,
  type LatencyRatio,
  type MetricName,
  metricNames,
  type QuestionCase,
} from '../contract/index.ts';
import { addValue, noMoments, pairedRatio } from '../release/statistics.ts';
import { pairedDifference } from './bootstrap.ts';
import type { CaseSlice } from './case-slices.ts';
import { type ComparisonLimits, judgeComparison, type SliceDifference } from './judge-comparison.ts';
import { percentile } from './percentile.ts';
import { binomialP } from './sample-ratio.ts';
import { isRight } from './score-case.ts';

export interface ComparedCase {
  item: QuestionCase;
  slices: readonly CaseSlice[];
  /** Undefined counts as missing. */
  baseline: CaseResult | undefined;
  other: CaseResult | undefined;
}

const shownPairs = 20;
/** Cases below which a slice says nothing of its own. */
const leastInSlice = 8;
/**
 * Chance, over all slices together, of an interval that misses the truth. The whole set takes 0.05 of its own, half of it
 * on the side of harm: equal versions fail in less than 5 of 100 runs.
 */
const chanceInSlices = 0.02;

/**
 * What the other version makes of the same cases as the baseline, case by case. Cases that the baseline failed on are
 * left out of differences, since there is nothing to compare with; those that the other failed on count as 0.
 * It lets other work through between the intervals, which take a few milliseconds each.
 */
export async function compareResults(options: {
  baseline: string;
  version: string;
  cases: readonly ComparedCase[];
  limits: ComparisonLimits;
  seed: number;
  differences: Comparison['differences'];
}): Promise<Comparison> {
  const { baseline, version, cases, limits, seed, differences } = options;
  const pairs = cases.flatMap(({ item, slices, baseline: before, other }) =>
    before?.state === 'answered' && other && other.state !== 'missing' ? [{ item, slices, before, other }] : [],
  );
  type Pair = (typeof pairs)[number];
  const changes = (of: readonly Pair[], metric: MetricName) =>
    of.flatMap(({ before, other }) => {
      const from = before.scores[metric];
      const to = other.scores[metric];
      return from === null || to === null ? [] : [to - from];
    });

  const metrics: Comparison['metrics'] = {};
  for (const metric of metricNames) {
    const interval = pairedDifference(changes(pairs, metric), seed);
    if (interval) metrics[metric] = interval;
    await nextTurn();
  }
  const slices = groupBySlice(pairs).filter(({ of }) => of.length >= leastInSlice && of.length < pairs.length);
  const sliceDifferences: SliceDifference[] = [];
  for (const { kind, slice, of } of slices) {
    const scores = changes(of, 'score');
    const share = chanceInSlices / slices.length;
    const difference = pairedDifference(scores, seed, 1 - share);
    if (difference) sliceDifferences.push({ kind, slice, difference, shown: signTest(scores) <= share });
    await nextTurn();
  }

  const changeOf = ({ before, other }: Pair) => (other.scores.score ?? 0) - (before.scores.score ?? 0);
  const lost = pairs.filter(({ before, other }) => isRight(before) && !isRight(other));
  const gained = pairs.filter(({ before, other }) => !isRight(before) && isRight(other));
  // Of equal changes the order of the set decides, so that the same run tells the same cases.
  const changed = pairs.filter((pair) => changeOf(pair) !== 0).sort((a, b) => changeOf(a) - changeOf(b));
  const ids = (of: readonly Pair[]) => of.slice(0, shownPairs).map(({ item }) => item.id);

  const latency = latencyRatio(pairs);
  const score = metrics.score ?? null;
  const judged = judgeComparison(
    {
      cases: cases.length,
      missing: cases.filter(({ baseline: before, other }) => isMissing(before) || isMissing(other)).length,
      baselineFailed: cases.filter((item) => item.baseline?.state === 'failed').length,
      otherFailed: cases.filter((item) => item.other?.state === 'failed').length,
      criticalLost: lost.filter(({ item }) => item.tags.includes('critical')).map(({ item }) => item.id),
      score,
      slices: sliceDifferences,
      latency,
    },
    limits,
  );
  return {
    baseline,
    version,
    ...judged,
    score,
    metrics,
    latency,
    lost: lost.length,
    gained: gained.length,
    worst: ids(changed.filter((pair) => changeOf(pair) < 0)),
    best: ids(changed.filter((pair) => changeOf(pair) > 0).reverse()),
    differences,
  };
}

/**
 * Exact two-sided sign test: how likely so uneven a number of gains and losses is between equals. Bootstrap intervals of
 * a few cases are too narrow; this is not.
 */
function signTest(changes: readonly number[]): number {
  const losses = changes.filter((change) => change < 0).length;
  const gains = changes.filter((change) => change > 0).length;
  return binomialP(losses, losses + gains, 0.5);
}

const isMissing = (result: CaseResult | undefined) => !result || result.state === 'missing';

/** Shortest time that is measured, in ms; it keeps logarithms finite. */
const leastMs = 0.1;

function latencyRatio(pairs: readonly { before: CaseResult; other: CaseResult }[]): LatencyRatio | null {
  let moments = noMoments;
  const slowdowns: number[] = [];
  for (const { before, other } of pairs) {
    if (other.state !== 'answered' || before.ms === null || other.ms === null) continue;
    moments = addValue(moments, Math.log(Math.max(leastMs, other.ms) / Math.max(leastMs, before.ms)));
    slowdowns.push(other.ms - before.ms);
  }
  const bounds = pairedRatio(moments);
  if (!bounds) return null;
  return {
    ratio: bounds.ratio,
    low: bounds.lower,
    high: bounds.upper,
    pairs: slowdowns.length,
    medianSlowdownMs: percentile(slowdowns, 50)!,
  };
}

export function groupBySlice<Item extends { slices: readonly CaseSlice[] }>(
  items: readonly Item[],
): (CaseSlice & { of: Item[] })[] {
  const groups = new Map<string, CaseSlice & { of: Item[] }>();
  for (const item of items) {
    for (const { kind, slice } of item.slices) {
      const key = `${kind} ${slice}`;
      const group = groups.get(key) ?? { kind, slice, of: [] };
      groups.set(key, group);
      group.of.push(item);
    }
  }
  return [...groups.values()];
}
