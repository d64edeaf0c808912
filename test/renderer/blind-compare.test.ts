import { describe, expect, it } from 'vitest';
import type { Turn } from '../../core/contract/models.ts';
import {
  canVote,
  choiceOfKey,
  drawLeft,
  isHidden,
  shownSides,
  winnerOf,
} from '../../renderer/pages/compare/blindness.ts';
import type { Comparison, Side } from '../../renderer/shared/comparing.ts';

const turn = (state: Turn['state']): Turn => ({
  answerId: state,
  chat: 'c',
  question: 'q',
  answer: 'a',
  state,
  code: null,
  supported: true,
  sentences: [],
  citations: [],
  version: 'v@1.0.0',
  pointer: null,
  reason: 'override',
  timings: { route: 0, embed: null, search: null, rerank: null, firstToken: null, total: 1 },
  tokens: 0,
  notice: null,
  rating: null,
  askedAt: 0,
});
const side = (state: Turn['state'] | null): Side => ({
  version: null,
  pointer: null,
  hits: null,
  text: '',
  turn: state && turn(state),
});
const comparison = (change: Partial<Comparison> = {}): Comparison => ({
  question: 'q',
  showing: { left: 'beta', names: 'hidden', winner: null, since: null },
  state: 'finished',
  error: null,
  sides: { stable: side('finished'), beta: side('finished') },
  differences: null,
  ...change,
});
const key = (name: string, change = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
  repeat: false,
  ...change,
});

describe('the order of blind answers', () => {
  it('is drawn anew for each question, either way about as often', () => {
    const draws = Array.from({ length: 400 }, () => drawLeft());
    const left = draws.filter((name) => name === 'stable').length;
    // Chance leaves this range once in more than a million runs.
    expect(left).toBeGreaterThan(150);
    expect(left).toBeLessThan(250);
  });

  it('follows the draw, and a vote by place counts for the version that stood there', () => {
    expect(shownSides('beta')).toEqual(['beta', 'stable']);
    expect([winnerOf(1, 'beta'), winnerOf(2, 'beta'), winnerOf(0, 'beta')]).toEqual(['beta', 'stable', 'tie']);
    expect([winnerOf(1, 'stable'), winnerOf(2, 'stable')]).toEqual(['stable', 'beta']);
  });
});

describe('vote keys', () => {
  it('are 1, 2 and 0', () => {
    expect(['1', '2', '0', '3', 'a', 'Enter'].map((name) => choiceOfKey(key(name), false))).toEqual([
      1,
      2,
      0,
      null,
      null,
      null,
    ]);
  });

  it('say nothing while somebody types, holds a modifier, composes or keeps the key down', () => {
    expect(choiceOfKey(key('1'), true)).toBeNull();
    for (const change of [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      { isComposing: true },
      { repeat: true },
    ])
      expect(choiceOfKey(key('1', change), false)).toBeNull();
  });
});

describe('hiding', () => {
  it('begins with the question and ends with the vote', () => {
    const asking = comparison({ state: 'asking', sides: { stable: side('finished'), beta: side(null) } });
    expect([isHidden(asking), canVote(asking)]).toEqual([true, false]);
    expect([isHidden(comparison()), canVote(comparison())]).toEqual([true, true]);
    const voted = comparison({ showing: { left: 'beta', names: 'voted', winner: 'tie', since: 1 } });
    expect([isHidden(voted), canVote(voted)]).toEqual([false, false]);
  });

  it('ends without a vote when there are not two whole answers', () => {
    for (const broken of [
      comparison({ state: 'stopped' }),
      comparison({ sides: { stable: side('failed'), beta: side('finished') } }),
      comparison({ state: 'failed' }),
    ])
      expect([isHidden(broken), canVote(broken)]).toEqual([false, false]);
  });
});
