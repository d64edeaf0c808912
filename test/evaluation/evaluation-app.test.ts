import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationEvent, EvaluationReport, Manifest } from '../../core/contract/index.ts';
import type { GenerateEvent } from '../../core/ports.ts';
import { type Client, errorOf } from '../../headless/client.ts';
import { endlessManifest, slowLlama } from '../support/slow-llama.ts';
import { askWhole, chineseHandbook, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const lines = (cases: readonly object[]) => cases.map((item) => JSON.stringify(item)).join('\n');

const travel = [
  { question: 'What may a hotel night cost in Zürich?', expected: '210 EUR', document: 'handbook.md' },
  { question: 'Are receipts needed for meals?', expected: 'Receipts are needed above 20 EUR', document: 'handbook.md' },
  { question: 'When may first class be booked?', expected: ['three hours'], document: 'handbook.md', tags: 'critical' },
  { question: '每天的餐费上限是多少？', expected: '三百元', document: '差旅手册.md' },
  { question: '上海的住宿上限是多少？', expected: '一千二百元', document: '差旅手册.md' },
  { question: 'Who won the football world cup in 1954?', unanswerable: true },
];

async function evaluate(
  client: Client,
  input: Partial<Parameters<Client['evaluation']['run']>[0]> = {},
): Promise<{ report: EvaluationReport; events: EvaluationEvent[] }> {
  const events: EvaluationEvent[] = [];
  for await (const event of await client.evaluation.run({ set: lines(travel), name: 'travel.jsonl', ...input })) {
    events.push(event);
  }
  const last = events.at(-1);
  if (last?.type !== 'result') throw new Error(`the last event was ${last?.type}`);
  return { report: last.report, events };
}

/** What must come out the same whenever the same is run: everything but times and the run's own marks. */
function repeatable(report: EvaluationReport) {
  const { set, seed, versions, comparisons, slices, results } = report;
  return {
    set,
    seed,
    versions: versions.map(({ latency: _, firstTokenP50: __, ...version }) => version),
    comparisons: comparisons.map(({ score, metrics, lost, gained, worst, best, differences }) => {
      return { score, metrics, lost, gained, worst, best, differences };
    }),
    slices: slices.map(({ versions: figures, ...slice }) => ({
      ...slice,
      figures: figures.map(({ p50: _, ...of }) => of),
    })),
    results: results.map(({ ms: _, firstTokenMs: __, ...result }) => result),
  };
}

describe('a question set on stable and beta', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await importAll(test.client, [
      await test.file('handbook.md', handbook),
      await test.file('差旅手册.md', chineseHandbook),
    ]);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('is asked through the real pipeline and measured, in turns, with its progress told', async () => {
    const { report, events } = await evaluate(test.client);
    expect(events[0]).toMatchObject({ type: 'start', set: { name: 'travel.jsonl', cases: 6 } });
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(progress.map(({ done }) => done)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
    expect(progress.every(({ total }) => total === 12)).toBe(true);
    const stable = 'everyday@1.0.0';
    const beta = 'everyday@1.1.0-beta.1';
    expect(progress.slice(0, 4).map(({ version }) => version)).toEqual([stable, beta, beta, stable]);
    expect(report.versions.map(({ version, pointer }) => [version, pointer])).toEqual([
      [stable, 'stable'],
      [beta, 'beta'],
    ]);
    for (const version of report.versions) {
      expect(version).toMatchObject({ answered: 6, failed: 0, missing: 0, errorRate: 0, documents: 2 });
      expect(version.metrics.recall).toEqual({ mean: 1, cases: 5 });
      expect(version.metrics.citedPage).toEqual({ mean: 1, cases: 5 });
      expect(version.metrics.holds!.mean).toBe(1);
      expect(version.metrics.refusal!.mean).toBe(1);
      expect(version.latency!.p50).toBeGreaterThan(0);
    }
    expect(report.comparisons[0]).toMatchObject({ baseline: stable, version: beta, verdict: 'inconclusive' });
    expect(report.comparisons[0]!.reasons[0]!.code).toBe('too-few');
    expect(report.comparisons[0]!.differences.map(({ key }) => key)).toContain('chunk.strategy');
    expect(report.slices.map(({ kind, slice, cases }) => `${kind} ${slice} ${cases}`)).toEqual(
      expect.arrayContaining([
        'language zh 2',
        'language latin 4',
        'format markdown 5',
        'format none 1',
        'tag critical 1',
      ]),
    );
    expect(report.environment.cores).toBeGreaterThan(0);
    expect(report.unknownDocuments).toEqual([]);
  });

  it('leaves no chat, no turn and nothing for the guards behind', async () => {
    const before = await test.client.chats.list();
    const { report } = await evaluate(test.client, { versions: ['stable'] });
    expect(report.results).toHaveLength(6);
    expect(await test.client.chats.list()).toEqual(before);
    expect(before).toEqual([]);
  });

  it('comes out the same when it is run again, but for times', async () => {
    const first = await evaluate(test.client);
    await test.reopen();
    const second = await evaluate(test.client);
    expect(repeatable(second.report)).toEqual(repeatable(first.report));
    expect(second.report.id).not.toBe(first.report.id);
  });

  it('is kept: the run with its verdict, the report, and the set as a file under its digest', async () => {
    const { report } = await evaluate(test.client, { versions: ['beta', 'stable'] });
    await test.reopen();
    const [run] = await test.client.evaluation.runs({});
    expect(run).toMatchObject({
      id: report.id,
      name: 'travel.jsonl',
      digest: report.set.digest,
      versions: ['everyday@1.1.0-beta.1', 'everyday@1.0.0'],
      state: 'finished',
      verdict: report.verdict,
    });
    expect(await test.client.evaluation.get({ id: report.id })).toEqual(report);
    const file = await readFile(join(test.dataFolder, 'question-sets', `${report.set.digest}.jsonl`), 'utf8');
    const again = await evaluate(test.client, { set: file, name: 'kept.jsonl', versions: ['stable'] });
    expect(again.report.set.digest).toBe(report.set.digest);
  });

  it('names documents that the library does not have', async () => {
    const set = lines([{ question: 'What is on page 3?', document: 'lost.pdf', pages: 3 }]);
    const { report } = await evaluate(test.client, { set, versions: ['stable'] });
    expect(report.unknownDocuments).toEqual(['lost.pdf']);
    expect(report.verdict).toBeNull();
    expect(report.versions[0]!.metrics.recall).toEqual({ mean: 0, cases: 1 });
  });

  it('has cases that were not asked in time as missing, which is no pass', async () => {
    const { report } = await evaluate(test.client, { limitMinutes: 1e-7 });
    expect(report.versions[0]).toMatchObject({ answered: 0, missing: 6, latency: null });
    expect(report.verdict).toBe('error');
    expect(report.results.every(({ state }) => state === 'missing')).toBe(true);
  });

  it.each([
    [{ versions: ['stable', 'nobody@1.0.0'] }, 'version-unknown'],
    [{ versions: ['stable', 'everyday@1.0.0'] }, 'bad-request'],
    [{ set: '{}' }, 'question-set-invalid'],
    [{ gate: true, versions: ['beta', 'stable'] }, 'bad-request'],
    [{ library: 'nowhere' }, 'not-found'],
  ])('is refused before anything is asked: %j', async (input, code) => {
    const before = await test.client.evaluation.runs({});
    const error = await evaluate(test.client, input).catch((caught: unknown) => errorOf(caught));
    expect(error).toMatchObject({ code });
    expect(await test.client.evaluation.runs({})).toEqual(before);
  });

  it('runs one at a time, and one that is left is stopped and makes room', async () => {
    const stream = await test.client.evaluation.run({ set: lines(travel), name: 'left.jsonl' });
    for await (const event of stream) {
      if (event.type !== 'start') continue;
      const second = await evaluate(test.client).catch((caught: unknown) => errorOf(caught));
      expect(second).toMatchObject({ code: 'conflict' });
      break;
    }
    await expect
      .poll(async () => (await test.client.evaluation.runs({})).find(({ name }) => name === 'left.jsonl'))
      .toMatchObject({ state: 'stopped', verdict: null });
    const left = (await test.client.evaluation.runs({})).find(({ name }) => name === 'left.jsonl')!;
    const report = await test.client.evaluation.get({ id: left.id }).catch((caught: unknown) => errorOf(caught));
    expect(report).toMatchObject({ code: 'not-found' });
    expect((await evaluate(test.client, { versions: ['stable'] })).report.versions).toHaveLength(1);
  });

  it('becomes a self-contained page in both languages', async () => {
    const { report } = await evaluate(test.client);
    const { html } = await test.client.evaluation.page({ id: report.id });
    const { html: chinese } = await test.client.evaluation.page({ id: report.id, language: 'zh-CN' });
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('Too early to tell');
    expect(html).toContain('chunk.strategy');
    expect(chinese).toContain('<html lang="zh-CN">');
    expect(chinese).toContain('为时尚早');
    for (const page of [html, chinese]) expect(page).not.toMatch(/<script|<link|src=|https?:|undefined|NaN|\[object/);
  });
});

describe('a beta that is worse', () => {
  /** Twenty-four facts, one question each: enough to tell. */
  const rooms = Array.from({ length: 24 }, (_, at) => ({ room: `R${at + 101}`, people: at * 3 + 4 }));
  const rules = rooms.map(({ room, people }) => `## Room ${room}\n\nRoom ${room} seats ${people} people at most.`);
  // Words of the questions that stand elsewhere: a version that asks for all of them in one passage refuses.
  rules.unshift('## Opening\n\nOn a usual day the building opens at the same time.');
  const set = lines(
    rooms.map(({ room, people }) => ({
      question: `How many people does room ${room} seat at the same time on a usual day?`,
      expected: `seats ${people} people`,
      document: 'rooms.md',
    })),
  );
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await importAll(test.client, [await test.file('rooms.md', `# Rooms\n\n${rules.join('\n\n')}`)]);
    const { manifest } = await test.client.versions.show({ id: 'beta' });
    const refusing: Manifest = {
      ...manifest,
      version: '1.2.0',
      generate: { engine: 'quote', maxSentences: 1, minSupport: 1 },
    };
    refusing.retrieve = { ...refusing.retrieve, topK: 1, lexicalWeight: 0, rerank: 0 };
    await test.app.installVersion(JSON.stringify(refusing));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('fails, and the worst pairs show what was lost', async () => {
    const { report } = await evaluate(test.client, { set, name: 'rooms.jsonl' });
    const [comparison] = report.comparisons;
    expect(report.verdict).toBe('failed');
    expect(comparison!.reasons.map(({ code }) => code)).toContain('worse');
    expect(comparison!.score!.high).toBeLessThan(0);
    expect(comparison!.worst.length).toBeGreaterThan(0);
    const [worst] = comparison!.worst;
    const [before, other] = report.versions.map(
      ({ version }) => report.results.find((item) => item.case === worst && item.version === version)!,
    );
    expect(before!.scores.score! - other!.scores.score!).toBeGreaterThan(0);
    const { html } = await test.client.evaluation.page({ id: report.id });
    expect(html).toContain(before!.answer);
  });

  it('is stopped at the gate when the run was made for it', async () => {
    const gate = async () => (await test.client.release.status()).guards.find(({ id }) => id === 'gate');
    await evaluate(test.client, { set, name: 'rooms.jsonl' });
    expect(await gate()).toBeUndefined();
    await evaluate(test.client, { set, name: 'rooms.jsonl', gate: true });
    expect(await gate()).toMatchObject({ verdict: 'failed', sample: 24 });
    await evaluate(test.client, { set: set.split('\n').slice(0, 5).join('\n'), name: 'few.jsonl', gate: true });
    expect(await gate()).toMatchObject({ sample: 5 });
  });
});

describe('answers that were rated well', () => {
  it('become the question set of the next version', async () => {
    await using test = await createTestApp();
    const { client } = test;
    await importAll(client, [await test.file('handbook.md', handbook)]);
    const rate = async (question: string, rating: { stars?: number; thumb?: 'up' | 'down' }) => {
      const { turn } = await askWhole(client, { question });
      await client.answers.rate({ id: turn.answerId, ...rating });
      return turn;
    };
    const hotel = await rate('What may a hotel night cost in Zürich?', { stars: 4 });
    await rate('Are receipts needed for meals?', { stars: 3 });
    await rate('Is alcohol paid?', { stars: 5, thumb: 'down' });
    await rate('Who won the football world cup in 1954?', { thumb: 'up' });
    await rate('When may first class be booked?', { stars: 5 });
    await rate('When may first class be booked?', { stars: 1 });
    const { lines: text, cases } = await client.evaluation.rated({});
    expect(cases).toBe(2);
    const set = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(set.find(({ question }) => question === hotel.question)).toMatchObject({
      expected: [hotel.answer],
      document: 'handbook.md',
      spans: hotel.citations.map(({ start, end }) => [start, end]),
      tags: ['rated'],
    });
    expect(set.find(({ question }) => question.startsWith('Who won'))).toMatchObject({ unanswerable: true });
    const { report } = await evaluate(client, { set: text, name: 'rated', versions: ['stable'] });
    expect(report.versions[0]!.metrics.score).toEqual({ mean: 1, cases: 2 });
    expect(report.versions[0]!.metrics.citedSpan!.mean).toBe(1);
    expect(report.human.ratings).toEqual([
      { version: 'everyday@1.0.0', rated: 6, stars: 18 / 5, starred: 5, up: 1, down: 1 },
    ]);
  });
});

describe('an answer made again', () => {
  it('retrieves the same chunks, and tells what became of its documents', async () => {
    await using test = await createTestApp();
    const { client } = test;
    await importAll(client, [await test.file('handbook.md', handbook)]);
    const first = await askWhole(client, { question: 'What may a hotel night cost in Zürich?' });
    const { turn } = await askWhole(client, { question: 'And what of meals?', chat: first.turn.chat, version: 'beta' });
    const id = turn.answerId;
    const same = await client.answers.replay({ id });
    expect(same).toMatchObject({
      version: 'everyday@1.1.0-beta.1',
      question: turn.question,
      same: true,
      firstDifference: null,
      answer: { before: turn.answer, now: turn.answer, same: true },
      library: { same: true },
      code: null,
    });
    expect(same.now).toEqual(same.before);
    expect(same.citations.map(({ state }) => state)).toEqual(turn.citations.map(() => 'unchanged'));
    expect((await client.chats.get({ id: first.turn.chat })).history).toHaveLength(2);

    const replace = async (contents: string | null) => {
      for (const { id: document } of await client.documents.list({})) await client.documents.remove({ id: document });
      if (contents !== null) await importAll(client, [await test.file('handbook.md', contents)]);
      return client.answers.replay({ id });
    };
    const longer = await replace(`${handbook}\n## Boats\n\nMeals on boats are paid like any other meal.\n`);
    expect(longer).toMatchObject({ same: false, library: { same: false } });
    expect(longer.citations.every(({ state }) => state === 'replaced')).toBe(true);
    const changed = await replace(
      handbook.replace('# Travel handbook', '# The handbook of travels').replace('45', '50'),
    );
    expect(changed.citations.some(({ state }) => state === 'changed')).toBe(true);
    const gone = await replace(null);
    expect(gone).toMatchObject({ same: false, now: [], firstDifference: 1 });
    expect(gone.citations.every(({ state }) => state === 'gone')).toBe(true);
    const back = await replace(handbook);
    expect(back).toMatchObject({ same: true, library: { same: true }, answer: { same: true } });
    expect(back.citations.every(({ state }) => state === 'unchanged')).toBe(true);
  });

  it('is refused for unknown answers', async () => {
    await using test = await createTestApp();
    for (const call of ['replay', 'trace'] as const) {
      const error = await test.client.answers[call]({ id: 'none' }).catch((caught: unknown) => errorOf(caught));
      expect(error).toMatchObject({ code: 'not-found' });
    }
  });
});

describe('a model', () => {
  const ended: GenerateEvent[] = [];
  let begun = 0;
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp((ports) => {
      const slow = slowLlama(ports.llama, ended);
      const generate: typeof slow.generate = (request, options) => {
        begun += 1;
        return slow.generate(request, options);
      };
      return { ...ports, llama: { ...slow, generate } };
    });
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.app.installVersion(JSON.stringify(endlessManifest));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('stops its token loop when the evaluation is cancelled', async () => {
    const controller = new AbortController();
    const input = { set: lines(travel), name: 'cancelled.jsonl', versions: ['beta'] };
    const consume = async () => {
      for await (const _ of await test.client.evaluation.run(input, { signal: controller.signal }));
    };
    const consumed = consume().catch((caught: unknown) => caught);
    await expect.poll(() => begun).toBe(1);
    controller.abort();
    expect(errorOf(await consumed, controller.signal).code).toBe('cancelled');
    await expect.poll(() => ended.length).toBe(1);
    await expect.poll(async () => (await test.client.evaluation.runs({}))[0]?.state).toBe('stopped');
  });

  it('is told by the trace of an answer, with the seed, the prompt and the time of each stage', async () => {
    const controller = new AbortController();
    let id = '';
    const asking = async () => {
      const input = { question: 'What may a hotel night cost?', version: 'beta' };
      for await (const event of await test.client.chats.ask(input, { signal: controller.signal })) {
        if (event.type === 'start') id = event.answerId;
        if (event.type === 'text') controller.abort();
      }
    };
    await asking().catch(() => undefined);
    await expect.poll(async () => (await test.client.answers.get({ id })).state).toBe('stopped');
    const trace = await test.client.answers.trace({ id });
    expect(trace).toMatchObject({ installed: true, turn: { answerId: id, state: 'stopped' } });
    const { generate } = endlessManifest as { generate: { model: string; seed: number; temperature: number } };
    expect(trace.model).toBe(generate.model);
    expect(trace.seed).toBe(generate.seed ?? 7);
    expect(trace.prompt).toContain('hotel night');
    expect(trace.stages.map(({ stage }) => stage)).toEqual(['route', 'embed', 'search', 'rerank', 'generate', 'rest']);
    const sum = trace.stages.reduce((total, { ms }) => total + (ms ?? 0), 0);
    expect(sum).toBeCloseTo(trace.timings.total, 0);
    expect(trace.retrieved.length).toBeGreaterThan(0);
  });
});
