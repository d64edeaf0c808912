import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import { searchTokens } from '../../core/text/segment.ts';
import { createParser } from '../../native/parse/create-parser.ts';
import { type Child, type Launcher, nodeLauncher } from '../../native/supervise/launcher.ts';
import { encodeText, makeTextPdf } from '../support/documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The real launcher, with a hand on the processes that it started. */
function watchedLauncher(): Launcher & { children: { name: string; child: Child }[] } {
  const children: { name: string; child: Child }[] = [];
  return {
    children,
    launch(entry, options) {
      const child = nodeLauncher.launch(entry, options);
      children.push({ name: options.name, child });
      return child;
    },
  };
}

const launcher = watchedLauncher();
const parser = createParser({ launcher, concurrency: 1 });
afterAll(() => parser.close());

const manyPages = makeTextPdf(Array.from({ length: 60 }, (_, page) => [`This is the text of page ${page + 1}.`]));

async function readParsed(file: string): Promise<ParsedDocument> {
  return JSON.parse(await readFile(file, 'utf8')) as ParsedDocument;
}

describe('parse', () => {
  it('stores the document, reports each page and sums up', async () => {
    await using folder = await temporaryFolder();
    const source = folder.at('book.pdf');
    const output = folder.at('book.json');
    await writeFile(source, await makeTextPdf([['First page.'], ['Second page.']], { info: { Title: 'A book' } }));
    const seen: [number, number][] = [];
    const summary = await parser.parse(
      { source, name: 'book.pdf', output },
      { onPage: (page, pages) => seen.push([page, pages]) },
    );
    const stored = await readParsed(output);
    expect(stored.text).toBe('First page.\n\nSecond page.');
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(summary).toEqual({
      format: 'pdf',
      title: 'A book',
      pages: 2,
      characters: stored.text.length,
      textSha256: createHash('sha256').update(stored.text).digest('hex'),
      encoding: null,
    });
    expect((await readdir(folder.path)).sort()).toEqual(['book.json', 'book.pdf']);
  });

  it('says which encoding a text file was read in', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.txt'), encodeText('会议的时间是下午三点。', 'gb18030'));
    const summary = await parser.parse({ source: folder.at('a.txt'), name: 'a.txt', output: folder.at('a.json') });
    expect(summary).toMatchObject({ format: 'text', encoding: 'gb18030', pages: null });
  });

  it('fails with document-missing for a file that is gone, and writes nothing', async () => {
    await using folder = await temporaryFolder();
    const job = { source: folder.at('gone.pdf'), name: 'gone.pdf', output: folder.at('gone.json') };
    await expect(parser.parse(job)).rejects.toMatchObject({ code: 'document-missing' });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('fails with document-empty for a file of no bytes', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.pdf'), '');
    const job = { source: folder.at('a.pdf'), name: 'a.pdf', output: folder.at('a.json') };
    await expect(parser.parse(job)).rejects.toMatchObject({ code: 'document-empty' });
  });
});

describe('limits', () => {
  it('fail a file that takes too long, and the next file is read', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('slow.pdf'), await manyPages);
    const job = { source: folder.at('slow.pdf'), name: 'slow.pdf', output: folder.at('slow.json') };
    await expect(parser.parse(job, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'document-timed-out' });
    expect(existsSync(job.output)).toBe(false);
    await expect(parser.parse(job)).resolves.toMatchObject({ pages: 60 });
  });

  it('fail a file that needs too much memory, and the next file is read', async () => {
    await using folder = await temporaryFolder();
    const small = createParser({ launcher: nodeLauncher, concurrency: 1, memoryMiB: 48 });
    try {
      await writeFile(folder.at('large.md'), '# Heading\n\nSome words below it.\n'.repeat(1_500_000));
      await writeFile(folder.at('small.md'), '# Heading\n');
      const parse = (name: string) => small.parse({ source: folder.at(name), name, output: folder.at(`${name}.json`) });
      await expect(parse('large.md')).rejects.toMatchObject({ code: 'document-too-large' });
      await expect(parse('small.md')).resolves.toMatchObject({ format: 'markdown' });
    } finally {
      await small.close();
    }
  });

  it('let a cancelled file end with cancelled, also one that still waits its turn', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.pdf'), await manyPages);
    const job = { source: folder.at('a.pdf'), name: 'a.pdf', output: folder.at('a.json') };
    const running = new AbortController();
    const waiting = new AbortController();
    const first = parser.parse(job, { signal: running.signal, onPage: () => running.abort() });
    const second = parser.parse(job, { signal: waiting.signal });
    waiting.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(job.output)).toBe(false);
  });
});

describe('processes', () => {
  it('fail their own file alone when they are killed', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.pdf'), await manyPages);
    const job = { source: folder.at('a.pdf'), name: 'a.pdf', output: folder.at('a.json') };
    const own = watchedLauncher();
    const other = createParser({ launcher: own, concurrency: 1 });
    try {
      const killed = other.parse(job, { onPage: () => own.children[0]!.child.kill() });
      const next = other.parse({ ...job, output: folder.at('b.json') });
      await expect(killed).rejects.toMatchObject({ code: 'parser-crashed' });
      await expect(next).resolves.toMatchObject({ pages: 60 });
      expect(own.children).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it.skipIf(process.platform === 'win32')('for text do not wait for one that reads a file', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.pdf'), await manyPages);
    const own = watchedLauncher();
    const other = createParser({ launcher: own, concurrency: 1 });
    try {
      let stopped: number | undefined;
      const { promise: reading, resolve: startedReading } = Promise.withResolvers<void>();
      const parse = other.parse(
        { source: folder.at('a.pdf'), name: 'a.pdf', output: folder.at('a.json') },
        {
          onPage: () => {
            if (stopped) return;
            stopped = own.children.find(({ name }) => name === 'parse')!.child.pid!;
            process.kill(stopped, 'SIGSTOP');
            startedReading();
          },
        },
      );
      await reading;
      const vectors = await other.hashEmbed({ texts: ['memory', 'disk'], dimension: 64 });
      expect(vectors).toHaveLength(128);
      process.kill(stopped!, 'SIGCONT');
      await expect(parse).resolves.toMatchObject({ pages: 60 });
    } finally {
      await other.close();
    }
  });

  it('end when they have had no work for a while, and start again when there is some', async () => {
    const own = watchedLauncher();
    const other = createParser({ launcher: own, idleMs: 1 });
    try {
      await other.hashEmbed({ texts: ['a'], dimension: 64 });
      await new Promise<unknown>((resolve) => own.children[0]!.child.onExit(resolve));
      await expect(other.hashEmbed({ texts: ['a'], dimension: 64 })).resolves.toHaveLength(64);
      expect(own.children).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it('refuse work after close', async () => {
    const other = createParser({ launcher: nodeLauncher });
    await other.close();
    await expect(other.hashEmbed({ texts: ['a'], dimension: 64 })).rejects.toMatchObject({ code: 'parser-crashed' });
  });

  it('end with the parser, and calls in them end as well', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('a.pdf'), await manyPages);
    const other = createParser({ launcher: nodeLauncher, concurrency: 1 });
    const job = { source: folder.at('a.pdf'), name: 'a.pdf', output: folder.at('a.json') };
    const calls = [other.parse(job), other.parse(job)].map((call) => call.catch((error: unknown) => error));
    await other.close();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 'parser-crashed' });
  });
});

describe('chunk', () => {
  it('cuts a stored document and adds the search tokens of heading and text', async () => {
    await using folder = await temporaryFolder();
    const text = '# 内存\n\n您必须至少有 780MB 的内存。\n';
    await writeFile(folder.at('a.md'), text);
    await parser.parse({ source: folder.at('a.md'), name: 'a.md', output: folder.at('a.json') });
    const chunk = { strategy: 'headings', size: 200, overlap: 0, unit: 'chars', headings: true } as const;
    const [row, ...others] = await parser.chunk({ parsed: folder.at('a.json'), chunk });
    expect(others).toEqual([]);
    expect(row).toMatchObject({ ordinal: 0, start: 0, page: null, heading: '内存', text: text.trim() });
    expect(row!.tokens).toBe(searchTokens(`内存\n${text.trim()}`).join(' '));
    const [plain] = await parser.chunk({ parsed: folder.at('a.json'), chunk: { ...chunk, headings: false } });
    expect(plain!.tokens).toBe(searchTokens(text.trim()).join(' '));
  });

  it('fails with document-missing when the stored document is gone', async () => {
    const chunk = { strategy: 'recursive', size: 200, overlap: 0, unit: 'chars', headings: true } as const;
    await expect(parser.chunk({ parsed: '/nowhere/a.json', chunk })).rejects.toMatchObject({
      code: 'document-missing',
    });
  });
});

describe('hashEmbed', () => {
  it('gives one row of length 1 per text, and zeros for a text without words', async () => {
    const vectors = await parser.hashEmbed({ texts: ['memory and disk', '  ', 'memory and disk'], dimension: 128 });
    const row = (index: number) => [...vectors.subarray(index * 128, (index + 1) * 128)];
    expect(Math.hypot(...row(0))).toBeCloseTo(1, 5);
    expect(row(1).every((value) => value === 0)).toBe(true);
    expect(row(2)).toEqual(row(0));
  });
});
