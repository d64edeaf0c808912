import { isWide, isWidePunctuation, relativeWidth } from '../characters.ts';
import { inColumns } from './columns.ts';
import type { Run } from './page-runs.ts';

/** Text of a line that comes from one run (or from none: a blank). `left` and `right` are points in the frame. */
export interface Piece {
  text: string;
  box: { left: number; right: number; top: number; bottom: number } | null;
}

/** Pieces of a line that stand apart from the others by wide gaps. */
export interface Cell {
  pieces: Piece[];
  text: string;
  left: number;
  right: number;
  font: string;
}

/** Runs on one baseline. Coordinates are points in the frame of the reading direction. */
export interface Line {
  pieces: Piece[];
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  baseline: number;
  /** Size of most of its type, points. */
  size: number;
  turn: number;
  /** All of it is in a font whose letters are equally wide. */
  mono: boolean;
  /** Wide gaps inside: the cells of a table row. */
  cells: boolean;
  /** What stands between wide gaps; one for a line of prose. */
  columns: Cell[];
  /** Holds the dots that lead to a page number. */
  leader: boolean;
}

/** Groups runs into lines: directions one after the other, the one with most text first; within one, file order. */
export function pageLines(runs: readonly Run[], monospaced: ReadonlySet<string>): Line[] {
  const byTurn = new Map<number, Run[]>();
  for (const run of runs) {
    const group = byTurn.get(run.turn);
    if (group) group.push(run);
    else byTurn.set(run.turn, [run]);
  }
  const groups = [...byTurn.values()].sort((a, b) => letters(b) - letters(a));
  return groups.flatMap((group) => {
    const columns = inColumns(group);
    const lines = (part: readonly Run[]) => groupRuns(part).map((line) => makeLine(line, monospaced));
    return columns ? columns.flatMap(lines) : readingOrder(lines(group));
  });
}

/**
 * The order of the file is nearly always the order of reading, columns included. Only where lines keep jumping up and
 * none stand side by side, so that there are no columns, does their place on the page decide.
 */
function readingOrder(lines: Line[]): Line[] {
  const jumps = lines.filter(
    (line, index) => index > 0 && line.baseline < lines[index - 1]!.baseline - line.size,
  ).length;
  if (jumps < 3 || jumps < lines.length * 0.2) return lines;
  const sorted = [...lines].sort((a, b) => a.baseline - b.baseline);
  const besides = sorted.filter((line, index) => {
    const before = sorted[index - 1];
    return before && line.baseline - before.baseline < 0.5 * line.size;
  });
  return besides.length > lines.length * 0.1 ? lines : sorted;
}

function letters(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + run.text.length, 0);
}

function groupRuns(runs: readonly Run[]): Run[][] {
  const lines: Run[][] = [];
  let line: Run[] = [];
  let lineLeft = 0;
  for (const run of runs) {
    const last = line[line.length - 1];
    const sameBaseline = last && Math.abs(run.baseline - last.baseline) <= 0.5 * Math.max(run.size, last.size);
    if (last && sameBaseline && run.left >= last.right - 0.6 * Math.max(run.size, last.size)) {
      line.push(run);
    } else if (last && sameBaseline && run.right <= lineLeft + 0.3 * run.size) {
      // Some programs draw a bullet or a number after the text it stands before.
      line.unshift(run);
      lineLeft = run.left;
    } else {
      if (line.length > 0) lines.push(line);
      line = [run];
      lineLeft = run.left;
    }
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

function makeLine(runs: Run[], monospaced: ReadonlySet<string>): Line {
  const main = mainRun(runs);
  const pieces: Piece[] = [];
  const columns: Cell[] = [];
  let cells = false;
  let leader = false;
  let before: { run: Run; dots: boolean } | undefined;
  for (const { run, dots } of joinDots(runs).flatMap(splitRun)) {
    const text = dots ? '…' : raised(run, main) ? superscript(run.text) : run.text;
    let apart = before === undefined;
    if (before) {
      const gap = run.left - before.run.right;
      apart = gap > 1.5 * main.size && !dots && !before.dots;
      if (apart) cells = true;
      if (dots || before.dots || needsBlank(before.run, run, gap, text)) pieces.push({ text: ' ', box: null });
    }
    if (dots) leader = true;
    pieces.push({ text, box: { left: run.left, right: run.right, top: run.top, bottom: run.bottom } });
    if (apart) columns.push({ pieces: pieces.slice(-1), text, left: run.left, right: run.right, font: run.font });
    else extend(columns[columns.length - 1]!, pieces, run);
    before = { run, dots };
  }
  return {
    pieces,
    text: pieces.map((piece) => piece.text).join(''),
    left: Math.min(...runs.map((run) => run.left)),
    right: Math.max(...runs.map((run) => run.right)),
    top: Math.min(...runs.map((run) => run.top)),
    bottom: Math.max(...runs.map((run) => run.bottom)),
    baseline: main.baseline,
    size: main.size,
    turn: main.turn,
    mono: runs.every((run) => monospaced.has(run.font)),
    cells: cells && !leader,
    columns,
    leader,
  };
}

/** Takes the newest pieces of the line, a blank before it included, into a cell. */
function extend(cell: Cell, pieces: readonly Piece[], run: Run): void {
  const blank = pieces[pieces.length - 2];
  const added = blank && blank.box === null ? pieces.slice(-2) : pieces.slice(-1);
  cell.pieces.push(...added);
  cell.text += added.map((piece) => piece.text).join('');
  cell.right = Math.max(cell.right, run.right);
}

/** The run whose size and baseline are those of most of the line. */
function mainRun(runs: readonly Run[]): Run {
  const weights = new Map<number, number>();
  for (const run of runs) {
    const size = Math.round(run.size * 4);
    weights.set(size, (weights.get(size) ?? 0) + run.text.length);
  }
  let best = runs[0]!;
  for (const run of runs) {
    if (weights.get(Math.round(run.size * 4))! > weights.get(Math.round(best.size * 4))!) best = run;
  }
  return best;
}

function needsBlank(before: Run, run: Run, gap: number, text: string): boolean {
  const size = Math.min(before.size, run.size);
  const last = before.text[before.text.length - 1];
  if (isWide(last) && (isWide(text[0]) || isWidePunctuation(last))) return gap > 1.2 * size;
  // A mark that ends a clause or a reference belongs to the word before it.
  if (/^(?:[、。，．：；？！）》」』】⁰¹²³⁴-⁹]|[,.;:!?)\]}’”]+(?:\s|$))/.test(text)) return gap > 0.5 * size;
  return gap > 0.2 * size || (run.blankBefore && gap > 0.05 * size);
}

const superscripts: Record<string, string> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** Raised digits: left as they are, a footnote mark behind '1160MB' or an exponent would falsify the figure. */
function raised(run: Run, main: Run): boolean {
  return run.size < 0.85 * main.size && main.baseline - run.baseline > 0.15 * main.size && /^[0-9]+$/.test(run.text);
}

function superscript(text: string): string {
  return text.replace(/[0-9]/g, (digit) => superscripts[digit]!);
}

const onlyDots = /^[.·․…](?: ?[.·․…])*$/;

/** Leaders often come dot by dot; neighbouring runs of dots become one run. */
function joinDots(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined[joined.length - 1];
    if (last && onlyDots.test(run.text) && onlyDots.test(last.text))
      joined[joined.length - 1] = { ...last, text: `${last.text} ${run.text}`, right: run.right };
    else joined.push(run);
  }
  return joined;
}

/** Cuts a run at its dot leaders ('. . . .' or '.....'), and where a sentence ends, so that each can be shown alone. */
function splitRun(run: Run): { run: Run; dots: boolean }[] {
  const parts = run.text.split(/((?:[.·․] ){3,}[.·․]?|[.·․…]{5,})/);
  const pieces = parts.flatMap((part, index) =>
    index % 2 === 1
      ? [{ text: part, dots: true }]
      : part
          .split(/(?<=[。！？；][”’」』）]?)(?![”’」』）])|(?<=[.!?][”"')]?) (?=[\p{L}\p{N}“"‘(])/u)
          .map((text) => ({ text, dots: false })),
  );
  if (pieces.length === 1) return [{ run, dots: false }];

  // Where inside the run a part stands is estimated from its letters.
  const perUnit = (run.right - run.left) / relativeWidth(run.text);
  let from = 0;
  return pieces.flatMap(({ text, dots }) => {
    const trimmed = text.trim();
    if (!trimmed) return [];
    const start = run.text.indexOf(trimmed, from);
    from = start + trimmed.length;
    const left = run.left + relativeWidth(run.text.slice(0, start)) * perUnit;
    const right = left + relativeWidth(trimmed) * perUnit;
    const blankBefore = start === 0 ? run.blankBefore : run.text[start - 1] === ' ';
    return [{ run: { ...run, text: trimmed, left, right, blankBefore }, dots }];
  });
}
