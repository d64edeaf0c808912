import { countRuns } from './metric-tokens.ts';

/** 2PR / (P + R), 0 when both are 0. */
export function f1(matched: number, candidate: number, reference: number): number {
  return matched === 0 ? 0 : (2 * matched) / (candidate + reference);
}

/** ROUGE-N as F1 of common runs of `n` tokens, each counted as often as both hold it. Lin, 2004. */
export function rougeN(candidate: readonly string[], reference: readonly string[], n: number): number {
  const wanted = countRuns(reference, n);
  let matched = 0;
  for (const [run, count] of countRuns(candidate, n)) matched += Math.min(count, wanted.get(run) ?? 0);
  const runs = (tokens: readonly string[]) => Math.max(0, tokens.length - n + 1);
  return f1(matched, runs(candidate), runs(reference));
}

/** Tokens of a text that are compared for the longest common subsequence; the work grows with their product. */
const longest = 2000;

/** ROUGE-L as F1 (β = 1) of the longest common subsequence over both texts. Lin, 2004. */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  const left = candidate.slice(0, longest);
  const right = reference.slice(0, longest);
  let before = new Uint16Array(right.length + 1);
  for (const token of left) {
    const row = new Uint16Array(right.length + 1);
    for (let at = 1; at <= right.length; at++) {
      row[at] = right[at - 1] === token ? before[at - 1]! + 1 : Math.max(before[at]!, row[at - 1]!);
    }
    before = row;
  }
  return f1(before[right.length]!, left.length, right.length);
}
