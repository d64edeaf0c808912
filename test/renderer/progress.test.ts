import { describe, expect, test } from 'vitest';
import type { ImportFile, Timings } from '../../core/contract/models.ts';
import { stageBars } from '../../renderer/pages/chat/stageBars.ts';
import { importShare } from '../../renderer/shared/importShare.ts';

function file(part: Partial<ImportFile>): ImportFile {
  return {
    id: 1,
    path: '/a.pdf',
    name: 'a.pdf',
    state: 'running',
    stage: 'reading',
    page: null,
    pages: null,
    code: null,
    message: null,
    document: null,
    ...part,
  };
}

describe('importShare', () => {
  test('counts the pages of a file that is being read', () => {
    const none = importShare({ total: 2, finished: 1, current: [file({ page: 0, pages: 100 })] });
    const half = importShare({ total: 2, finished: 1, current: [file({ page: 50, pages: 100 })] });
    expect(none).toBe(0.5);
    expect(half).toBeGreaterThan(none);
    expect(half).toBeLessThan(1);
  });

  test('does not fall back when a file goes from reading to the next stage', () => {
    const read = importShare({ total: 1, finished: 0, current: [file({ page: 9, pages: 9 })] });
    const chunked = importShare({ total: 1, finished: 0, current: [file({ stage: 'chunking' })] });
    expect(chunked).toBeGreaterThanOrEqual(read);
    expect(chunked).toBeLessThan(1);
  });

  test('is nothing for an empty queue', () => {
    expect(importShare({ total: 0, finished: 0, current: [] })).toBe(0);
  });
});

describe('stageBars', () => {
  const timings: Timings = { route: 1, embed: 9, search: 40, rerank: null, firstToken: 60, total: 100 };

  test('puts stages one behind the other and gives the rest to writing', () => {
    expect(stageBars(timings).map(({ stage, ms, from }) => [stage, ms, from])).toEqual([
      ['route', 1, 0],
      ['embed', 9, 0.01],
      ['search', 40, 0.1],
      ['generate', 50, 0.5],
    ]);
  });

  test('never draws beyond the end, even when stages took longer than the whole', () => {
    for (const bar of stageBars({ ...timings, total: 20 })) expect(bar.from + bar.share).toBeLessThanOrEqual(1);
  });
});
