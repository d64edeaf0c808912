/** Wins of `winner` over `loser`. */
export interface Wins {
  winner: string;
  loser: string;
  count: number;
}

export interface Strength {
  version: string;
  /** Logarithm of the strength; a difference of d means that it wins with probability 1 / (1 + e^-d). Mean 0. */
  strength: number;
  /** Standard error of that. */
  error: number;
}

const mostRounds = 10_000;
const precision = 1e-12;

/**
 * Bradley-Terry strengths from paired choices: P(i beats j) = π_i / (π_i + π_j). Fitted by the
 * minorisation-maximisation π_i = W_i / Σ_j n_ij / (π_i + π_j) (Zermelo 1929; Hunter, Annals of Statistics 32, 2004).
 * Standard errors from the observed information, with the mean held at 0. Where some versions never lost to the others
 * there is no finite best fit; then half a win is added both ways between versions that met. Null unless wins and
 * losses join all versions.
 */
export function bradleyTerry(wins: readonly Wins[]): Strength[] | null {
  const versions = [...new Set(wins.flatMap(({ winner, loser }) => [winner, loser]))].sort();
  const size = versions.length;
  const table = versions.map(() => new Float64Array(size));
  for (const { winner, loser, count } of wins) table[versions.indexOf(winner)]![versions.indexOf(loser)]! += count;
  if (size < 2 || !reachesAll(size, (i, j) => table[i]![j]! + table[j]![i]! > 0)) return null;
  const bounded = reachesAll(size, (i, j) => table[i]![j]! > 0) && reachesAll(size, (i, j) => table[j]![i]! > 0);
  const met = table.map((row, i) => row.map((count, j) => (count + table[j]![i]! > 0 ? 1 : 0)));
  const won = (i: number, j: number) => table[i]![j]! + (bounded ? 0 : met[i]![j]! / 2);
  const log = fit(size, won);
  const covariance = invert(information(size, won, log));
  return versions.map((version, i) => ({
    version,
    strength: log[i]!,
    error: Math.sqrt(Math.max(0, covariance[i]![i]! - 1 / size)),
  }));
}

/** Whether every version can be reached from the first over the given relation. */
function reachesAll(size: number, joined: (from: number, to: number) => boolean): boolean {
  const seen = new Set([0]);
  for (const from of seen) for (let to = 0; to < size; to++) if (joined(from, to)) seen.add(to);
  return seen.size === size;
}

function fit(size: number, won: (i: number, j: number) => number): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  let strengths = all.map(() => 1);
  for (let round = 0; round < mostRounds; round++) {
    const next = all.map((i) => {
      let wins = 0;
      let weight = 0;
      for (const j of all) {
        wins += won(i, j);
        weight += (won(i, j) + won(j, i)) / (strengths[i]! + strengths[j]!);
      }
      return wins / weight;
    });
    const mean = Math.exp(next.reduce((sum, value) => sum + Math.log(value), 0) / size);
    const scaled = next.map((value) => value / mean);
    const change = Math.max(...scaled.map((value, i) => Math.abs(Math.log(value / strengths[i]!))));
    strengths = scaled;
    if (change < precision) break;
  }
  return strengths.map(Math.log);
}

/**
 * Observed information of the logarithms. It says nothing along the vector of ones, since only differences count; 1/size
 * in every cell gives that direction the eigenvalue 1, and the caller takes its part of the inverse off again.
 */
function information(size: number, won: (i: number, j: number) => number, log: readonly number[]): number[][] {
  const cells = Array.from({ length: size }, () => Array.from({ length: size }, () => 1 / size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i === j) continue;
      const p = 1 / (1 + Math.exp(log[j]! - log[i]!));
      const weight = (won(i, j) + won(j, i)) * p * (1 - p);
      cells[i]![i]! += weight;
      cells[i]![j]! -= weight;
    }
  }
  return cells;
}

/** Inverse of a symmetric positive definite matrix by Gauss-Jordan elimination. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let at = 0; at < size; at++) {
    const pivot = rows[at]![at]!;
    rows[at] = rows[at]!.map((value) => value / pivot);
    for (let other = 0; other < size; other++) {
      const factor = rows[other]![at]!;
      if (other === at || factor === 0) continue;
      rows[other] = rows[other]!.map((value, column) => value - factor * rows[at]![column]!);
    }
  }
  return rows.map((row) => row.slice(size));
}
