import { countRuns } from './metric-tokens.ts';

/** Longest runs that are compared: the 4 of BLEU-4. */
const longestRun = 4;
/** ε of smoothing method 1. */
const smoothing = 0.1;

/** What BLEU needs of one text, so that texts can be added up before the score is taken. */
export interface BleuCounts {
  /** Runs of 1 to 4 tokens that a reference holds as well, each no more often than the reference that holds it most. */
  matches: number[];
  runs: number[];
  length: number;
  /** Length of the reference closest to the text's; the shorter one of two equally close. */
  closest: number;
}

export function bleuCounts(candidate: readonly string[], references: readonly (readonly string[])[]): BleuCounts {
  const matches: number[] = [];
  const runs: number[] = [];
  for (let length = 1; length <= longestRun; length++) {
    const allowed = references.map((reference) => countRuns(reference, length));
    let matched = 0;
    for (const [run, count] of countRuns(candidate, length)) {
      matched += Math.min(count, Math.max(0, ...allowed.map((counts) => counts.get(run) ?? 0)));
    }
    matches.push(matched);
    runs.push(Math.max(0, candidate.length - length + 1));
  }
  const distance = (length: number) => Math.abs(length - candidate.length);
  const closest = references
    .map((reference) => reference.length)
    .reduce((best, length) =>
      distance(length) < distance(best) || (distance(length) === distance(best) && length < best) ? length : best,
    );
  return { matches, runs, length: candidate.length, closest };
}

/**
 * BLEU-4 of counts, 0 to 1: BP · exp(Σ ¼ ln p_n), p_n the clipped precision of runs of n tokens, BP = exp(1 - r/c)
 * below the reference length, else 1. Papineni et al., ACL 2002. With `smoothed`, a p_n without a match takes ε = 0.1
 * in place of 0 matches: method 1 of Chen and Cherry, WMT 2014. Texts of fewer than four tokens have no runs of four;
 * those orders are then taken as one run without a match.
 */
export function bleu4(counts: BleuCounts, smoothed: boolean): number {
  if (counts.length === 0 || counts.matches[0] === 0) return 0;
  let logs = 0;
  for (let n = 0; n < longestRun; n++) {
    const matched = counts.matches[n]!;
    if (matched === 0 && !smoothed) return 0;
    logs += Math.log((matched || smoothing) / Math.max(1, counts.runs[n]!));
  }
  const penalty = counts.length >= counts.closest ? 1 : Math.exp(1 - counts.closest / counts.length);
  return penalty * Math.exp(logs / longestRun);
}

/** Counts of many texts together: corpus BLEU is taken of the sums, not of the mean of the scores. */
export function addBleuCounts(all: readonly BleuCounts[]): BleuCounts {
  const sum = (value: (counts: BleuCounts) => number) => all.reduce((total, counts) => total + value(counts), 0);
  const orders = Array.from({ length: longestRun }, (_, n) => n);
  return {
    matches: orders.map((n) => sum((counts) => counts.matches[n]!)),
    runs: orders.map((n) => sum((counts) => counts.runs[n]!)),
    length: sum((counts) => counts.length),
    closest: sum((counts) => counts.closest),
  };
}
