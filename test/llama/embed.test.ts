import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTinyEmbedder, buildTinyLlama } from '../../models/build-gguf.ts';
import { createModelFolder, createTestLlama } from './tiny-models.ts';

const folder = await createModelFolder();
const embedder = folder.path('embedder.gguf');
const broken = folder.path('broken-word.gguf');
const generator = folder.path('generator.gguf');
const llama = createTestLlama();

beforeAll(async () => {
  await buildTinyEmbedder(embedder, { contextTokens: 512 });
  await buildTinyEmbedder(broken, { brokenWord: 'contract' });
  await buildTinyLlama(generator);
});

afterAll(async () => {
  await llama.close();
  await folder[Symbol.asyncDispose]();
});

async function embed(texts: string[], model = embedder): Promise<Float32Array[]> {
  const { dimension, vectors } = await llama.embed({ model, texts, threads: 0 });
  expect(dimension).toBe(64);
  expect(vectors).toBeInstanceOf(Float32Array);
  expect(vectors).toHaveLength(64 * texts.length);
  return texts.map((_, index) => vectors.subarray(index * 64, (index + 1) * 64));
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

const sentences = [
  'The contract ends in March.',
  '合同在三月到期。',
  'The costs of the house rose by a third.',
  'x',
  '🐈‍⬛ ٣ ∑',
];

describe('an embedding', () => {
  it('has length 1 for texts in any script', async () => {
    for (const vector of await embed(sentences)) expect(dot(vector, vector)).toBeCloseTo(1, 5);
  });

  it('is the same each time, from each process and beside any other text', async () => {
    const first = await embed(sentences);
    await using fresh = createTestLlama();
    const { vectors } = await fresh.embed({ model: embedder, texts: sentences, threads: 0 });
    expect(vectors).toEqual(Float32Array.from(first.flatMap((vector) => [...vector])));
    const reversed = await embed(sentences.toReversed());
    expect(reversed.toReversed()).toEqual(first);
  });

  it('is nearer to a text with the same words than to others', async () => {
    const [question, passage, other] = await embed([
      'when does the contract end in march',
      'the contract ends in march',
      'the costs of the house rose by a third',
    ]);
    expect(dot(question!, passage!)).toBeGreaterThan(dot(question!, other!) + 0.1);
  });

  it('is zeros for a text without a word, and nothing for no texts', async () => {
    const [empty, full] = await embed(['', 'contract']);
    expect([...empty!].every((value) => value === 0)).toBe(true);
    expect(dot(full!, full!)).toBeCloseTo(1, 5);
    expect(await llama.embed({ model: embedder, texts: [], threads: 0 })).toEqual({
      dimension: 64,
      vectors: new Float32Array(0),
    });
  });

  it('of a text over the model’s length is the mean of its pieces, weighted by their tokens', async () => {
    // One token a word. 509 fit into 512 beside the two that mark the ends and the one that stays free.
    const head = Array<string>(509).fill('contract').join(' ');
    const tail = Array<string>(120).fill('house').join(' ');
    const [headVector, tailVector, long] = await embed([head, tail, `${head} ${tail}`]);
    const expected = headVector!.map((value, index) => value * 509 + tailVector![index]! * 120);
    const length = Math.sqrt(dot(expected, expected));
    expect(dot(long!, long!)).toBeCloseTo(1, 5);
    expect(dot(long!, expected) / length).toBeCloseTo(1, 5);
    expect(await llama.countTokens({ model: embedder, texts: [head] })).toEqual([509]);
  });

  it('of a long text does not change those of short ones after it', async () => {
    const [before] = await embed(['the contract']);
    await embed(['word '.repeat(3000)]);
    const [after] = await embed(['the contract']);
    expect(dot(before!, after!)).toBeCloseTo(1, 6);
  });

  it('keeps the order of concurrent calls apart', async () => {
    const alone = await embed(sentences);
    const together = await Promise.all(sentences.map((sentence) => embed([sentence])));
    expect(together.map(([vector]) => vector)).toEqual(alone);
  });

  it('can be had from a generator as well', async () => {
    const [vector] = await embed(['The contract ends in March.'], generator);
    expect(dot(vector!, vector!)).toBeCloseTo(1, 5);
  });

  it('that is not a number fails with model-invalid instead of getting into an index', async () => {
    const call = llama.embed({ model: broken, texts: ['the house', 'the contract'], threads: 0 });
    await expect(call).rejects.toMatchObject({ code: 'model-invalid', details: { path: broken } });
    const [fine] = await embed(['the house'], broken);
    expect(dot(fine!, fine!)).toBeCloseTo(1, 5);
  });

  it('stops between texts when it is aborted', async () => {
    await embed(['warm']);
    const controller = new AbortController();
    const texts = Array<string>(5000).fill('word '.repeat(300));
    const call = llama.embed({ model: embedder, texts, threads: 0 }, { signal: controller.signal });
    const short = embed(['contract']);
    await short;
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(llama.processes().find(({ model }) => model === embedder)).toMatchObject({ crashes: 0, calls: 0 });
  });
});

describe('counting tokens', () => {
  it('counts each text by itself', async () => {
    const texts = ['', 'The library', '文档可以比较。', '\u0001'];
    expect(await llama.countTokens({ model: generator, texts })).toEqual([0, 4, 4, 1]);
  });
});
