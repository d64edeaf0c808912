import { expect, test } from 'vitest';
import { differenceMarks } from '../../renderer/shared/differenceMarks.ts';

const words = [
  { op: 'same' as const, text: 'The fee is' },
  { op: 'stable' as const, text: '20' },
  { op: 'stable' as const, text: 'percent' },
  { op: 'beta' as const, text: '120,000 EUR' },
  { op: 'same' as const, text: 'per year.' },
];

function marked(answer: string, side: 'stable' | 'beta'): string[] {
  return differenceMarks(answer, words, side).map(({ start, end }) => answer.slice(start, end));
}

test('marks only the words of its own side', () => {
  expect(marked('The fee is 120,000 EUR per year.', 'beta')).toEqual(['120,000 EUR']);
});

test('joins neighbouring words into one mark with the blanks between them', () => {
  expect(marked('The fee is 20  percent per year.', 'stable')).toEqual(['20  percent']);
});

test('finds a repeated word where it stands and not where it stood before', () => {
  const answer = 'pay now, pay later';
  const marks = differenceMarks(
    answer,
    [
      { op: 'same', text: 'pay now,' },
      { op: 'stable', text: 'pay' },
      { op: 'same', text: 'later' },
    ],
    'stable',
  );
  expect(marks).toEqual([{ start: 9, end: 12 }]);
});

test('marks nothing between words of its side that a shared word separates', () => {
  const answer = 'one and two';
  const marks = differenceMarks(
    answer,
    [
      { op: 'beta', text: 'one' },
      { op: 'same', text: 'and' },
      { op: 'beta', text: 'two' },
    ],
    'beta',
  );
  expect(marks.map(({ start, end }) => answer.slice(start, end))).toEqual(['one', 'two']);
});

test('passes over words that are not in the answer', () => {
  expect(differenceMarks('short', [{ op: 'beta', text: 'missing' }], 'beta')).toEqual([]);
});
