import { describe, expect, it } from 'vitest';
import { citedPage, spanOverlap } from '../../core/evaluation/citation-metrics.ts';
import { ndcgAt, type RankedPlace, recallAt, reciprocalRank } from '../../core/evaluation/retrieval-metrics.ts';

const page = (first: number, last = first, document = 'guide.pdf'): RankedPlace => ({
  document,
  firstPage: first,
  lastPage: last,
});
const wanted = (...pages: number[]) => pages.map((number) => ({ document: 'guide.pdf', page: number }));

describe('recall at k', () => {
  it('is the share of wanted pages among the first k passages', () => {
    const ranked = [page(9), page(3), page(4), page(7)];
    expect(recallAt(ranked, wanted(3, 7), 2)).toBe(0.5);
    expect(recallAt(ranked, wanted(3, 7), 4)).toBe(1);
  });

  it('counts a page once, however many passages show it', () => {
    expect(recallAt([page(3), page(3)], wanted(3, 7), 5)).toBe(0.5);
  });

  it('finds a page inside a passage that goes over several', () => {
    expect(recallAt([page(2, 4)], wanted(3), 1)).toBe(1);
    expect(recallAt([page(2, 4)], wanted(5), 1)).toBe(0);
  });

  it('asks for the right document, whatever the case of its name', () => {
    expect(recallAt([page(3, 3, 'other.pdf')], wanted(3), 1)).toBe(0);
    expect(recallAt([page(3, 3, 'Guide.PDF')], wanted(3), 1)).toBe(1);
  });

  it('is satisfied by any page of a document that is named without pages', () => {
    const place = { document: 'guide.pdf', firstPage: null, lastPage: null };
    expect(recallAt([place], [{ document: 'guide.pdf', page: null }], 1)).toBe(1);
    expect(recallAt([place], wanted(1), 1)).toBe(0);
  });
});

describe('reciprocal rank', () => {
  it('averages to 11/18 in the usual example: right answers on ranks 3, 2 and 1', () => {
    const at = (rank: number) => [1, 2, 3].map((position) => page(position === rank ? 5 : 90 + position));
    const mean = ([3, 2, 1] as const).reduce((sum, rank) => sum + reciprocalRank(at(rank), wanted(5)), 0) / 3;
    expect(mean).toBeCloseTo(11 / 18, 12);
  });

  it('is 0 when nothing wanted was found', () => {
    expect(reciprocalRank([page(1)], wanted(2))).toBe(0);
  });
});

describe('nDCG at k', () => {
  it('discounts by log2(rank + 1)', () => {
    // Wanted pages on ranks 1 and 3: (1/log2 2 + 1/log2 4) / (1/log2 2 + 1/log2 3) = 1.5 / 1.63093 = 0.91972.
    expect(ndcgAt([page(3), page(9), page(7)], wanted(3, 7), 3)).toBeCloseTo(0.91972, 5);
  });

  it('is 1 for the best order and for a passage that holds two wanted pages at once', () => {
    expect(ndcgAt([page(3), page(7), page(1)], wanted(3, 7), 3)).toBe(1);
    expect(ndcgAt([page(3, 4)], wanted(3, 4), 3)).toBe(1);
  });

  it('takes no more places for the ideal than k', () => {
    expect(ndcgAt([page(1)], wanted(1, 2, 3), 1)).toBe(1);
  });
});

describe('citation hits', () => {
  it('need one citation into a wanted page', () => {
    expect(citedPage([page(1), page(3)], wanted(3))).toBe(1);
    expect(citedPage([page(1)], wanted(3))).toBe(0);
    expect(citedPage([], wanted(3))).toBe(0);
  });

  it('overlap by the F1 of characters', () => {
    // 10 wanted, 20 cited, 5 in common: 2 · 5 / 30.
    expect(spanOverlap([[0, 10]], [[5, 25]])).toBeCloseTo(1 / 3, 12);
    expect(spanOverlap([[0, 10]], [[0, 10]])).toBe(1);
    expect(spanOverlap([[0, 10]], [[10, 20]])).toBe(0);
  });

  it('counts characters once, however often they are cited', () => {
    const cited = [
      [0, 10],
      [5, 10],
      [0, 3],
    ] as const;
    expect(spanOverlap([[0, 10]], cited)).toBe(1);
  });
});
