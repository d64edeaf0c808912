import { describe, expect, it } from 'vitest';
import { answerTokens, exactMatch, holdsExpected, tokenF1 } from '../../core/evaluation/answer-match.ts';
import { distinctShare, refusalCorrect, supportShare } from '../../core/evaluation/answer-shape.ts';
import { addBleuCounts, bleu4, bleuCounts } from '../../core/evaluation/bleu.ts';
import { metricTokens } from '../../core/evaluation/metric-tokens.ts';
import { percentile, tokensPerSecond } from '../../core/evaluation/percentile.ts';
import { rougeL, rougeN } from '../../core/evaluation/rouge.ts';

const words = (text: string) => text.split(' ');

// The example of Papineni et al. (2002), section 2.
const references = [
  'It is a guide to action that ensures that the military will forever heed Party commands',
  'It is the guiding principle which guarantees the military forces always being under the command of the Party',
  'It is the practical guide for the army always to heed the directions of the party',
].map(words);
const first = words('It is a guide to action which ensures that the military always obeys the commands of the party');
const second = words('It is to insure the troops forever hearing the activity guidebook that party direct');

describe('BLEU-4', () => {
  it('clips counts: 2/7 for seven times "the", as in the paper', () => {
    const counts = bleuCounts(words('the the the the the the the'), [
      words('the cat is on the mat'),
      words('there is a cat on the mat'),
    ]);
    expect([counts.matches[0], counts.runs[0]]).toEqual([2, 7]);
  });

  it('has the precisions of the paper: 17/18 and 10/17 for the first candidate, 8/14 and 1/13 for the second', () => {
    const folded = references.map((reference) => reference.map((word) => word.toLowerCase()));
    const one = bleuCounts(
      first.map((word) => word.toLowerCase()),
      folded,
    );
    const two = bleuCounts(
      second.map((word) => word.toLowerCase()),
      folded,
    );
    expect([one.matches[0], one.runs[0], one.matches[1], one.runs[1]]).toEqual([17, 18, 10, 17]);
    expect([two.matches[0], two.runs[0], two.matches[1], two.runs[1]]).toEqual([8, 14, 1, 13]);
  });

  it('gives 0.5046 for the first candidate, as NLTK documents it', () => {
    // p = 17/18, 10/17, 7/16, 4/15 and no brevity penalty: (17·10·7·4 / (18·17·16·15))^(1/4).
    expect(bleu4(bleuCounts(first, references), false)).toBeCloseTo(0.5045666840058485, 12);
  });

  it('gives 0.4118 against the first reference alone, which NLTK documents for method 0 and 1', () => {
    const counts = bleuCounts(first, [references[0]!]);
    expect(bleu4(counts, false)).toBeCloseTo(0.4118, 4);
    expect(bleu4(counts, true)).toBeCloseTo(0.4118, 4);
  });

  it('smooths by 0.1 in place of no match and punishes brevity', () => {
    // Second candidate against the first reference: p = 6/14, 1/13, 0/12, 0/11; BP = exp(1 - 16/14).
    const counts = bleuCounts(second, [references[0]!]);
    expect(counts.matches).toEqual([6, 1, 0, 0]);
    expect(bleu4(counts, false)).toBe(0);
    const expected = Math.exp(1 - 16 / 14) * ((6 / 14) * (1 / 13) * (0.1 / 12) * (0.1 / 11)) ** 0.25;
    expect(bleu4(counts, true)).toBeCloseTo(expected, 12);
  });

  it('of a corpus is taken of the sums of counts', () => {
    // Matches 4+0, 3+0, 2+0, 1+0 of 4+4, 3+3, 2+2, 1+1 runs: every precision is 1/2, where the mean of scores has zeros.
    const counts = [bleuCounts(words('a b c d'), [words('a b c d')]), bleuCounts(words('w x y z'), [words('a b c d')])];
    expect(bleu4(addBleuCounts(counts), false)).toBeCloseTo(0.5, 12);
  });

  it('is 0 for an empty answer', () => {
    expect(bleu4(bleuCounts([], [words('a b')]), true)).toBe(0);
  });
});

describe('ROUGE', () => {
  // The example of Lin (2004), section 3.1.
  const reference = words('police killed the gunman');

  it.each([
    ['police kill the gunman', 3 / 4, 1 / 3],
    ['the gunman kill police', 2 / 4, 1 / 3],
    ['the gunman police killed', 2 / 4, 2 / 3],
  ])('has the values of the paper for "%s"', (candidate, longest, pairs) => {
    expect(rougeL(words(candidate), reference)).toBeCloseTo(longest, 12);
    expect(rougeN(words(candidate), reference, 2)).toBeCloseTo(pairs, 12);
  });

  it('is F1: a candidate of twice the length keeps two thirds', () => {
    expect(rougeN(words('a b x y'), words('a b'), 1)).toBeCloseTo(2 / 3, 12);
    expect(rougeL(words('a x b y'), words('a b'))).toBeCloseTo(2 / 3, 12);
  });

  it('is 0 without anything in common and for empty texts', () => {
    expect(rougeL(words('a b'), words('c d'))).toBe(0);
    expect(rougeN([], words('c d'), 1)).toBe(0);
  });

  it('compares Chinese by characters or by words', () => {
    expect(metricTokens('上海的上限：130 EUR', 'characters')).toEqual(['上', '海', '的', '上', '限', '130', 'eur']);
    expect(metricTokens('上海的上限：130 EUR', 'words')).toEqual(['上海', '的', '上限', '130', 'eur']);
    // 上海 / 上 限: characters share 上 and 限 of three and four; words share nothing but 上限.
    const candidate = '住宿上限';
    const expected = '餐费上限';
    const by = (unit: 'characters' | 'words') => rougeN(metricTokens(candidate, unit), metricTokens(expected, unit), 1);
    expect(by('characters')).toBeCloseTo(2 / 4, 12);
    expect(by('words')).toBeCloseTo(1 / 2, 12);
    expect(rougeL(metricTokens('餐費上限', 'characters'), metricTokens(expected, 'characters'))).toBe(1);
  });
});

describe('answers against expected ones', () => {
  it('are normalised as SQuAD does', () => {
    expect(answerTokens('The  "Quick", brown—fox!')).toEqual(['quick', 'brownfox']);
    expect(exactMatch('the Denver Broncos.', 'Denver Broncos')).toBe(1);
    expect(exactMatch('Denver Bronco', 'Denver Broncos')).toBe(0);
  });

  it('share tokens by F1', () => {
    // "limit is 210 EUR" against "210 EUR": 2 in common, 2 · 2 / (4 + 2).
    expect(tokenF1('The limit is 210 EUR', '210 EUR')).toBeCloseTo(2 / 3, 12);
    expect(tokenF1('a a a', 'b')).toBe(0);
    expect(tokenF1('x x', 'x')).toBeCloseTo(2 / 3, 12);
    expect(tokenF1('', '')).toBe(1);
  });

  it('compare Chinese by characters', () => {
    expect(answerTokens('三百元。')).toEqual(['三', '百', '元']);
    // 每天三百元 against 三百元: 3 in common, 2 · 3 / (5 + 3).
    expect(tokenF1('每天三百元', '三百元')).toBeCloseTo(3 / 4, 12);
  });

  it('hold the expected words only in their order and whole', () => {
    expect(holdsExpected('In Zürich the limit is 1,160 EUR.', '1160 EUR')).toBe(1);
    expect(holdsExpected('EUR 1160', '1160 EUR')).toBe(0);
    expect(holdsExpected('The year 11600', '1160')).toBe(0);
    expect(holdsExpected('上限是一千二百元。', '一千二百元')).toBe(1);
    expect(holdsExpected('anything', '…')).toBe(0);
  });
});

describe('the shape of an answer', () => {
  it('tells the share of supported sentences', () => {
    expect(supportShare([{ supported: true }, { supported: false }, { supported: true }, { supported: true }])).toBe(
      0.75,
    );
    expect(supportShare([])).toBeNull();
  });

  it('is a right refusal exactly where there is nothing to answer', () => {
    expect([refusalCorrect(false, true), refusalCorrect(true, true)]).toEqual([1, 0]);
    expect([refusalCorrect(true, false), refusalCorrect(false, false)]).toEqual([1, 0]);
  });

  it('shows repetition: a b a b a b has two different pairs of five', () => {
    expect(distinctShare('a b a b a b', 2)).toBeCloseTo(2 / 5, 12);
    expect(distinctShare('a b c', 2)).toBe(1);
    expect(distinctShare('好好好好', 2)).toBeCloseTo(1 / 3, 12);
    expect(distinctShare('one', 2)).toBeNull();
  });
});

describe('percentiles', () => {
  it.each([
    [5, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [100, 50],
  ])('take the %ith of 15, 20, 35, 40, 50 by nearest rank as %i', (p, value) => {
    expect(percentile([50, 15, 40, 20, 35], p)).toBe(value);
  });

  it('stay on the rank where binary fractions would pass it', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    for (const p of [7, 29, 57, 95, 99]) expect(percentile(hundred, p)).toBe(p);
  });

  it('do not exist without values', () => {
    expect(percentile([], 50)).toBeNull();
  });

  it('leave the first token out of the speed', () => {
    expect(tokensPerSecond(21, 500, 1500)).toBe(20);
    expect(tokensPerSecond(21, null, 1500)).toBeNull();
    expect(tokensPerSecond(1, 500, 1500)).toBeNull();
  });
});
