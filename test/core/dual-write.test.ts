import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { AppPorts } from '../../core/app.ts';
import { AppError, type Manifest } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { buildTinyEmbedder } from '../../models/build-gguf.ts';
import type { LlamaEngine } from '../../native/llama/create-llama.ts';
import { leftovers } from '../support/leftovers.ts';
import { createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const [stable] = builtInManifests();
const next = { ...stable!, name: 'next', version: '1.0.0' };
const withEmbedder = {
  ...next,
  embed: { engine: 'llama', model: 'embedder', queryPrefix: '', documentPrefix: '' },
} as Manifest;
const install = (test: TestApp, manifest: Manifest) => test.app.installVersion(JSON.stringify(manifest));
const modelFile = async (test: TestApp) => {
  await mkdir(join(test.dataFolder, 'models'), { recursive: true });
  return join(test.dataFolder, 'models', 'embedder.gguf');
};

/** State and code of each document in a version, by name. */
async function statesIn(test: TestApp, version: string) {
  const all = await test.client.documents.list({});
  return Object.fromEntries(
    all.map((document) => {
      const found = document.versions.find((item) => item.version === version);
      return [document.name, [found?.state, found?.code ?? null]];
    }),
  );
}

describe('a change of the library', () => {
  it('is in the open indexes of both versions when it is called done', async () => {
    await using test = await createTestApp();
    await install(test, { ...next, chunk: { ...next.chunk, size: 300 } } as Manifest);
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const found = async (text: string, version: string) =>
      (await test.client.search.query({ text, version })).hits.map((hit) => hit.document);
    // A question opens the index; what comes later has to be added to it.
    for (const version of ['stable', 'beta']) await found('hotel', version);
    await importAll(test.client, [await test.file('garden.md', '# Garden\n\nTomatoes need six hours of sun.')]);
    const health = await test.client.system.health();
    const vectors = (pointer: string) => health.versions.find((item) => item.pointer === pointer)?.vectors;
    const documents = await test.client.documents.list({});
    const chunks = (version: string) =>
      documents.reduce((sum, item) => sum + (item.versions.find((row) => row.version === version)?.chunks ?? 0), 0);
    expect(vectors('stable')).toBe(chunks('everyday@1.0.0'));
    expect(vectors('beta')).toBe(chunks('next@1.0.0'));
    for (const version of ['stable', 'beta']) expect(await found('tomatoes sun', version)).toContain('garden.md');
    const garden = documents.find((item) => item.name === 'garden.md');
    await test.client.documents.remove({ id: garden!.id });
    for (const version of ['stable', 'beta']) expect(await found('tomatoes sun', version)).not.toContain('garden.md');
    expect(await leftovers(test.dataFolder)).toEqual([]);
  });
});

describe('a beta whose embedder is missing', () => {
  it('fails alone, says why, and catches up at the next start after the model was added', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('before.md', handbook)]);
    await install(test, withEmbedder);
    const progress = await importAll(test.client, [
      await test.file('one.md', `${handbook}\nOne.`),
      await test.file('two.md', `${handbook}\nTwo.`),
    ]);
    expect(progress).toMatchObject({ done: 2, failed: 0 });
    const failed = ['failed', 'model-missing'];
    expect(await statesIn(test, 'next@1.0.0')).toEqual({ 'before.md': failed, 'one.md': failed, 'two.md': failed });
    expect(Object.values(await statesIn(test, 'everyday@1.0.0'))).toEqual(Array(3).fill(['ready', null]));
    const { hits } = await test.client.search.query({ text: 'hotel night' });
    expect(hits.length).toBeGreaterThan(0);

    await buildTinyEmbedder(await modelFile(test));
    await test.reopen();
    await expect
      .poll(() => statesIn(test, 'next@1.0.0'), { timeout: 20_000 })
      .toEqual({ 'before.md': ['ready', null], 'one.md': ['ready', null], 'two.md': ['ready', null] });
  });

  it('catches up when a version is installed after the model was added', async () => {
    await using test = await createTestApp();
    await install(test, withEmbedder);
    await importAll(test.client, [await test.file('one.md', handbook)]);
    expect(await statesIn(test, 'next@1.0.0')).toEqual({ 'one.md': ['failed', 'model-missing'] });
    await buildTinyEmbedder(await modelFile(test));
    await install(test, { ...stable!, name: 'another', version: '2.0.0' });
    expect(await statesIn(test, 'next@1.0.0')).toEqual({ 'one.md': ['ready', null] });
    await test.app.close();
    await test.reopen();
    expect(await leftovers(test.dataFolder)).toEqual([]);
  });
});

describe('a beta whose embedder is no model', () => {
  it('fails alone with the code of the model', async () => {
    await using test = await createTestApp();
    await writeFile(await modelFile(test), 'GGUF, or so it says');
    await install(test, withEmbedder);
    const progress = await importAll(test.client, [await test.file('one.md', handbook)]);
    expect(progress).toMatchObject({ done: 1, failed: 0 });
    expect(await statesIn(test, 'next@1.0.0')).toEqual({ 'one.md': ['failed', 'model-invalid'] });
    const [document] = await test.client.documents.list({});
    expect(document).toMatchObject({ state: 'waiting', chunks: expect.any(Number) });
    expect(document!.chunks).toBeGreaterThan(0);
  });

  it('is not tried again for each further document, and is after it was mended', async () => {
    let calls = 0;
    await using test = await createTestApp((ports) => ({
      ...ports,
      llama: {
        ...ports.llama,
        embed: (request, options) => {
          calls += 1;
          return ports.llama.embed(request, options);
        },
      },
    }));
    const file = await modelFile(test);
    await writeFile(file, 'GGUF, or so it says');
    await install(test, withEmbedder);
    const paths = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => test.file(`${n}.md`, `${handbook}\n${n}`)));
    await importAll(test.client, paths);
    expect(calls).toBe(1);
    expect(Object.values(await statesIn(test, 'next@1.0.0'))).toEqual(Array(6).fill(['failed', 'model-invalid']));
    await rm(file);
    await buildTinyEmbedder(file);
    await install(test, { ...stable!, name: 'another', version: '2.0.0' });
    expect(Object.values(await statesIn(test, 'next@1.0.0'))).toEqual(Array(6).fill(['ready', null]));
  });
});

describe('a beta whose embedder crashes', () => {
  it('fails alone, is given up after two crashes, and stable answers all the while', async () => {
    let crashes = 0;
    await using test = await createTestApp((ports) => ({
      ...ports,
      llama: {
        ...ports.llama,
        async embed(request, options) {
          crashes += 1;
          const work = ports.llama.embed(request, options);
          work.catch(() => undefined);
          const pid = () => (ports.llama as LlamaEngine).processes().find((item) => item.pid !== undefined)?.pid;
          await vi.waitFor(() => process.kill(pid()!, 'SIGKILL'), { timeout: 10_000 });
          return await work;
        },
      },
    }));
    await buildTinyEmbedder(await modelFile(test));
    await install(test, withEmbedder);
    const paths = await Promise.all([1, 2, 3, 4].map((n) => test.file(`${n}.md`, `${handbook}\n${n}`)));
    expect(await importAll(test.client, paths)).toMatchObject({ done: 4, failed: 0 });
    expect(Object.values(await statesIn(test, 'next@1.0.0'))).toEqual(Array(4).fill(['failed', 'model-crashed']));
    expect(Object.values(await statesIn(test, 'everyday@1.0.0'))).toEqual(Array(4).fill(['ready', null]));
    expect(crashes).toBe(2);
    expect((await test.client.search.query({ text: 'hotel night' })).hits.length).toBeGreaterThan(0);
  });
});

/** The real ports, one of which fails for what only the beta asks. */
const failing = {
  chunking: (ports: AppPorts): AppPorts => ({
    ...ports,
    parser: {
      ...ports.parser,
      chunk: (job, options) =>
        job.chunk.size === 333
          ? Promise.reject(new AppError('parser-crashed', { reason: 'the chunking of the beta' }))
          : ports.parser.chunk(job, options),
    },
  }),
  indexing: (ports: AppPorts): AppPorts => ({
    ...ports,
    index: {
      ...ports.index,
      open: (spec, parts, options) =>
        spec.config.m === 33 && parts.length > 1
          ? Promise.reject(new AppError('index-failed', { reason: 'the index of the beta' }))
          : ports.index.open(spec, parts, options),
      add: (id, part, options) =>
        part.file.includes('embed') && failingIndex.has(id)
          ? Promise.reject(new AppError('index-failed', { reason: 'the index of the beta' }))
          : ports.index.add(id, part, options),
    },
  }),
};
const failingIndex = new Set<string>();

describe('a beta whose chunking throws', () => {
  it('fails alone', async () => {
    await using test = await createTestApp(failing.chunking);
    await install(test, { ...next, chunk: { ...next.chunk, size: 333 } } as Manifest);
    expect(await importAll(test.client, [await test.file('one.md', handbook)])).toMatchObject({ done: 1, failed: 0 });
    expect(await statesIn(test, 'next@1.0.0')).toEqual({ 'one.md': ['failed', 'parser-crashed'] });
    expect(await statesIn(test, 'everyday@1.0.0')).toEqual({ 'one.md': ['ready', null] });
    expect((await test.client.search.query({ text: 'hotel night' })).hits.length).toBeGreaterThan(0);
  });
});

describe('a beta whose index fails', () => {
  it('fails alone, and its document is found again once the index works', async () => {
    let broken = true;
    await using test = await createTestApp((ports) => (broken ? failing.indexing(ports) : ports));
    await install(test, { ...next, index: { ...next.index, m: 33 } } as Manifest);
    await importAll(test.client, [await test.file('one.md', handbook)]);
    await test.client.search.query({ text: 'hotel', version: 'beta' });
    const beta = (await test.client.versions.list()).find((version) => version.pointer === 'beta');
    failingIndex.add(beta!.stages.index!);
    const more = [await test.file('garden.md', '# Garden\n\nTomatoes need six hours of sun.')];
    expect(await importAll(test.client, more)).toMatchObject({ done: 1, failed: 0 });
    expect(await statesIn(test, 'next@1.0.0')).toEqual({
      'one.md': ['ready', null],
      'garden.md': ['failed', 'index-failed'],
    });
    expect((await test.client.search.query({ text: 'tomatoes sun' })).hits[0]?.document).toBe('garden.md');
    broken = false;
    await test.reopen();
    await expect
      .poll(() => statesIn(test, 'next@1.0.0'), { timeout: 20_000 })
      .toEqual({ 'one.md': ['ready', null], 'garden.md': ['ready', null] });
    const { hits } = await test.client.search.query({ text: 'tomatoes sun', version: 'beta' });
    expect(hits[0]?.document).toBe('garden.md');
  });
});

describe('a beta that hangs', () => {
  it('keeps no document of stable waiting, and is stopped with the app', async () => {
    let hanging = 0;
    await using test = await createTestApp((ports) => ({
      ...ports,
      llama: {
        ...ports.llama,
        embed: (_, { signal } = {}) => {
          hanging += 1;
          return new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(new AppError('cancelled'))),
          );
        },
      },
    }));
    await buildTinyEmbedder(await modelFile(test));
    await install(test, withEmbedder);
    const paths = await Promise.all([1, 2, 3, 4, 5].map((n) => test.file(`${n}.md`, `${handbook}\n${n}`)));
    const { batch } = await test.client.imports.start({ paths });
    await expect.poll(() => test.client.documents.list({}), { timeout: 20_000 }).toHaveLength(5);
    expect(Object.values(await statesIn(test, 'everyday@1.0.0'))).toEqual(Array(5).fill(['ready', null]));
    const states = Object.values(await statesIn(test, 'next@1.0.0'));
    expect(states).toEqual(Array(5).fill(['waiting', null]));
    expect((await test.client.search.query({ text: 'hotel night' })).hits.length).toBeGreaterThan(0);
    // One at a time: the others wait for their turn, and a removed document ends its own work.
    expect(hanging).toBe(1);
    const [newest] = (await test.client.documents.list({})).toReversed();
    await test.client.documents.remove({ id: newest!.id });
    await expect.poll(() => hanging).toBe(2);
    const open = await test.client.imports.files({ batch, state: 'open' });
    expect(open.length).toBe(4);
  });
});
