import { describe, expect, it } from 'vitest';
import { alignAnswer } from '../../core/assistant/align.ts';
import { numbersHeld, numbersOf } from '../../core/assistant/support.ts';
import type { Passage } from '../../core/library/search.ts';

const text =
  'You must have at least 780MB of memory and 1,160MB of disk space. First class may be booked for journeys of more than three hours. 每天的餐费上限为三百元。超过一百元需要发票。';
const source: Passage = {
  document: 'guide.pdf',
  documentId: 'guide',
  sha256: 'guide',
  chunk: 1,
  page: 2,
  score: 1,
  heading: null,
  start: 50,
  end: 50 + text.length,
  text,
};
const align = (answer: string) =>
  alignAnswer(
    answer,
    [source],
    () => 1,
    () => 2,
  );

describe('aligning an answer to its passages', () => {
  it('cites the sentence that holds its words and numbers', () => {
    const { sentences, citations, supported } = align('At least 780MB of memory and 1160MB of disk space.');
    expect(supported).toBe(true);
    expect(sentences[0]?.citations).toEqual([1]);
    expect(citations[0]?.quote).toMatch(/^You must have at least 780MB/);
    expect(text.slice(citations[0]!.start - 50, citations[0]!.end - 50)).toBe(citations[0]!.quote);
  });

  it('does not support a sentence with a number that the source lacks', () => {
    expect(align('You must have at least 512MB of memory and 1160MB of disk space.').supported).toBe(false);
  });

  it.each(['First class may be booked for journeys of more than 3 hours.', '每天的餐费上限为300元。'])(
    'takes a number in figures for the same number in words: %s',
    (answer) => {
      expect(align(answer).supported).toBe(true);
    },
  );

  it('passes over the numbering of a list and references that a model wrote', () => {
    const { sentences } = align('2. First class may be booked for journeys of more than three hours [7].');
    expect(sentences[0]?.supported).toBe(true);
  });

  it('marks a sentence without a source and supports the one beside it', () => {
    const { sentences } = align('超过一百元需要发票。大象喜欢在河里洗澡。');
    expect(sentences.map(({ supported }) => supported)).toEqual([true, false]);
  });
});

describe('numbers', () => {
  it('have one form for figures with separators and in full width', () => {
    expect(numbersOf('1,160 MB, 2 000 pages, １２.５ %')).toEqual(['1160', '2000', '12.5']);
  });

  it.each([
    ['三百二十', '320'],
    ['一千零五', '1005'],
    ['两万三千', '23000'],
    ['十二', '12'],
    ['seven days', '7'],
  ])('%s is %s', (words, figure) => {
    expect(numbersHeld(words).has(figure)).toBe(true);
  });

  it('are not read from rows of digits such as years in characters', () => {
    expect(numbersHeld('二零二四年').has('2024')).toBe(false);
    expect(numbersHeld('上一次')).toEqual(new Set(['1']));
  });
});
