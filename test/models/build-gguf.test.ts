import { readdir, readFile } from 'node:fs/promises';
import { getLlama, type Llama, LlamaLogLevel, readGgufFileInfo } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTinyEmbedder, buildTinyLlama } from '../../models/build-gguf.ts';
import { toHalfFloat } from '../../models/half-float.ts';
import { createSeededRandom } from '../../models/seeded-random.ts';
import { encodeGguf } from '../../models/write-gguf.ts';
import { createModelFolder } from '../llama/tiny-models.ts';

const folder = await createModelFolder();
const generator = folder.path('generator.gguf');
const embedder = folder.path('embedder.gguf');
let llama: Llama;

beforeAll(async () => {
  await buildTinyLlama(generator);
  await buildTinyEmbedder(embedder);
  llama = await getLlama({
    build: 'never',
    skipDownload: true,
    gpu: false,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
});

afterAll(async () => {
  await llama.dispose();
  await folder[Symbol.asyncDispose]();
});

describe('a built file', () => {
  it('has the same bytes for the same seed and others for another', async () => {
    const again = folder.path('again.gguf');
    const other = folder.path('other.gguf');
    const bytes = await buildTinyLlama(again);
    await buildTinyLlama(other, { seed: 2 });
    const original = await readFile(generator);
    expect(bytes).toBe(original.length);
    expect(original.equals(await readFile(again))).toBe(true);
    expect(original.equals(await readFile(other))).toBe(false);
    await buildTinyEmbedder(again);
    expect((await readFile(embedder)).equals(await readFile(again))).toBe(true);
  });

  it('is small, and nothing else is left in its folder', async () => {
    expect((await readFile(generator)).length).toBeLessThan(2 * 1024 * 1024);
    expect((await readFile(embedder)).length).toBeLessThan(2 * 1024 * 1024);
    expect((await readdir(folder.path(''))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is read by others as it was meant', async () => {
    const { metadata, fullTensorInfo, version } = await readGgufFileInfo(generator, { sourceType: 'filesystem' });
    expect(version).toBe(3);
    expect(metadata.general.architecture).toBe('llama');
    expect(metadata).toHaveProperty('llama.context_length', 2048);
    expect(metadata.tokenizer.ggml.tokens).toHaveLength(metadata.tokenizer.ggml.token_type!.length);
    expect(fullTensorInfo).toHaveLength(21);
    const bert = await readGgufFileInfo(embedder, { sourceType: 'filesystem' });
    expect(bert.metadata).toHaveProperty('bert.pooling_type', 1);
  });

  it('refuses sizes that make no model', async () => {
    await expect(buildTinyLlama(folder.path('no'), { dimension: 50 })).rejects.toThrow(RangeError);
    await expect(buildTinyLlama(folder.path('no'), { recite: 'aba' })).rejects.toThrow(RangeError);
    await expect(buildTinyEmbedder(folder.path('no'), { brokenWord: 'unheard' })).rejects.toThrow(RangeError);
    expect(await readdir(folder.path(''))).not.toContain('no');
  });
});

describe('the tiny generator’s vocabulary', () => {
  it.each([
    'The library keeps every document on this machine.',
    '文档可以逐字比较。龘鿿㐀',
    '🐈‍⬛ café ∑ ٣ \u0001\t\n  two blanks',
    ' a blank before',
  ])('brings back %j', async (text) => {
    await using model = await llama.loadModel({ modelPath: generator, vocabOnly: true });
    expect(model.detokenize(model.tokenize(text))).toBe(text);
  });

  it('has words as one token each', async () => {
    await using model = await llama.loadModel({ modelPath: generator, vocabOnly: true });
    expect(model.tokenize(' library document')).toHaveLength(2);
    expect(model.tokenize('文档三个月')).toHaveLength(2);
    expect(model.tokenize('猫')).toHaveLength(1);
  });

  it('keeps text from becoming a mark of a turn', async () => {
    await using model = await llama.loadModel({ modelPath: generator, vocabOnly: true });
    expect(model.tokenize('<|im_end|>').length).toBeGreaterThan(1);
    expect(model.tokenize('<|im_end|>', true)).toHaveLength(1);
  });
});

describe('the parts of a file', () => {
  it('are aligned to 32 bytes, and a tensor must have as many values as its shape', () => {
    const values = Float32Array.of(1, 2, 3);
    const tensor = { name: 'three', shape: [3], precision: 'f32' as const, values };
    const bytes = encodeGguf({ metadata: {}, tensors: [tensor, { ...tensor, name: 'more', precision: 'f16' }] });
    expect(bytes.length % 32).toBe(0);
    expect(bytes.readFloatLE(bytes.length - 64)).toBe(1);
    expect([0, 2, 4].map((at) => bytes.readUInt16LE(bytes.length - 32 + at))).toEqual([0x3c00, 0x4000, 0x4200]);
    expect(() => encodeGguf({ metadata: {}, tensors: [{ ...tensor, shape: [4] }] })).toThrow(RangeError);
  });

  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2.5, 0xc100],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -25, 0x0400],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [Number.NaN, 0x7e00],
  ])('hold %d as the half float nearest to it', (value, bits) => {
    expect(toHalfFloat(value)).toBe(bits);
  });

  it('come from numbers that look random and are the same each time', () => {
    const [one, two] = [createSeededRandom(5), createSeededRandom(5)];
    const values = Array.from({ length: 20_000 }, () => one.normal());
    expect(values.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => two.normal()));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
