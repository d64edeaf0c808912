import { type Rectangle, type Surface, toFrame } from './frame.ts';
import { normaliseLetters } from './normalise-letters.ts';

/** A piece of text that the file places as one. Coordinates are points in the frame of its reading direction. */
export interface Run {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  baseline: number;
  /** Height of the type in points. */
  size: number;
  font: string;
  /** Quarter turns clockwise of the reading direction on the displayed page. */
  turn: number;
  /** The file itself puts a blank before this run. */
  blankBefore: boolean;
}

/** The parts of the library's text items that are used here. */
export interface TextItem {
  str: string;
  transform: number[];
  width: number;
  height: number;
  fontName: string;
}
export interface TextStyle {
  ascent: number;
  descent: number;
  vertical: boolean;
}

/**
 * The runs of a page in the order of the file. `viewport` maps the file's coordinates to the displayed page, rotation
 * and user unit applied.
 */
export function pageRuns(
  items: readonly TextItem[],
  styles: Record<string, TextStyle>,
  viewport: readonly number[],
  surface: Surface,
): Run[] {
  const scale = Math.hypot(viewport[0]!, viewport[1]!);
  const runs: Run[] = [];
  let blankBefore = false;
  for (const item of items) {
    const text = normaliseLetters(item.str);
    if (text.trim() === '') {
      if (text !== '') blankBefore = true;
      continue;
    }
    const run = place(item, text, styles[item.fontName], viewport, scale, surface);
    if (run) runs.push({ ...run, blankBefore: blankBefore || /^\s/.test(text) });
    blankBefore = /\s$/.test(text);
  }
  return withoutDoubles(runs);
}

function place(
  item: TextItem,
  text: string,
  style: TextStyle | undefined,
  viewport: readonly number[],
  scale: number,
  surface: Surface,
): Omit<Run, 'blankBefore'> | null {
  const [a, b, c, d, e, f] = multiply(viewport, item.transform);
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  if (!(size > 0.5) || ![a, b, c, d, e, f, item.width, item.height].every(Number.isFinite)) return null;
  const ascent = clamp(style?.ascent, 0.5, 1.1, 0.9) * size;
  const descent = clamp(style?.descent, -0.5, 0, -0.2) * size;

  let rectangle: Rectangle;
  let turn: number;
  let origin: { x: number; y: number };
  if (style?.vertical) {
    // Columns read downwards; the origin is the top middle of the first character.
    const length = Math.max(item.height * scale, size);
    rectangle = { x: e - size / 2, y: f, width: size, height: length };
    turn = 1;
    origin = { x: e, y: f };
  } else {
    const angle = Math.atan2(b, a);
    turn = ((Math.round(angle / (Math.PI / 2)) % 4) + 4) % 4;
    const along = { x: Math.cos(angle), y: Math.sin(angle) };
    const up = { x: along.y, y: -along.x };
    const width = item.width * scale;
    const corners = [ascent, descent].flatMap((rise) =>
      [0, width].map((advance) => ({
        x: e + along.x * advance + up.x * rise,
        y: f + along.y * advance + up.y * rise,
      })),
    );
    const left = Math.min(...corners.map((corner) => corner.x));
    const top = Math.min(...corners.map((corner) => corner.y));
    rectangle = {
      x: left,
      y: top,
      width: Math.max(...corners.map((corner) => corner.x)) - left,
      height: Math.max(...corners.map((corner) => corner.y)) - top,
    };
    origin = { x: e, y: f };
  }
  const frame = toFrame(rectangle, turn, surface);
  const baseline = toFrame({ ...origin, width: 0, height: 0 }, turn, surface).y;
  return {
    text: text.trim().replace(/\s+/g, ' '),
    left: frame.x,
    right: frame.x + frame.width,
    top: frame.y,
    bottom: frame.y + frame.height,
    baseline,
    size,
    font: item.fontName,
    turn,
  };
}

/** Bold is at times faked by printing a text twice with a tiny shift. */
function withoutDoubles(runs: Run[]): Run[] {
  return runs.filter((run, index) => {
    for (let before = index - 1; before >= Math.max(0, index - 3); before -= 1) {
      const other = runs[before]!;
      const near = Math.abs(other.left - run.left) + Math.abs(other.baseline - run.baseline) < run.size * 0.15;
      if (near && other.text === run.text && other.turn === run.turn) return false;
    }
    return true;
  });
}

function multiply(m: readonly number[], n: readonly number[]): [number, number, number, number, number, number] {
  return [
    m[0]! * n[0]! + m[2]! * n[1]!,
    m[1]! * n[0]! + m[3]! * n[1]!,
    m[0]! * n[2]! + m[2]! * n[3]!,
    m[1]! * n[2]! + m[3]! * n[3]!,
    m[0]! * n[4]! + m[2]! * n[5]! + m[4]!,
    m[1]! * n[4]! + m[3]! * n[5]! + m[5]!,
  ];
}

function clamp(value: number | undefined, low: number, high: number, otherwise: number): number {
  if (value === undefined || !Number.isFinite(value) || value === 0) return otherwise;
  return Math.min(high, Math.max(low, value));
}
