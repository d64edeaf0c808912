import { describe, expect, test } from 'vitest';
import { extentOf } from '../../renderer/shared/source/textExtent.ts';
import { growDown, growUp, windowAround } from '../../renderer/shared/source/textWindow.ts';

const line = 'x'.repeat(79);
const text = Array.from({ length: 5000 }, () => line).join('\n');

describe('windowAround', () => {
  test('shows all of a short text', () => {
    expect(windowAround('short', 1, 3)).toEqual({ from: 0, to: 5 });
  });

  test('holds the passage with about as much text before as after it', () => {
    const { from, to } = windowAround(text, 200_000, 200_100, 20_000);
    expect(from).toBeLessThan(200_000);
    expect(to).toBeGreaterThan(200_100);
    expect(to - from).toBeLessThan(22_000);
    expect(Math.abs(200_000 - from - (to - 200_100))).toBeLessThan(1000);
  });

  test('begins and ends at line breaks', () => {
    const { from, to } = windowAround(text, 200_000, 200_100, 20_000);
    expect(text[from - 1]).toBe('\n');
    expect(text[to - 1]).toBe('\n');
  });

  test('holds a passage that is longer than the window', () => {
    const { from, to } = windowAround(text, 100_000, 160_000, 20_000);
    expect(from).toBeLessThanOrEqual(100_000);
    expect(to).toBeGreaterThanOrEqual(160_000);
  });

  test('grows to both ends of the text and stops there', () => {
    let shown = windowAround(text, 50_000, 50_010, 20_000);
    for (let step = 0; step < 100; step += 1) shown = growDown(text, growUp(text, shown));
    expect(shown).toEqual({ from: 0, to: text.length });
  });
});

describe('extentOf', () => {
  test('cuts margins off and leaves a little room beside the text', () => {
    const { left, right } = extentOf([
      { left: 0.15, right: 0.6 },
      { left: 0.2, right: 0.85 },
    ]);
    expect(left).toBeGreaterThan(0.1);
    expect(left).toBeLessThan(0.15);
    expect(right).toBeGreaterThan(0.85);
    expect(right).toBeLessThan(0.9);
  });

  test('shows the whole page when its text is narrow or missing', () => {
    expect(extentOf([{ left: 0.45, right: 0.55 }])).toEqual({ left: 0, right: 1 });
    expect(extentOf([])).toEqual({ left: 0, right: 1 });
  });
});
