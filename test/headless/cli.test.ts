import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, outputOf, runTandem, startTandem } from '../support/run-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { chineseHandbook, handbook } from '../support/test-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const tandem = (...args: string[]) => runTandem([...args, '--data', folder.at('data')]);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await tandem(...args, '--json');
  return { code, stderr, value: JSON.parse(stdout) };
};

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(folder.at('handbook.md'), handbook);
  await writeFile(folder.at('手册.txt'), chineseHandbook);
  await writeFile(folder.at('empty.txt'), '');
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the command line', () => {
  it('imports what it can, names what it cannot, and ends with 1', async () => {
    const { code, value } = await json(
      'import',
      folder.at('handbook.md'),
      folder.at('手册.txt'),
      folder.at('empty.txt'),
    );
    expect(code).toBe(1);
    expect(Object.keys(value)).toEqual(['documents', 'skipped', 'chunks', 'failed', 'seconds']);
    expect(value).toMatchObject({ documents: 2, skipped: 0 });
    expect(value.chunks).toBeGreaterThan(1);
    expect(value.failed).toEqual([
      { path: folder.at('empty.txt'), code: 'document-empty', message: expect.any(String) },
    ]);
  });

  it('skips what is there already and ends with 0', async () => {
    const { code, value } = await json('import', folder.at('handbook.md'));
    expect(code).toBe(0);
    expect(value).toMatchObject({ documents: 0, skipped: 1, failed: [] });
  });

  it('lists documents with their hash', async () => {
    for (const words of [['documents'], ['documents', 'list']]) {
      const { code, value } = await json(...words);
      expect(code).toBe(0);
      const found = value.find((document: { name: string }) => document.name === 'handbook.md');
      expect(found).toMatchObject({
        pages: null,
        state: 'ready',
        sha256: createHash('sha256').update(handbook).digest('hex'),
      });
    }
  });

  it('searches on a chosen version', async () => {
    const { value } = await json('search', '上海', '--top', '1', '--version', 'beta');
    expect(value.version).toBe('everyday@1.1.0-beta.1');
    expect(value.hits).toHaveLength(1);
    expect(value.hits[0]).toMatchObject({ document: '手册.txt', page: null });
    expect(value.hits[0].text).toContain('上海');
    expect(value.hits[0].end).toBeGreaterThan(value.hits[0].start);
  });

  it('answers with citations, goes on in the same chat, and takes a rating', async () => {
    const first = await json('ask', 'What may a hotel night cost in Zürich?');
    expect(first.code).toBe(0);
    expect(first.value).toMatchObject({ version: 'everyday@1.0.0', reason: 'default', supported: true });
    expect(first.value.citations[0]).toMatchObject({ n: 1, document: 'handbook.md', page: null });
    expect(Object.keys(first.value.timings)).toEqual(['route', 'embed', 'search', 'rerank', 'firstToken', 'total']);
    const second = await json('ask', 'And meals?', '--chat', first.value.chat, '--version', 'beta');
    expect(second.value).toMatchObject({ chat: first.value.chat, reason: 'override' });
    const rated = await json(
      'rate',
      first.value.answerId,
      '--stars',
      '5',
      '--thumb',
      'up',
      '--tag',
      'too-slow',
      '--comment',
      'ok',
    );
    expect(rated.value).toMatchObject({
      stars: 5,
      thumb: 'up',
      tags: ['too-slow'],
      comment: 'ok',
      version: 'everyday@1.0.0',
    });
  });

  it('streams JSON lines, the whole answer last', async () => {
    const { stdout } = await tandem('ask', 'Are receipts needed for meals?', '--stream', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0].type).toBe('start');
    expect(lines.at(-1)).toMatchObject({ type: 'answer', supported: true });
    const streamed = lines.filter((line) => line.type === 'text').map((line) => line.text);
    expect(streamed.join('')).toBe(lines.at(-1).answer);
  });

  it('compares stable and beta', async () => {
    const { value } = await json('compare', 'What may a hotel night cost?');
    expect(value.stable.version).toBe('everyday@1.0.0');
    expect(value.beta.version).toBe('everyday@1.1.0-beta.1');
    expect(value.differences).toHaveProperty('sameAnswer');
  });

  it('shows versions and health', async () => {
    const { value: versions } = await json('versions');
    expect(versions.map((version: { pointer: string }) => version.pointer).sort()).toEqual(['beta', 'stable']);
    const { value: shown } = await json('versions', 'show', 'beta');
    expect(shown.manifest.chunk.strategy).toBe('headings');
    const { value: health } = await json('health');
    expect(health).toMatchObject({ status: 'healthy', connections: 0 });
  });

  it('passes its self-test, a real generation included', async () => {
    const { code, value } = await json('self-test');
    expect(value.filter((row: { ok: boolean }) => !row.ok)).toEqual([]);
    expect(value.map((row: { name: string }) => row.name)).toEqual([
      'database',
      'full-text',
      'disk',
      'memory',
      'parser',
      'vector-index',
      'generation',
    ]);
    expect(code).toBe(0);
  });

  it.each([
    [['ask']],
    [['nonsense']],
    [['rate', 'x', '--stars', '9']],
    [['serve', '--port', 'abc']],
    [['search', 'x', '--unknown']],
  ])('ends with 2 on wrong use: %j', async (args) => {
    const { code, stdout, stderr } = await tandem(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('error:');
  });

  it('ends with 3 and a closed code when the app cannot do it', async () => {
    const { code, value, stderr } = await json('rate', 'nobody', '--stars', '3');
    expect(code).toBe(3);
    expect(value.error).toEqual({ code: 'not-found', message: expect.any(String) });
    expect(stderr).toContain('not-found');
  });

  it('talks to a running app instead of starting a second one', async () => {
    const server = startTandem(['serve', '--port', '0', '--no-open', '--data', folder.at('data')]);
    try {
      const [, address] = await outputOf(server, /(http:\/\/127\.0\.0\.1:\d+)\/\?token=\S+/);
      const { value } = await json('ask', 'What may a hotel night cost?');
      expect(value.supported).toBe(true);
      const { stdout } = await tandem('serve', '--no-open');
      expect(stdout).toContain(`already running at ${address}`);
    } finally {
      server.kill('SIGTERM');
    }
    expect(await ended(server)).toBe(0);
  });
});

describe('a killed import', () => {
  it('goes on at the next start and loses nothing', async () => {
    await using place = await temporaryFolder();
    const names = Array.from({ length: 60 }, (_, i) => `note-${i}.md`);
    for (const name of names) await writeFile(place.at(name), `# ${name}\n\n${`${handbook}\n${name} `.repeat(30)}`);
    const data = place.at('data');
    const child = startTandem(['import', ...names.map((name) => place.at(name)), '--data', data]);
    const list = async () => JSON.parse((await runTandem(['documents', '--data', data, '--json'])).stdout);
    // Asked before the control socket is there, the list would come from an app of its own and take the folder.
    await expect.poll(() => existsSync(place.at('data/run/control.sock')), { timeout: 30_000 }).toBe(true);
    // Wait until some files are in, then pull the plug.
    await expect.poll(async () => (await list()).length, { timeout: 30_000, interval: 50 }).toBeGreaterThan(2);
    child.kill('SIGKILL');
    await ended(child);
    const kept = await list();
    expect(kept.length).toBeGreaterThan(2);
    const server = startTandem(['serve', '--port', '0', '--no-open', '--data', data]);
    try {
      await outputOf(server, /Tandem is ready/);
      await expect.poll(async () => (await list()).length, { timeout: 60_000, interval: 300 }).toBe(names.length);
      const all = await list();
      // The beta may still have been at work on the last of them; what stable answers from is there for good.
      for (const { id, name, sha256, chunks } of kept)
        expect(all).toContainEqual(expect.objectContaining({ id, name, sha256, chunks }));
      expect(new Set(all.map((document: { sha256: string }) => document.sha256)).size).toBe(names.length);
      const { stdout } = await runTandem(['ask', 'What may a hotel night cost in Zürich?', '--data', data, '--json']);
      expect(JSON.parse(stdout).answer).toContain('210 EUR');
    } finally {
      server.kill('SIGTERM');
      await ended(server);
    }
  }, 120_000);
});
