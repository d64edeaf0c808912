import type { Run } from './page-runs.ts';

export interface TypeStatistics {
  /** Size of the running text in points: the size of most characters. */
  bodySize: number;
  /** Fonts whose letters are all equally wide: program text. */
  monospaced: ReadonlySet<string>;
}

/** What can be told of a document's type from all its runs. */
export function typeStatistics(pages: readonly (readonly Run[])[]): TypeStatistics {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, { letters: Set<string>; ratios: Map<string, number> }>();
  for (const run of pages.flat()) {
    const size = Math.round(run.size * 10) / 10;
    sizes.set(size, (sizes.get(size) ?? 0) + run.text.length);
    if (run.text.length < 4 || !/^[\x20-\x7E]+$/.test(run.text) || !/[A-Za-z]/.test(run.text)) continue;
    let font = fonts.get(run.font);
    if (!font) {
      font = { letters: new Set(), ratios: new Map() };
      fonts.set(run.font, font);
    }
    if (font.ratios.size >= 500) continue;
    for (const letter of run.text) font.letters.add(letter);
    font.ratios.set(run.text, (run.right - run.left) / (run.text.length * run.size));
  }
  let bodySize = 0;
  for (const [size, weight] of sizes) if (weight > (sizes.get(bodySize) ?? 0)) bodySize = size;
  return { bodySize, monospaced: new Set([...fonts].filter(([, font]) => isMonospaced(font)).map(([name]) => name)) };
}

/** Different runs of many letters whose widths per character agree. In other fonts only long runs come near it. */
function isMonospaced(font: { letters: Set<string>; ratios: ReadonlyMap<string, number> }): boolean {
  if (font.letters.size < 10 || font.ratios.size < 3) return false;
  const sorted = [...font.ratios.values()].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const close = sorted.filter((ratio) => Math.abs(ratio - median) < 0.006).length;
  return median > 0.4 && median < 0.8 && close >= sorted.length * 0.9;
}
