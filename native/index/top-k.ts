/** Keeps the k best of a stream of scored rows in a heap whose root is the worst one kept. */
export interface TopK {
  /** The score below which a row need not be offered. */
  readonly threshold: number;
  offer(row: number, score: number): void;
  /** Best first; equal scores by ascending row. Empties the heap. */
  take(): { rows: number[]; scores: number[] };
}

export function createTopK(k: number): TopK {
  const rows: number[] = [];
  const scores: number[] = [];

  const worse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a]! === scores[b]! && rows[a]! > rows[b]!);
  const swap = (a: number, b: number) => {
    [rows[a], rows[b]] = [rows[b]!, rows[a]!];
    [scores[a], scores[b]] = [scores[b]!, scores[a]!];
  };
  function siftUp(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }
  function siftDown(): void {
    let at = 0;
    for (;;) {
      let next = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < rows.length && worse(below, next)) next = below;
      if (next === at) return;
      swap(at, next);
      at = next;
    }
  }

  return {
    get threshold() {
      return rows.length < k ? Number.NEGATIVE_INFINITY : scores[0]!;
    },
    offer(row, score) {
      if (rows.length < k) {
        rows.push(row);
        scores.push(score);
        siftUp(rows.length - 1);
      } else if (k > 0 && (score > scores[0]! || (score === scores[0]! && row < rows[0]!))) {
        rows[0] = row;
        scores[0] = score;
        siftDown();
      }
    },
    take() {
      const result = { rows: [] as number[], scores: [] as number[] };
      while (rows.length > 0) {
        result.rows.push(rows[0]!);
        result.scores.push(scores[0]!);
        swap(0, rows.length - 1);
        rows.pop();
        scores.pop();
        siftDown();
      }
      result.rows.reverse();
      result.scores.reverse();
      return result;
    },
  };
}
