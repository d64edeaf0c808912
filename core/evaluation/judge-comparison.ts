import type { LatencyRatio, ScoreDifference, Verdict, VerdictReason } from '../contract/index.ts';
import type { CaseSlice } from './case-slices.ts';

/** A slice with the difference of its cases; the interval is widened for the number of slices looked at. */
export interface SliceDifference extends CaseSlice {
  difference: ScoreDifference;
  /** Losses outnumber gains, or the other way, by more than chance. */
  shown: boolean;
}

/** From the release policy of the compared version. */
export interface ComparisonLimits {
  maxErrorRate: number;
  maxLatencyRatio: number;
}

export interface ComparisonFacts {
  cases: number;
  missing: number;
  baselineFailed: number;
  otherFailed: number;
  /** Ids of cases tagged "critical" that only the baseline has right. */
  criticalLost: readonly string[];
  score: ScoreDifference | null;
  slices: readonly SliceDifference[];
  latency: LatencyRatio | null;
}

/** Pairs below which a bootstrap interval promises more than it knows. */
const leastPairs = 20;
/** Pairs below which a ratio of times says nothing; the guards of a release take the same. */
const leastTimed = 8;
/** A loss of score up to this need not be ruled out to pass: that takes more questions than one person has. */
const margin = 0.05;
/** A mean loss below this is no harm, even where so many questions were asked that it is more than chance. */
const leastLoss = 0.01;
/** The same for one kind of question: kinds are small, and many of them are looked at. */
const leastLossOfSlice = margin;
/** A version that is slower by less than this in most answers is not slower for anybody, whatever the ratio. */
const noticedMs = 20;
/** Share of its own failures above which the baseline is nothing to compare with. */
const mostBaselineFailures = 0.05;

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const signed = (value: number) => `${value > 0 ? '+' : ''}${rounded(value)}`;
const rounded = (value: number) => Math.round(value * 1000) / 1000;

/**
 * The paired verdict. One shown harm fails it. What could not be compared makes it an error. Without either it passes
 * only when a loss of more than 0.05 of score and a slowdown beyond the limit are both ruled out; else it is too early
 * to tell. `reasons` are those of the verdict that was reached.
 */
export function judgeComparison(
  facts: ComparisonFacts,
  limits: ComparisonLimits,
): { verdict: Verdict; reasons: VerdictReason[] } {
  const failed = harms(facts, limits);
  if (failed.length > 0) return { verdict: 'failed', reasons: failed };
  const errors = obstacles(facts);
  if (errors.length > 0) return { verdict: 'error', reasons: errors };
  const { open, clear } = doubts(facts, limits);
  return open.length > 0 ? { verdict: 'inconclusive', reasons: open } : { verdict: 'passed', reasons: clear };
}

function reason(code: VerdictReason['code'], message: string, figures: VerdictReason['figures']): VerdictReason {
  return { code, message, figures };
}

const intervalFigures = ({ difference, low, high, pairs }: ScoreDifference) => ({
  difference: rounded(difference),
  low: rounded(low),
  high: rounded(high),
  pairs,
});
const intervalText = ({ difference, low, high, pairs }: ScoreDifference, kind = '95 %') =>
  `${signed(difference)} (${kind} interval ${signed(low)} to ${signed(high)}, ${pairs} pairs)`;
const latencyFigures = ({ ratio, low, high, pairs }: LatencyRatio) => ({
  ratio: rounded(ratio),
  low: rounded(low),
  high: rounded(high),
  pairs,
});
const latencyText = ({ ratio, low, high }: LatencyRatio) =>
  `${rounded(ratio)} times the time (between ${rounded(low)} and ${rounded(high)})`;

const isNoticed = ({ medianSlowdownMs }: LatencyRatio) => medianSlowdownMs >= noticedMs;

function harms(facts: ComparisonFacts, limits: ComparisonLimits): VerdictReason[] {
  const { cases, otherFailed, criticalLost, score, slices, latency } = facts;
  const found: VerdictReason[] = [];
  const rate = cases === 0 ? 0 : otherFailed / cases;
  if (otherFailed > 0 && rate >= limits.maxErrorRate) {
    found.push(
      reason(
        'errors',
        `${otherFailed} of ${cases} questions failed (${percent(rate)}; the limit is ${percent(limits.maxErrorRate)}).`,
        { failed: otherFailed, cases, rate: percent(rate), limit: percent(limits.maxErrorRate) },
      ),
    );
  }
  if (criticalLost.length > 0) {
    const list = criticalLost.slice(0, 5).join(', ');
    found.push(
      reason('critical-lost', `${criticalLost.length} critical questions are no longer right: ${list}.`, {
        lost: criticalLost.length,
        list,
      }),
    );
  }
  if (score && score.high < 0 && score.difference <= -leastLoss) {
    found.push(reason('worse', `The score is lower: ${intervalText(score)}.`, intervalFigures(score)));
  } else {
    for (const { kind, slice, difference, shown } of slices) {
      if (!shown || difference.high >= 0 || difference.difference > -leastLossOfSlice) continue;
      const message = `The score is lower for ${kind} “${slice}”: ${intervalText(difference, 'joint 98 %')}.`;
      found.push(reason('slice-worse', message, { kind, slice, ...intervalFigures(difference) }));
    }
  }
  if (latency && latency.pairs >= leastTimed && latency.low > limits.maxLatencyRatio && isNoticed(latency)) {
    const message = `It is slower: ${latencyText(latency)}; the limit is ${limits.maxLatencyRatio}.`;
    found.push(reason('slower', message, { ...latencyFigures(latency), limit: limits.maxLatencyRatio }));
  }
  return found;
}

function obstacles({ cases, missing, baselineFailed, score }: ComparisonFacts): VerdictReason[] {
  const found: VerdictReason[] = [];
  if (missing > 0) {
    found.push(
      reason('missing', `${missing} of ${cases} questions were not asked of both versions.`, { missing, cases }),
    );
  }
  if (baselineFailed > cases * mostBaselineFailures) {
    found.push(
      reason('baseline-failed', `The baseline itself failed on ${baselineFailed} of ${cases} questions.`, {
        failed: baselineFailed,
        cases,
      }),
    );
  }
  if (found.length === 0 && !score) {
    found.push(reason('not-comparable', 'There is no question that both versions could be scored on.', {}));
  }
  return found;
}

function doubts(
  { score, latency }: ComparisonFacts,
  limits: ComparisonLimits,
): { open: VerdictReason[]; clear: VerdictReason[] } {
  const open: VerdictReason[] = [];
  const clear: VerdictReason[] = [];
  const pairs = score?.pairs ?? 0;
  if (pairs < leastPairs) {
    open.push(
      reason('too-few', `${pairs} comparable questions are too few; at least ${leastPairs} are needed.`, {
        pairs,
        least: leastPairs,
      }),
    );
  } else if (score && score.low < -margin) {
    const message = `A loss of more than ${margin} of score cannot be ruled out: ${intervalText(score)}.`;
    open.push(reason('score-open', message, { margin, ...intervalFigures(score) }));
  } else if (score) {
    clear.push(reason('no-worse', `The score is no worse: ${intervalText(score)}.`, intervalFigures(score)));
  }
  if (!latency || latency.pairs < leastTimed) {
    const timed = latency?.pairs ?? 0;
    if (pairs >= leastPairs) {
      open.push(
        reason('latency-open', `${timed} timed pairs are too few.`, { pairs: timed, limit: limits.maxLatencyRatio }),
      );
    }
  } else if (latency.high > limits.maxLatencyRatio && isNoticed(latency)) {
    const message = `It cannot be ruled out that it is slower than allowed: ${latencyText(latency)}; the limit is ${limits.maxLatencyRatio}.`;
    open.push(reason('latency-open', message, { ...latencyFigures(latency), limit: limits.maxLatencyRatio }));
  } else {
    clear.push(reason('no-slower', `It is not slower: ${latencyText(latency)}.`, latencyFigures(latency)));
  }
  return { open, clear };
}
