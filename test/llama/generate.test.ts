import os from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import type { GenerateEvent } from '../../core/ports.ts';
import { buildTinyLlama } from '../../models/build-gguf.ts';
import { collect, createModelFolder, createRequest, createTestLlama } from './tiny-models.ts';

const folder = await createModelFolder();
const speaker = folder.path('speaker.gguf');
const endless = folder.path('endless.gguf');
const reciter = folder.path('reciter.gguf');
const wide = folder.path('wide.gguf');
/** Tokens whose keys and values (16 layers of 256 numbers of 2 bytes, twice) fill the memory of this machine twice. */
const beyondMemory = Math.ceil((2 * os.totalmem()) / (16 * 256 * 2 * 2));
const llama = createTestLlama({ maxLoaded: 4 });

beforeAll(async () => {
  await buildTinyLlama(speaker);
  await buildTinyLlama(endless, { endBias: Number.NEGATIVE_INFINITY, seed: 2 });
  await buildTinyLlama(reciter, { recite: '猫🐈ab' });
  await buildTinyLlama(wide, { contextTokens: beyondMemory, layers: 16, dimension: 256 });
});

afterAll(async () => {
  await llama.close();
  await folder[Symbol.asyncDispose]();
});

function coded(code: string, details: Record<string, unknown> = {}) {
  return expect.objectContaining({ name: 'AppError', code, details: expect.objectContaining(details) });
}

/** Reads until `pieces` pieces of text have come and hands over what the reader needs to go on. */
async function readPieces(events: AsyncIterable<GenerateEvent>, pieces: number) {
  const iterator = events[Symbol.asyncIterator]();
  let text = '';
  for (let piece = 0; piece < pieces; piece++) {
    const { value } = await iterator.next();
    if (value?.type !== 'text') throw new Error('the stream ended early');
    text += value.text;
  }
  return { text, rest: { [Symbol.asyncIterator]: () => iterator } };
}

describe('a generation', () => {
  it('streams words and ends once, by itself', async () => {
    const events: GenerateEvent[] = [];
    for await (const event of llama.generate(createRequest(speaker, { maxTokens: 500 }))) events.push(event);
    const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(events.map(({ type }) => type)).toEqual([...texts.map(() => 'text'), 'end']);
    expect(texts.length).toBeGreaterThan(3);
    expect(texts).not.toContain('');
    expect(texts.join('')).toMatch(/^[\p{L}\p{P} ]+[.。]$/u);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'end', stop: 'end' });
    expect(end).toHaveProperty(
      'tokens',
      expect.toSatisfy((tokens: number) => tokens >= texts.length && tokens < 500),
    );
    expect(llama.loaded()).toContain(speaker);
  });

  it('stops at its number of tokens and says so', async () => {
    const { ends } = await collect(llama.generate(createRequest(endless, { maxTokens: 30 })));
    expect(ends).toEqual([{ type: 'end', tokens: 30, promptTokens: expect.any(Number), stop: 'max-tokens' }]);
  });

  it('gives the same text for the same seed, from a new process as from a warm one', async () => {
    const request = createRequest(endless, { temperature: 1, maxTokens: 60 });
    const first = await collect(llama.generate(request));
    const other = await collect(llama.generate({ ...request, seed: 8 }));
    const longer = await collect(llama.generate({ ...request, user: 'And what does the letter say about the costs?' }));
    const again = await collect(llama.generate(request));
    await using fresh = createTestLlama();
    const elsewhere = await collect(fresh.generate(request));
    expect(again).toEqual(first);
    expect(elsewhere).toEqual(first);
    expect(other.text).not.toBe(first.text);
    expect(longer.text).not.toBe(first.text);
  });

  it('never splits a character, however its bytes are cut into tokens', async () => {
    const { text, end } = await collect(llama.generate(createRequest(reciter, { maxTokens: 25 })));
    // Nine bytes a round; the 25th token ends the third cat.
    expect(text).toBe('猫🐈ab猫🐈ab猫🐈');
    expect(end.stop).toBe('max-tokens');
    const cut = await collect(llama.generate(createRequest(reciter, { maxTokens: 24 })));
    expect(cut.text).toBe('猫🐈ab猫🐈ab猫');
  });

  it('sends the earlier questions and answers and the system prompt to the model', async () => {
    const short = await collect(llama.generate(createRequest(endless, { maxTokens: 5 })));
    const history = [
      { question: 'Who signed?', answer: 'The letter does not say.' },
      { question: '什么时候？', answer: '在三月。' },
    ];
    const long = await collect(llama.generate(createRequest(endless, { maxTokens: 5, history })));
    const bare = await collect(llama.generate(createRequest(endless, { maxTokens: 5, system: '' })));
    expect(long.end.promptTokens).toBeGreaterThan(short.end.promptTokens + 20);
    expect(bare.end.promptTokens).toBeLessThan(short.end.promptTokens);
  });

  it('takes a named chat wrapper and refuses an unknown one', async () => {
    const named = await collect(llama.generate(createRequest(endless, { maxTokens: 5, chatWrapper: 'alpacaChat' })));
    expect(named.end.stop).toBe('max-tokens');
    await expect(collect(llama.generate(createRequest(endless, { chatWrapper: 'nobody' })))).rejects.toEqual(
      coded('bad-request', { chatWrapper: 'nobody' }),
    );
  });

  it('refuses a prompt over the context window with both lengths, and takes one that just fits', async () => {
    const { end } = await collect(llama.generate(createRequest(endless, { maxTokens: 1 })));
    const fits = end.promptTokens + 2;
    const tight = await collect(llama.generate(createRequest(endless, { contextTokens: fits, maxTokens: 100 })));
    expect(tight.end).toEqual({ type: 'end', tokens: 2, promptTokens: end.promptTokens, stop: 'max-tokens' });
    await expect(collect(llama.generate(createRequest(endless, { contextTokens: fits - 1 })))).rejects.toEqual(
      coded('prompt-too-long', { promptTokens: end.promptTokens, contextTokens: fits - 1 }),
    );
    // More than the model was made for is no help.
    await expect(
      collect(llama.generate(createRequest(endless, { user: 'contract '.repeat(5000), contextTokens: 1_000_000 }))),
    ).rejects.toEqual(coded('prompt-too-long', { contextTokens: 2048 }));
  });

  it('says that the model is too large when its context does not fit into memory', async () => {
    await expect(collect(llama.generate(createRequest(wide, { contextTokens: beyondMemory })))).rejects.toEqual(
      coded('model-too-large', { path: wide }),
    );
    expect((await collect(llama.generate(createRequest(wide, { maxTokens: 3 })))).end.tokens).toBe(3);
  });

  it('ends with model-timed-out at its limit, and the process goes on', async () => {
    await collect(llama.generate(createRequest(endless, { maxTokens: 1 })));
    const { pid } = llama.processes().find(({ model }) => model === endless)!;
    const endlessly = createRequest(endless, { maxTokens: 1900, contextTokens: 2048 });
    await expect(collect(llama.generate(endlessly, { timeoutMs: 100 }))).rejects.toEqual(
      coded('model-timed-out', { limitMs: 100 }),
    );
    expect((await collect(llama.generate(createRequest(endless, { maxTokens: 3 })))).end.tokens).toBe(3);
    expect(llama.processes().find(({ model }) => model === endless)!.pid).toBe(pid);
  });
});

describe('an aborted generation', () => {
  const endlessly = createRequest(endless, { maxTokens: 1900, contextTokens: 2048 });

  it('stops the token loop, ends with aborted and leaves the process running', async () => {
    const controller = new AbortController();
    const { rest } = await readPieces(llama.generate(endlessly, { signal: controller.signal }), 3);
    const { pid, crashes } = llama.processes().find(({ model }) => model === endless)!;
    controller.abort();
    const { ends } = await collect(rest);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ stop: 'aborted', promptTokens: expect.toSatisfy((count: number) => count > 0) });
    // The whole answer would have been 1900.
    expect(ends[0]!.tokens).toBeGreaterThanOrEqual(3);
    expect(ends[0]!.tokens).toBeLessThan(1500);
    expect((await collect(llama.generate(createRequest(endless, { maxTokens: 3 })))).end.stop).toBe('max-tokens');
    expect(llama.processes().find(({ model }) => model === endless)).toMatchObject({ pid, crashes, calls: 0 });
  });

  it('ends with aborted and no text when it was aborted before it began', async () => {
    const result = await collect(llama.generate(endlessly, { signal: AbortSignal.abort() }));
    expect(result).toMatchObject({ text: '', ends: [{ type: 'end', tokens: 0, stop: 'aborted' }] });
  });

  it('stops when its reader leaves', async () => {
    for await (const event of llama.generate(endlessly)) if (event.type === 'text') break;
    // Both places are free again: two more run to their end.
    const both = await Promise.all(
      [1, 2].map((seed) => collect(llama.generate(createRequest(endless, { maxTokens: 4, seed })))),
    );
    expect(both.map(({ end }) => end.tokens)).toEqual([4, 4]);
  });

  it('gives the same text afterwards as without the abort', async () => {
    const request = createRequest(endless, { temperature: 1, maxTokens: 40, seed: 3 });
    const before = await collect(llama.generate(request));
    const controller = new AbortController();
    const { rest } = await readPieces(llama.generate({ ...request, maxTokens: 900 }, { signal: controller.signal }), 5);
    controller.abort();
    await collect(rest);
    expect(await collect(llama.generate(request))).toEqual(before);
  });
});

describe('concurrent generations on one model', () => {
  it('both complete, each with the text it has alone', async () => {
    const requests = [1, 2].map((seed) => createRequest(endless, { seed, temperature: 1, maxTokens: 80 }));
    const alone = [];
    for (const request of requests) alone.push(await collect(llama.generate(request)));
    const together = await Promise.all(requests.map((request) => collect(llama.generate(request))));
    expect(together).toEqual(alone);
    expect(llama.processes().filter(({ model }) => model === endless)).toHaveLength(1);
  });

  it('beyond the bound wait their turn, and one that waits can be aborted', async () => {
    await using bounded = createTestLlama({ parallel: 1 });
    const endlessly = createRequest(endless, { maxTokens: 1900, contextTokens: 2048 });
    const first = new AbortController();
    const { rest } = await readPieces(bounded.generate(endlessly, { signal: first.signal }), 2);
    const second = new AbortController();
    const waiting = collect(bounded.generate(endlessly, { signal: second.signal }));
    const third = collect(bounded.generate(createRequest(endless, { maxTokens: 6 })));
    second.abort();
    expect(await waiting).toMatchObject({ text: '', end: { tokens: 0, stop: 'aborted' } });
    first.abort();
    expect((await collect(rest)).end.stop).toBe('aborted');
    expect((await third).end).toMatchObject({ tokens: 6, stop: 'max-tokens' });
  });
});

describe('the error of a generation', () => {
  it('is an AppError, also for a model file that is not there', async () => {
    const missing = folder.path('missing.gguf');
    const error = await collect(llama.generate(createRequest(missing))).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toEqual(coded('model-missing', { path: missing }));
    expect(llama.processes().map(({ model }) => model)).not.toContain(missing);
  });
});
