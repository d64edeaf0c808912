import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { createNodeApp } from '../../headless/create-node-app.ts';
import { runTandem } from '../support/run-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { handbook } from '../support/test-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const tandem = (...args: string[]) => runTandem([...args, '--data', folder.at('data')]);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await tandem(...args, '--json');
  return { code, stderr, value: JSON.parse(stdout) };
};

/** A library of one document, and a beta that refuses nearly everything. */
beforeAll(async () => {
  folder = await temporaryFolder();
  const facts = Array.from(
    { length: 22 },
    (_, at) => `## Locker L${at + 1}\n\nLocker L${at + 1} holds ${at + 5} files.`,
  );
  const opening = '## Opening\n\nOn a usual day the lockers open at the same time.';
  await writeFile(folder.at('lockers.md'), `# Lockers\n\n${[opening, ...facts].join('\n\n')}\n`);
  await writeFile(folder.at('handbook.md'), handbook);
  const questions = facts.map((_, at) => ({
    question: `How many files does locker L${at + 1} hold at the same time on a usual day?`,
    expected: `holds ${at + 5} files`,
    document: 'lockers.md',
  }));
  await writeFile(folder.at('lockers.jsonl'), questions.map((item) => JSON.stringify(item)).join('\n'));
  await writeFile(folder.at('small.csv'), 'question,expected,document\nAre receipts needed?,Receipts,handbook.md\n');
  await writeFile(folder.at('broken.csv'), 'question,pages\nWhere?,x\n');
  const app = await createNodeApp(folder.at('data'));
  const [stable] = builtInManifests();
  const generate = { engine: 'quote', maxSentences: 1, minSupport: 1 };
  const retrieve = { ...stable!.retrieve, topK: 1 };
  await app.installVersion(JSON.stringify({ ...stable, name: 'strict', version: '1.0.0', generate, retrieve }));
  await app.close();
  const { code } = await tandem('import', folder.at('lockers.md'), folder.at('handbook.md'));
  expect(code).toBe(0);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('tandem evaluate', () => {
  it('ends with 1 when the paired verdict is failed, and writes the report', async () => {
    const report = folder.at('report.html');
    const { code, value, stderr } = await json(
      'evaluate',
      folder.at('lockers.jsonl'),
      '--report',
      report,
      '--language',
      'zh-CN',
    );
    expect(stderr).toContain('22 questions on everyday@1.0.0, strict@1.0.0');
    expect(code).toBe(1);
    expect(value).toMatchObject({ verdict: 'failed', set: { name: 'lockers.jsonl', cases: 22 } });
    const [stable, strict] = value.versions;
    expect(stable).toMatchObject({
      version: 'everyday@1.0.0',
      pointer: 'stable',
      counts: { questions: 22, answered: 22, failed: 0, missing: 0 },
      citationHit: 1,
      errors: { rate: 0, codes: {} },
      latency: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    });
    for (const name of ['score', 'recall', 'bleu4', 'rougeL', 'f1']) expect(stable[name]).toBeTypeOf('number');
    expect(strict.score).toBeLessThan(stable.score);
    expect(value.comparisons[0].reasons.map(({ code }: { code: string }) => code)).toContain('worse');
    const page = await readFile(report, 'utf8');
    expect(page).toContain('未通过');
    expect(page).toContain('generate.minSupport');
    expect((await readdir(folder.at('.'))).filter((name) => name.startsWith('report'))).toEqual(['report.html']);
  });

  it('ends with 0 for one version, for a table, and for what is too early to tell', async () => {
    const alone = await json('evaluate', folder.at('small.csv'), '--versions', 'stable');
    expect(alone.code).toBe(0);
    expect(alone.value).toMatchObject({ verdict: null, comparisons: [] });
    const { code, stdout } = await tandem('evaluate', folder.at('small.csv'));
    expect(code).toBe(0);
    expect(stdout).toContain('strict@1.0.0 against everyday@1.0.0: inconclusive');
    expect(stdout).toContain('1 comparable questions are too few');
  });

  it('keeps the runs', async () => {
    const { value } = await json('evaluations');
    expect(value.length).toBeGreaterThanOrEqual(3);
    expect(value[0]).toMatchObject({ name: 'small.csv', state: 'finished' });
  });

  it('ends with 2 without a set and with one too many ways to get it', async () => {
    for (const words of [
      ['evaluate'],
      ['evaluate', folder.at('small.csv'), '--rated'],
      ['evaluate', 'x', '--top-k', '0'],
    ]) {
      expect((await tandem(...words)).code).toBe(2);
    }
  });

  it('ends with 3 for sets that cannot be used, naming the line', async () => {
    const broken = await json('evaluate', folder.at('broken.csv'));
    expect(broken.code).toBe(3);
    expect(broken.value.error.code).toBe('question-set-invalid');
    expect(broken.value.error.message).toContain('line 2: pages must be a whole number');
    expect((await json('evaluate', folder.at('nowhere.jsonl'))).value.error.code).toBe('not-found');
    const report = folder.at('no-such-folder/report.html');
    expect((await json('evaluate', folder.at('small.csv'), '--report', report)).value.error.code).toBe('bad-request');
    expect((await json('evaluate', '--rated')).value.error.message).toContain('No answer was rated well yet');
  });
});

describe('tandem trace and replay', () => {
  it('show how an answer came to be, and that it comes to be again', async () => {
    const { value: answer } = await json('ask', 'What may a hotel night cost in Zürich?');
    const { value: traced } = await json('trace', answer.answerId);
    expect(traced).toMatchObject({ answerId: answer.answerId, model: 'quote', prompt: null, installed: true });
    expect(traced.retrieved[0]).toMatchObject({ document: 'handbook.md', score: expect.any(Number) });
    const { stdout } = await tandem('trace', answer.answerId);
    expect(stdout).toMatch(/search\s+[\d.]+ ms/);
    const again = await json('replay', answer.answerId);
    expect(again.code).toBe(0);
    expect(again.value).toMatchObject({ same: true, answer: { same: true, now: answer.answer } });
  });

  it('end with 1 when the cited document is gone and other passages are found', async () => {
    const { value: answer } = await json('ask', 'Are receipts needed for meals?');
    const { value: documents } = await json('documents');
    await tandem('documents', 'remove', documents.find(({ name }: { name: string }) => name === 'handbook.md').id);
    const { code, value } = await json('replay', answer.answerId);
    expect(code).toBe(1);
    expect(value.same).toBe(false);
    expect(value.citations[0]).toMatchObject({ document: 'handbook.md', state: 'gone' });
    const { stdout } = await tandem('replay', answer.answerId);
    expect(stdout).toContain('handbook.md is no longer in the library');
    expect((await tandem('replay', 'nobody')).code).toBe(3);
  });
});
