import { readFile, rename, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBrokenGguf, buildTinyEmbedder, buildTinyLlama } from '../../models/build-gguf.ts';
import type { LlamaEngine } from '../../native/llama/create-llama.ts';
import { collect, createModelFolder, createRequest, createTestLlama, isAlive } from './tiny-models.ts';

const folder = await createModelFolder();
const one = folder.path('one.gguf');
const two = folder.path('two.gguf');
const embedder = folder.path('embedder.gguf');
const aborting = folder.path('aborting.gguf');
let llama: LlamaEngine;

beforeAll(async () => {
  await buildTinyLlama(one, { endBias: Number.NEGATIVE_INFINITY });
  await buildTinyLlama(two, { endBias: Number.NEGATIVE_INFINITY, seed: 2 });
  await buildTinyEmbedder(embedder);
  await buildTinyEmbedder(aborting, { aborts: true });
});
afterEach(() => llama.close());
afterAll(() => folder[Symbol.asyncDispose]());

function coded(code: string, details: Record<string, unknown> = {}) {
  return expect.objectContaining({ name: 'AppError', code, details: expect.objectContaining(details) });
}

function pidOf(model: string): number {
  return llama.processes().find((process) => process.model === model)!.pid!;
}

const long = { maxTokens: 400, contextTokens: 1024 };

describe('a model process that dies', () => {
  it('rejects the calls on its model, takes nothing from another’s stream, and starts again', async () => {
    llama = createTestLlama();
    const quiet = await collect(llama.generate(createRequest(two, long)));
    const before = await collect(llama.generate(createRequest(one, { maxTokens: 10 })));
    const pid = pidOf(one);
    let text = '';
    const doomed = (async () => {
      for await (const event of llama.generate(createRequest(one, { maxTokens: 900 }))) {
        if (event.type === 'text' && text === '') process.kill(pid, 'SIGKILL');
        if (event.type === 'text') text += event.text;
      }
    })();
    const beside = collect(llama.generate(createRequest(two, long)));
    await expect(doomed).rejects.toEqual(coded('model-crashed', { signal: 'SIGKILL' }));
    expect(text).not.toBe('');
    expect(llama.loaded()).toEqual([two]);
    expect(await beside).toEqual(quiet);
    expect(await collect(llama.generate(createRequest(one, { maxTokens: 10 })))).toEqual(before);
    expect(pidOf(one)).not.toBe(pid);
    expect(llama.processes().find(({ model }) => model === one)).toMatchObject({ crashes: 1, loaded: true });
  });

  it('rejects every pending call, also those that wait for their turn', async () => {
    llama = createTestLlama({ parallel: 1 });
    await collect(llama.generate(createRequest(one, { maxTokens: 1 })));
    const calls = [1, 2, 3].map((seed) => collect(llama.generate(createRequest(one, { ...long, seed }))));
    await llama.countTokens({ model: one, texts: ['here'] });
    process.kill(pidOf(one), 'SIGABRT');
    const results = await Promise.allSettled(calls);
    expect(results).toEqual(calls.map(() => ({ status: 'rejected', reason: coded('model-crashed') })));
  });

  it('by an abort inside llama.cpp does no more harm than that', async () => {
    llama = createTestLlama();
    const streaming = collect(llama.generate(createRequest(one, long)));
    const request = { model: aborting, texts: ['a contract'], threads: 0 };
    await expect(llama.embed(request)).rejects.toEqual(coded('model-crashed', { signal: 'SIGABRT' }));
    await expect(llama.embed(request)).rejects.toEqual(coded('model-crashed'));
    expect((await streaming).end).toMatchObject({ tokens: 400, stop: 'max-tokens' });
    // The weights load; it is the first text that ends the process.
    expect(await llama.countTokens({ model: aborting, texts: ['a contract'] })).toEqual([2]);
    expect(llama.processes().find(({ model }) => model === aborting)).toMatchObject({ crashes: 2, loaded: true });
  });
});

describe('a model file', () => {
  it.each(['header-cut', 'data-cut'] as const)(
    'that is broken (%s) gives model-invalid and leaves no process',
    async (kind) => {
      llama = createTestLlama();
      const path = folder.path(`${kind}.gguf`);
      await buildBrokenGguf(one, path, kind);
      await expect(collect(llama.generate(createRequest(path)))).rejects.toEqual(
        coded('model-invalid', { path, reason: expect.stringContaining('ends') }),
      );
      expect(llama.processes()).toEqual([]);
    },
  );

  it('that was broken can be used as soon as it is whole', async () => {
    llama = createTestLlama();
    const path = folder.path('mended.gguf');
    await buildBrokenGguf(one, path, 'empty');
    await expect(collect(llama.generate(createRequest(path)))).rejects.toEqual(coded('model-invalid', { path }));
    await buildTinyLlama(path);
    expect((await collect(llama.generate(createRequest(path, { maxTokens: 2 })))).end.tokens).toBe(2);
  });

  it('that llama.cpp does not know gives model-invalid too', async () => {
    llama = createTestLlama();
    const path = folder.path('unknown.gguf');
    await buildTinyLlama(path);
    const bytes = await readFile(path);
    bytes.write('blk.9', bytes.indexOf('blk.0.attn_norm'), 'latin1');
    await writeFile(path, bytes);
    await expect(llama.countTokens({ model: path, texts: [''] })).rejects.toEqual(coded('model-invalid', { path }));
    expect(llama.processes()).toEqual([]);
  });

  it('that is not there gives model-missing without starting a process', async () => {
    llama = createTestLlama();
    const path = folder.path('nowhere.gguf');
    await expect(llama.embed({ model: path, texts: ['a'], threads: 0 })).rejects.toEqual(
      coded('model-missing', { path }),
    );
    await expect(collect(llama.generate(createRequest(folder.path('')))).catch((error) => error.code)).resolves.toBe(
      'model-invalid',
    );
    expect(llama.processes()).toEqual([]);
  });

  it('that was replaced is loaded anew', async () => {
    llama = createTestLlama();
    const path = folder.path('replaced.gguf');
    await buildTinyLlama(path, { recite: 'ab' });
    expect((await collect(llama.generate(createRequest(path, { maxTokens: 4 })))).text).toBe('abab');
    const pid = pidOf(path);
    const next = folder.path('next.gguf');
    await buildTinyLlama(next, { recite: 'xyz' });
    await rename(next, path);
    expect((await collect(llama.generate(createRequest(path, { maxTokens: 4 })))).text).toBe('xyzx');
    expect(isAlive(pid)).toBe(false);
  });

  it('serves generating, embedding and counting from one process', async () => {
    llama = createTestLlama();
    await Promise.all([
      collect(llama.generate(createRequest(one, { maxTokens: 5 }))),
      llama.embed({ model: one, texts: ['a'], threads: 0 }),
      llama.countTokens({ model: one, texts: ['a'] }),
    ]);
    expect(llama.processes()).toEqual([{ model: one, pid: expect.any(Number), loaded: true, calls: 0, crashes: 0 }]);
    expect(llama.loaded()).toEqual([one]);
  });
});

describe('the processes', () => {
  it('are never more than the bound: the one idle longest makes room', async () => {
    llama = createTestLlama({ maxLoaded: 2 });
    for (const model of [one, embedder]) await llama.countTokens({ model, texts: ['a'] });
    await llama.countTokens({ model: one, texts: ['a'] });
    const pid = pidOf(embedder);
    await llama.countTokens({ model: two, texts: ['a'] });
    expect(llama.loaded().toSorted()).toEqual([one, two]);
    expect(isAlive(pid)).toBe(false);
  });

  it('that are all busy are waited for, and the wait can be aborted', async () => {
    llama = createTestLlama({ maxLoaded: 1 });
    const controller = new AbortController();
    const stream = llama.generate(createRequest(one, { maxTokens: 900 }), { signal: controller.signal });
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    const impatient = new AbortController();
    const given = llama.countTokens({ model: two, texts: ['a'] }, { signal: impatient.signal });
    const patient = llama.countTokens({ model: two, texts: ['a', 'b'] });
    impatient.abort();
    await expect(given).rejects.toEqual(coded('cancelled'));
    expect(llama.loaded()).toEqual([one]);
    controller.abort();
    await collect({ [Symbol.asyncIterator]: () => reader });
    expect(await patient).toHaveLength(2);
    expect(llama.loaded()).toEqual([two]);
  });

  it('end when nobody has used them for a while, and start again when needed', async () => {
    llama = createTestLlama({ idleUnloadMs: 50 });
    await llama.countTokens({ model: one, texts: ['a'] });
    const pid = pidOf(one);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
    expect(llama.loaded()).toEqual([]);
    expect(await llama.countTokens({ model: one, texts: ['a'] })).toEqual([1]);
  });

  it('do not end under a call that lasts longer than the idle time', async () => {
    llama = createTestLlama({ idleUnloadMs: 1 });
    const { end } = await collect(llama.generate(createRequest(one, { maxTokens: 300 })));
    expect(end.tokens).toBe(300);
  });

  it('all end when the engine is closed, and their calls with them', async () => {
    llama = createTestLlama();
    const streams = [one, two].map((model) => {
      const events = llama.generate(createRequest(model, { maxTokens: 900 }));
      return events[Symbol.asyncIterator]();
    });
    await Promise.all(streams.map((stream) => stream.next()));
    const pids = [one, two].map(pidOf);
    await llama.close();
    expect(pids.map(isAlive)).toEqual([false, false]);
    const rests = streams.map((stream) => collect({ [Symbol.asyncIterator]: () => stream }));
    expect(await Promise.allSettled(rests)).toEqual(
      rests.map(() => ({ status: 'rejected', reason: coded('model-crashed') })),
    );
    await expect(llama.countTokens({ model: one, texts: ['a'] })).rejects.toEqual(
      coded('model-crashed', { reason: 'closed' }),
    );
    expect(llama.processes()).toEqual([]);
  });

  it('that do not load within their limit are ended', async () => {
    llama = createTestLlama({ startTimeoutMs: 1 });
    await expect(llama.countTokens({ model: one, texts: ['a'] })).rejects.toEqual(coded('model-timed-out'));
    expect(llama.processes()).toEqual([]);
  });
});
