import { describe, expect, it } from 'vitest';
import { type EvaluationReport, reasonCodes, EvaluationReport as Schema } from '../../core/contract/index.ts';
import { html, trusted } from '../../core/evaluation/html.ts';
import { judgeComparison } from '../../core/evaluation/judge-comparison.ts';
import { reportHtml } from '../../core/evaluation/report-html.ts';
import { english } from '../../core/evaluation/report-texts-en.ts';
import { chinese } from '../../core/evaluation/report-texts-zh.ts';
import { summariseSlices, summariseVersion } from '../../core/evaluation/summarise-version.ts';
import { comparePairs, questionCase, repeat, result } from './made-results.ts';

async function madeReport(): Promise<EvaluationReport> {
  const attack = '<script>alert("1")</script> & \u0007';
  const cases = repeat(24, (at) =>
    questionCase(String(at + 1), { question: `${attack} ${at + 1}`, expected: [attack] }),
  );
  const results = cases.flatMap((item, at) => [
    result(item.id, 'a', 1, { answer: attack }),
    result(item.id, 'b', at === 0 ? 0 : 1, { citations: [{ document: attack, page: 3, quote: attack }] }),
  ]);
  const comparison = await comparePairs(repeat(24, (at) => ({ before: {}, other: { score: at === 0 ? 0 : 1 } })));
  const measured = cases.map((item) => ({
    item,
    slices: [{ kind: 'tag' as const, slice: attack }],
    bleu: new Map(),
    results: new Map(results.filter((one) => one.case === item.id).map((one) => [one.version, one])),
  }));
  const version = (id: string) => ({
    ...summariseVersion(id, measured, false),
    pointer: null,
    documents: 3,
    fingerprint: 'f'.repeat(64),
    stages: {},
  });
  return {
    id: 'run',
    format: 1,
    set: { name: attack, digest: 'd', cases: 24, ignored: [attack] },
    library: { id: 'default', name: attack, documents: 3 },
    unknownDocuments: [attack],
    topK: 5,
    seed: 1,
    startedAt: 0,
    finishedAt: 1500,
    verdict: comparison.verdict,
    versions: [version('a'), version('b')],
    comparisons: [{ ...comparison, differences: [{ key: 'prompt.system', stable: attack, beta: null }] }],
    slices: summariseSlices(['a', 'b'], measured),
    human: {
      ratings: [{ version: 'a', rated: 2, stars: 4.5, starred: 2, up: 1, down: 0 }],
      votes: [{ version: 'b', against: 'a', wins: 3, losses: 1, ties: 0, evidence: 1.5 }],
      strengths: [],
      split: { beta: 5, control: 6, p: 0.7, exact: 1 },
    },
    environment: {
      app: '1',
      runtime: 'Node',
      platform: 'linux x64',
      processor: attack,
      cores: 2,
      memoryMiB: 1,
      freeMemoryMiB: 1,
      load: 0,
    },
    cases,
    results,
  };
}

describe('the page of a report', () => {
  it('is made of what the contract carries', async () => {
    expect(Schema.safeParse(await madeReport()).error).toBeUndefined();
  });

  it.each(['en', 'zh-CN'] as const)('escapes whatever documents, questions and answers hold (%s)', async (language) => {
    const page = reportHtml(await madeReport(), language);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u0007');
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(10);
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });

  it('closes every element that it opens', async () => {
    const page = reportHtml(await madeReport(), 'en');
    const open: string[] = [];
    const single = new Set(['meta', 'br', '!doctype', 'line', 'circle']);
    for (const [, slash, name] of page.matchAll(/<(\/?)([a-z!][a-z0-9]*)/gi)) {
      const element = name!.toLowerCase();
      if (single.has(element)) continue;
      if (slash) expect(open.pop()).toBe(element);
      else open.push(element);
    }
    expect(open).toEqual([]);
  });

  it('asks for nothing from outside and runs nothing', async () => {
    const page = reportHtml(await madeReport(), 'en');
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toMatch(/<link|<img|<iframe|src=|@import|url\(/);
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  it('shows the worst pairs with both answers', async () => {
    const page = reportHtml(await madeReport(), 'en');
    expect(page.match(/<article/g)).toHaveLength(1);
    expect(page).toContain('answer 0');
  });
});

describe('the words of a report', () => {
  it('are there in Chinese for every reason, with its figures', () => {
    const interval = { difference: -0.2, low: -0.3, high: -0.1, pairs: 40 };
    const latency = { ratio: 1.5, low: 1.3, high: 1.7, pairs: 40, medianSlowdownMs: 400 };
    const facts = {
      cases: 100,
      missing: 0,
      baselineFailed: 0,
      otherFailed: 0,
      criticalLost: [],
      score: { difference: 0, low: 0, high: 0, pairs: 100 },
      slices: [],
      latency: { ratio: 1, low: 0.9, high: 1.1, pairs: 100, medianSlowdownMs: 0 },
    };
    const limits = { maxErrorRate: 0.01, maxLatencyRatio: 1.2 };
    const slice = { kind: 'tag' as const, slice: 'x', difference: interval, shown: true };
    const all = [
      { otherFailed: 5, criticalLost: ['7'], slices: [slice] },
      { score: interval, latency },
      { missing: 3, baselineFailed: 50 },
      { score: null },
      { score: { ...interval, low: -0.3, high: 0.2 }, latency: { ...latency, low: 1.0 } },
      { score: { ...interval, high: 0.2, pairs: 4 } },
      { latency: null },
      {},
    ].flatMap((change) => judgeComparison({ ...facts, ...change }, limits).reasons);
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set(reasonCodes));
    for (const reason of all) {
      expect(english.reason(reason)).toBe(reason.message);
      expect(chinese.reason(reason)).toMatch(/\p{Script=Han}/u);
      expect(chinese.reason(reason)).not.toContain('undefined');
    }
  });
});

describe('the template of HTML', () => {
  it('escapes values, keeps pieces and lists of pieces, and leaves out what is not there', () => {
    const list = ['<', '"'].map((item) => html`<b>${item}</b>`);
    expect(html`<i title="${'a"b'}">${list}${null}${false}${0}</i>`.html).toBe(
      '<i title="a&quot;b"><b>&lt;</b><b>&quot;</b>0</i>',
    );
    expect(html`${trusted('<hr>')}`.html).toBe('<hr>');
  });
});
