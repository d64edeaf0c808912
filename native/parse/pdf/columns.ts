import { relativeWidth } from '../characters.ts';
import type { Run } from './page-runs.ts';

/** Runs on one baseline that follow each other without a wide gap. */
interface Segment {
  runs: Run[];
  left: number;
  right: number;
}

interface Row {
  segments: Segment[];
}

/** Rows with text on both sides of a gap from which on they may be lines of two columns. */
const fewestRows = 4;
/** Gaps that are tried as the one between two columns. */
const mostPlaces = 200;
/** A gap between columns is at least this wide, in sizes of the type. */
const narrowestGap = 1.2;
/** Cells of tables are short; lines of prose have at least this width, in heads. */
const shortestLine = 8;

/**
 * Parts the runs of a page into columns where the file draws lines across all of them: left line, right line, next
 * left line. Each group is one column between two lines that cross the gap, in the order of reading. Null where there
 * are no columns or the file has them one after the other already, which is how most programs write.
 */
export function inColumns(runs: readonly Run[]): Run[][] | null {
  const rows = toRows(runs);
  const gap = findGap(rows);
  if (gap === null || !alternates(runs, gap) || !isProse(rows, gap)) return null;
  const groups: Run[][] = [];
  let left: Run[] = [];
  let right: Run[] = [];
  const flush = () => {
    for (const group of [left, right]) if (group.length > 0) groups.push(...(inColumns(group) ?? [group]));
    left = [];
    right = [];
  };
  for (const row of rows) {
    const crosses = row.segments.some((segment) => segment.left < gap && segment.right > gap);
    if (crosses) {
      flush();
      groups.push(row.segments.flatMap((segment) => segment.runs));
      continue;
    }
    for (const segment of row.segments) (segment.right <= gap ? left : right).push(...segment.runs);
  }
  flush();
  return groups;
}

function toRows(runs: readonly Run[]): Row[] {
  const sorted = [...runs].sort((a, b) => a.baseline - b.baseline);
  const lines: Run[][] = [];
  for (const run of sorted) {
    const line = lines[lines.length - 1];
    const first = line?.[0];
    if (line && first && run.baseline - first.baseline <= 0.5 * Math.max(run.size, first.size)) line.push(run);
    else lines.push([run]);
  }
  return lines.map((line) => ({ segments: toSegments(line.sort((a, b) => a.left - b.left)) }));
}

function toSegments(line: readonly Run[]): Segment[] {
  const segments: Segment[] = [];
  for (const run of line) {
    const last = segments[segments.length - 1];
    if (last && run.left - last.right <= narrowestGap * run.size) {
      last.runs.push(run);
      last.right = Math.max(last.right, run.right);
    } else {
      segments.push({ runs: [run], left: run.left, right: run.right });
    }
  }
  return segments;
}

/** The place that lies in the gaps of most rows; null when too few agree. */
function findGap(rows: readonly Row[]): number | null {
  const gaps = rows.flatMap(({ segments }) =>
    segments.slice(1).map((segment, index) => ({ from: segments[index]!.right, to: segment.left })),
  );
  if (gaps.length < fewestRows) return null;
  let best: { place: number; count: number } | null = null;
  // A gap between columns lies in every other row, so a part of the gaps of a crowded page finds it as well.
  const step = Math.ceil(gaps.length / mostPlaces);
  for (const { from, to } of gaps.filter((_, index) => index % step === 0)) {
    for (const place of [from + 0.5, (from + to) / 2, to - 0.5]) {
      const count = gaps.filter((gap) => gap.from < place && gap.to > place).length;
      if (!best || count > best.count) best = { place, count };
    }
  }
  const sides = rows.filter(({ segments }) => segments.length > 0).length;
  return best && best.count >= Math.max(fewestRows, 0.3 * sides) ? best.place : null;
}

/** Whether the file keeps going from one side to the other and back. */
function alternates(runs: readonly Run[], gap: number): boolean {
  let changes = 0;
  let rightRuns = 0;
  let before: boolean | undefined;
  for (const run of runs) {
    if (run.left < gap && run.right > gap) continue;
    const isRight = run.left >= gap;
    if (isRight && before === false) rightRuns += 1;
    if (before !== undefined && isRight !== before) changes += 1;
    before = isRight;
  }
  return changes > 4 && rightRuns >= fewestRows;
}

/** Lines of both sides are about as wide as their column, and the columns about as wide as each other. */
function isProse(rows: readonly Row[], gap: number): boolean {
  const sides = [true, false].map((isLeft) =>
    rows.flatMap(({ segments }) => {
      const own = segments.filter((segment) => (isLeft ? segment.right <= gap : segment.left >= gap));
      const first = own[0];
      if (!first) return [];
      const text = own.flatMap((segment) => segment.runs.map((run) => run.text)).join(' ');
      return [{ left: first.left, right: own[own.length - 1]!.right, heads: relativeWidth(text) }];
    }),
  );
  const widths = sides.map((lines) => {
    const width = Math.max(...lines.map((line) => line.right)) - Math.min(...lines.map((line) => line.left));
    const full = lines.filter((line) => line.right - line.left > 0.6 * width && line.heads >= shortestLine);
    return full.length >= 0.5 * lines.length ? width : 0;
  });
  const [one, two] = widths as [number, number];
  return one > 0 && two > 0 && one / two > 0.35 && one / two < 2.8;
}
