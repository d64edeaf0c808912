import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { getLlama, InsufficientMemoryError } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import { brokenGgufKinds, buildBrokenGguf, buildTinyEmbedder, buildTinyLlama } from '../../models/build-gguf.ts';
import { checkGguf } from '../../native/llama/check-gguf.ts';
import { chooseThreads } from '../../native/llama/choose-threads.ts';
import { createEventQueue } from '../../native/llama/event-queue.ts';
import { ggufTensorBytes } from '../../native/llama/gguf-tensor-bytes.ts';
import { createSemaphore } from '../../native/llama/semaphore.ts';
import { toModelError } from '../../native/llama/to-model-error.ts';
import { createModelFolder } from './tiny-models.ts';

const folder = await createModelFolder();
const whole = folder.path('whole.gguf');

beforeAll(async () => {
  await buildTinyLlama(whole);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the check of a GGUF', () => {
  it('tells what a whole file holds', async () => {
    const { length } = await readFile(whole);
    expect(await checkGguf(whole)).toEqual({ version: 3, bytes: length, tensors: 21, architecture: 'llama' });
    const embedder = folder.path('embedder.gguf');
    await buildTinyEmbedder(embedder);
    expect(await checkGguf(embedder)).toMatchObject({ architecture: 'bert' });
  });

  it.each(brokenGgufKinds)('refuses a damaged file (%s) and says why', async (kind) => {
    const path = folder.path(`${kind}.gguf`);
    await buildBrokenGguf(whole, path, kind);
    await expect(checkGguf(path)).rejects.toMatchObject({
      code: 'model-invalid',
      details: { path, reason: expect.stringMatching(/\w/) },
    });
  });

  it('refuses a file cut at any length, and never takes long or much memory over it', async () => {
    const bytes = await readFile(whole);
    const path = folder.path('cut.gguf');
    const lengths = [1, 3, 4, 7, 12, 24, 25, 40, 100, 1000, 10_000, 50_000, 120_000, bytes.length - 32];
    for (const length of lengths) {
      await writeFile(path, bytes.subarray(0, length));
      await expect(checkGguf(path)).rejects.toMatchObject({ code: 'model-invalid' });
    }
  });

  it('refuses counts and lengths that no model has', async () => {
    const path = folder.path('lies.gguf');
    const bytes = await readFile(whole);
    for (const [offset, value] of [
      [8, 2n ** 63n],
      [8, 2n ** 40n],
      [16, 2n ** 40n],
      [24, 2n ** 50n],
    ] as const) {
      const lying = Buffer.from(bytes);
      lying.writeBigUInt64LE(value, offset);
      await writeFile(path, lying);
      await expect(checkGguf(path)).rejects.toMatchObject({ code: 'model-invalid' });
    }
  });

  it('calls a folder invalid and an absent file missing', async () => {
    await mkdir(folder.path('folder'));
    await expect(checkGguf(folder.path('folder'))).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(checkGguf(folder.path('absent'))).rejects.toMatchObject({ code: 'model-missing' });
    await expect(checkGguf(`${whole}/inside`)).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('the size of a tensor', () => {
  it('is what the engine says for every type in use', async () => {
    const llama = await getLlama({ build: 'never', skipDownload: true, gpu: false, progressLogs: false });
    const { _bindings: engine } = llama as unknown as {
      _bindings: { getBlockSizeForGgmlType(type: number): number; getTypeSizeForGgmlType(type: number): number };
    };
    const known = Array.from({ length: 40 }, (_, type) => type).filter((type) => ggufTensorBytes(type, [256]) !== 0);
    expect(known).toHaveLength(32);
    for (const type of known) {
      const columns = engine.getBlockSizeForGgmlType(type);
      expect([type, ggufTensorBytes(type, [columns * 3, 5])]).toEqual([type, engine.getTypeSizeForGgmlType(type) * 15]);
      if (columns > 1) expect(ggufTensorBytes(type, [columns + 1])).toBeNull();
    }
    await llama.dispose();
  });

  it('is unknown for a type of the future and impossible for an absurd shape', () => {
    expect(ggufTensorBytes(1000, [256])).toBe(0);
    expect(ggufTensorBytes(0, [0, 4])).toBeNull();
    expect(ggufTensorBytes(0, [2 ** 30, 2 ** 30])).toBeNull();
  });
});

describe('the number of threads', () => {
  const megabyte = 1024 * 1024;
  it.each([
    { wanted: 0, bytes: 5 * megabyte, cores: 16, threads: 1 },
    { wanted: 0, bytes: 199 * megabyte, cores: 16, threads: 1 },
    { wanted: 0, bytes: 4000 * megabyte, cores: 16, threads: 8 },
    { wanted: 0, bytes: 4000 * megabyte, cores: 2, threads: 1 },
    { wanted: 0, bytes: 4000 * megabyte, cores: 1, threads: 1 },
    { wanted: 3, bytes: 5 * megabyte, cores: 16, threads: 3 },
    { wanted: 64, bytes: 4000 * megabyte, cores: 4, threads: 4 },
  ])('is $threads for $wanted wanted, $bytes bytes and $cores cores', ({ wanted, bytes, cores, threads }) => {
    expect(chooseThreads(wanted, bytes, cores)).toBe(threads);
  });
});

describe('a semaphore', () => {
  it('lets in as many as it has places, the others in their order', async () => {
    const semaphore = createSemaphore(2);
    const order: string[] = [];
    const [first, second] = [await semaphore.acquire(), await semaphore.acquire()];
    const later = ['third', 'fourth'].map(async (name) => {
      const leave = await semaphore.acquire();
      order.push(name);
      return leave;
    });
    expect(semaphore.waiting).toBe(2);
    first();
    first();
    const leaveThird = await later[0]!;
    expect(order).toEqual(['third']);
    second();
    const leaveFourth = await later[1]!;
    expect(order).toEqual(['third', 'fourth']);
    leaveThird();
    leaveFourth();
    expect(semaphore.waiting).toBe(0);
    await Promise.all([semaphore.acquire(), semaphore.acquire()]);
  });

  it('passes over one that stopped waiting', async () => {
    const semaphore = createSemaphore(1);
    const leave = await semaphore.acquire();
    const controller = new AbortController();
    const given = semaphore.acquire(controller.signal);
    const patient = semaphore.acquire();
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    leave();
    expect(await patient).toBeTypeOf('function');
  });
});

describe('an event queue', () => {
  it('gives every event in order, pushed before or after reading began, then ends or fails once', async () => {
    const queue = createEventQueue<number>();
    const read: number[] = [];
    queue.push(1);
    const reading = (async () => {
      for await (const event of queue.events()) read.push(event);
    })();
    await Promise.resolve();
    queue.push(2);
    queue.push(3);
    queue.finish();
    queue.push(4);
    queue.fail(new Error('too late'));
    await reading;
    expect(read).toEqual([1, 2, 3]);
    const failing = createEventQueue<number>();
    failing.push(1);
    failing.fail(undefined);
    const events = failing.events();
    expect(await events.next()).toEqual({ value: 1, done: false });
    await expect(events.next()).rejects.toBeUndefined();
  });
});

describe('an error of the engine', () => {
  const where = { path: 'model.gguf', log: '' };
  it('is model-too-large when memory was the reason', () => {
    expect(toModelError(new InsufficientMemoryError(), where).code).toBe('model-too-large');
    expect(toModelError(new Error('Failed to create context'), where).code).toBe('model-too-large');
    const log = 'ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 68719476736';
    expect(toModelError(new Error('Failed to load model'), { ...where, log }, 'model-invalid')).toMatchObject({
      code: 'model-too-large',
      details: { path: 'model.gguf', reason: 'Failed to load model', log },
    });
  });

  it('is what the caller expects of anything else, and stays what it was if it has a code', () => {
    expect(toModelError(new Error('odd'), where, 'model-invalid').code).toBe('model-invalid');
    expect(toModelError('odd', where)).toMatchObject({ code: 'internal', details: { reason: 'odd' } });
    const known = new AppError('prompt-too-long');
    expect(toModelError(known, where)).toBe(known);
    expect(toModelError(new DOMException('stop', 'AbortError'), where).code).toBe('cancelled');
  });
});
