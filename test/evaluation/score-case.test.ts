import { describe, expect, it } from 'vitest';
import { failedScores, type GivenAnswer, scoreCase } from '../../core/evaluation/score-case.ts';
import { questionCase } from './made-results.ts';

const place = (page: number) => ({ document: 'guide.pdf', firstPage: page, lastPage: page });
const given = (change: Partial<GivenAnswer>): GivenAnswer => ({
  answer: 'The limit is 210 EUR.',
  supported: true,
  sentences: [{ supported: true }],
  retrieved: [place(2), place(7)],
  citations: [{ ...place(7), start: 10, end: 20 }],
  ...change,
});

describe('the score of an answer', () => {
  it('is the mean of the cited page and of the answer where a case gives both', () => {
    const item = questionCase('1', { document: 'guide.pdf', pages: [7], expected: ['210 EUR'] });
    expect(scoreCase(item, given({}), 5)).toMatchObject({ score: 1, citedPage: 1, holds: 1, reciprocalRank: 0.5 });
    const elsewhere = given({ citations: [{ ...place(2), start: 0, end: 5 }] });
    expect(scoreCase(item, elsewhere, 5)).toMatchObject({ score: 0.5, citedPage: 0, holds: 1 });
    // "limit is 300 EUR" and "210 EUR" share one of 4 and 2 tokens: F1 = 1/3.
    const wrong = given({ answer: 'The limit is 300 EUR.' });
    expect(scoreCase(item, wrong, 5).score).toBeCloseTo((1 + 1 / 3) / 2, 12);
  });

  it('takes the best of several expected answers', () => {
    const item = questionCase('1', { expected: ['nothing alike', 'the limit is 210 EUR'] });
    expect(scoreCase(item, given({}), 5)).toMatchObject({
      score: 1,
      exact: 1,
      rougeL: 1,
      recall: null,
      citedPage: null,
    });
  });

  it('of an unanswerable question is whether it was refused, and nothing else', () => {
    const item = questionCase('1', { unanswerable: true });
    expect(scoreCase(item, given({}), 5)).toMatchObject({ score: 0, refusal: 0, support: null, f1: null });
    const refused = given({ answer: 'The documents do not say.', supported: false, citations: [] });
    expect(scoreCase(item, refused, 5)).toMatchObject({ score: 1, refusal: 1 });
  });

  it('of a bare question is the share of supported sentences', () => {
    const half = given({ sentences: [{ supported: true }, { supported: false }] });
    expect(scoreCase(questionCase('1'), half, 5)).toMatchObject({ score: 0.5, support: 0.5 });
  });

  it('takes spans of the named document alone', () => {
    const item = questionCase('1', { document: 'guide.pdf', spans: [[10, 20]] });
    const other = { document: 'other.pdf', firstPage: 1, lastPage: 1, start: 10, end: 20 };
    expect(scoreCase(item, given({}), 5).citedSpan).toBe(1);
    expect(scoreCase(item, given({ citations: [other] }), 5).citedSpan).toBe(0);
  });

  it('is 0 for an answer that failed, a refusal by error included', () => {
    const answerable = questionCase('1', { document: 'guide.pdf', expected: ['x'] });
    expect(failedScores(answerable)).toMatchObject({ score: 0, recall: 0, citedPage: 0, f1: 0, bleu4: 0, refusal: 0 });
    expect(failedScores(questionCase('2', { unanswerable: true }))).toMatchObject({ score: 0, refusal: 0 });
  });
});
