import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../core/contract/index.ts';
import { policyOf } from '../../core/release/policy.ts';
import { auditCsv, rowsOfLines } from '../../renderer/pages/versions/auditFile.ts';
import { guardFigures } from '../../renderer/pages/versions/guardFigures.ts';
import { rolloutStories } from '../../renderer/pages/versions/rolloutHistory.ts';
import { whyOf } from '../../renderer/pages/versions/whyKey.ts';
import { createFormat } from '../../renderer/shared/format.ts';

const row = (at: number, what: string, change: Partial<AuditRow> = {}): AuditRow => ({
  id: at,
  at,
  who: 'ann',
  what,
  version: 'everyday@1.1.0',
  from: null,
  to: null,
  why: 'asked for',
  evidence: null,
  previousHash: '0',
  hash: 'f',
  ...change,
});

describe('the history of releases', () => {
  it('makes one story of each try, newest first, with the state and reason it ended with', () => {
    const rows = [
      row(1, 'install', { to: 'installing' }),
      row(2, 'rollback', { to: 'rolled-back', why: 'forced: too slow' }),
      row(3, 'install', { to: 'installing' }),
      row(4, 'shadow', { to: 'shadow' }),
      row(5, 'rule-add', { version: null, to: 'beta' }),
    ];
    const stories = rolloutStories([...rows].reverse());
    expect(stories.map(({ startedAt, state, why, moves }) => [startedAt, state, why, moves.length])).toEqual([
      [3, 'shadow', 'asked for', 2],
      [1, 'rolled-back', 'forced: too slow', 2],
    ]);
  });
});

describe('reasons in the log', () => {
  it('are recognised where the application wrote them, and left alone where a person did', () => {
    expect(whyOf('asked for')).toEqual({ key: 'asked' });
    expect(whyOf('forced: the customer waits')).toEqual({ key: 'forced', reason: 'the customer waits' });
    expect(whyOf('weight 12.5 %')).toEqual({ key: 'weight', figure: '12.5' });
    expect(whyOf('latency: 1.4 times')).toEqual({ key: 'guard', guard: 'latency', detail: '1.4 times' });
    expect(whyOf('note: see the minutes')).toBeNull();
    expect(whyOf('toString')).toBeNull();
  });
});

describe('the audit log as a file', () => {
  it('keeps quotes, commas and line breaks inside their cell, and runs no formula', () => {
    const csv = auditCsv([row(0, 'promote', { why: 'a "good", long\nreason', who: '=cmd()' })]);
    expect(csv.split('\r\n')[0]).toBe('id,at,who,what,version,from,to,why,hash');
    expect(csv).toContain('1970-01-01T00:00:00.000Z');
    expect(csv).toContain('"a ""good"", long\nreason"');
    expect(csv).toContain(",'=cmd(),");
  });

  it('is made from the lines that the application exports', () => {
    const rows = [row(1, 'install'), row(2, 'shadow')];
    expect(rowsOfLines(`${rows.map((one) => JSON.stringify(one)).join('\n')}\n`)).toEqual(rows);
  });
});

describe('guards in figures', () => {
  const words = { limitOf: (limit: string, of: string) => `${limit} of ${of}`, evidence: (e: string) => `e ${e}` };
  const guard = {
    limit: null,
    sample: 9,
    verdict: 'passed',
    since: 0,
    needed: [],
    onFailure: 'hold',
    detail: '',
  } as const;
  const show = (change: object) =>
    guardFigures({ ...guard, needed: [], value: null, ...change } as never, policyOf({}), createFormat('en'), words);

  it('are shown in their own units', () => {
    expect(show({ id: 'latency', value: 0.81, limit: 1.2 })).toEqual({
      beta: '0.81\u00a0×',
      stable: '1',
      limit: '1.20\u00a0×',
    });
    expect(show({ id: 'rates', value: 0.015, limit: 0.02 })).toMatchObject({ beta: '1.5%', limit: '2%' });
    expect(show({ id: 'breaker', value: 1, limit: 3 })).toMatchObject({ beta: '1', limit: '3 of 10' });
    expect(show({ id: 'votes', value: 4, limit: 20, counts: { wins: 9, losses: 3, ties: 2 } })).toEqual({
      beta: '9',
      stable: '3',
      limit: 'e 20',
    });
  });

  it('are empty where nothing is known yet', () => {
    expect(show({ id: 'latency' })).toEqual({ beta: '', stable: '', limit: '' });
  });
});
