/** Part of a long text around a passage; offsets count UTF-16 characters of the whole text. */
export interface TextWindow {
  from: number;
  to: number;
}

export const WINDOW_CHARACTERS = 20_000;

/** Moves an offset to the next line break within reach, so that a window does not begin or end inside a line. */
function atLine(text: string, offset: number, reach: number): number {
  if (offset <= 0) return 0;
  if (offset >= text.length) return text.length;
  const line = text.indexOf('\n', offset);
  return line >= 0 && line - offset <= reach ? line + 1 : offset;
}

const LINE_REACH = 500;

/** About `size` characters with the passage in the middle; all of a shorter text. */
export function windowAround(text: string, start: number, end: number, size = WINDOW_CHARACTERS): TextWindow {
  if (text.length <= size) return { from: 0, to: text.length };
  const room = Math.max(0, size - (end - start)) / 2;
  const from = atLine(text, Math.floor(start - room), LINE_REACH);
  return { from: Math.min(from, start), to: Math.max(end, atLine(text, Math.ceil(end + room), LINE_REACH)) };
}

export function growUp(text: string, window: TextWindow, size = WINDOW_CHARACTERS): TextWindow {
  const from = atLine(text, window.from - size, LINE_REACH);
  return { ...window, from: Math.min(from, window.from) };
}

export function growDown(text: string, window: TextWindow, size = WINDOW_CHARACTERS): TextWindow {
  return { ...window, to: Math.max(window.to, atLine(text, window.to + size, LINE_REACH)) };
}
