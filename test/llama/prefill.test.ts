import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTinyLlama } from '../../models/build-gguf.ts';
import type { GenerationContext } from '../../native/llama/generation-contexts.ts';
import { prefill } from '../../native/llama/prefill.ts';
import { createModelFolder } from './tiny-models.ts';

const folder = await createModelFolder();
let llama: Llama;
let model: LlamaModel;

beforeAll(async () => {
  await buildTinyLlama(folder.path('model.gguf'));
  const logLevel = LlamaLogLevel.error;
  llama = await getLlama({ build: 'never', skipDownload: true, gpu: false, progressLogs: false, logLevel });
  model = await llama.loadModel({ modelPath: folder.path('model.gguf') });
});

afterAll(async () => {
  await llama.dispose();
  await folder[Symbol.asyncDispose]();
});

async function createContext(): Promise<GenerationContext> {
  const context = await model.createContext({ contextSize: 1024, threads: 1 });
  return { sequence: context.getSequence(), prefixTokens: 0 };
}

function prompt(system: string, user: string): { tokens: Token[]; prefix: number } {
  const prefix = model.tokenize(`${system}\n`);
  return { tokens: [...prefix, ...model.tokenize(user)], prefix: prefix.length };
}

/** Tokens that had to be evaluated for `work`. */
async function evaluated(context: GenerationContext, work: () => Promise<void>): Promise<number> {
  const before = context.sequence.tokenMeter.getState();
  await work();
  return context.sequence.tokenMeter.diff(before).usedInputTokens;
}

const system = 'Answer from the documents alone. '.repeat(10);

describe('the evaluation of a prompt', () => {
  it('leaves only the last token to the generation', async () => {
    const context = await createContext();
    const { tokens, prefix } = prompt(system, 'When does the contract end?');
    const { signal } = new AbortController();
    expect(await evaluated(context, () => prefill(context, tokens, { prefix, chunk: 16, signal }))).toBe(
      tokens.length - 1,
    );
    expect(context.sequence.contextTokens).toEqual(tokens.slice(0, -1));
    expect(context.prefixTokens).toBe(prefix);
  });

  it('evaluates a system prompt once for the questions that share it', async () => {
    const context = await createContext();
    const { signal } = new AbortController();
    const first = prompt(system, 'When does the contract end?');
    await prefill(context, first.tokens, { prefix: first.prefix, chunk: 64, signal });
    const second = prompt(system, 'When does the work end, and who pays?');
    expect(
      await evaluated(context, () => prefill(context, second.tokens, { prefix: second.prefix, chunk: 64, signal })),
    ).toBe(second.tokens.length - 1 - second.prefix);
    expect(context.sequence.contextTokens).toEqual(second.tokens.slice(0, -1));
    const other = prompt('Say nothing.', 'When does the contract end?');
    expect(
      await evaluated(context, () => prefill(context, other.tokens, { prefix: other.prefix, chunk: 64, signal })),
    ).toBe(other.tokens.length - 1);
    expect(context.sequence.contextTokens).toEqual(other.tokens.slice(0, -1));
  });

  it('stops between parts when it is aborted, and starts over next time', async () => {
    const context = await createContext();
    const { tokens, prefix } = prompt(system, 'When does the contract end? '.repeat(20));
    const controller = new AbortController();
    const work = prefill(context, tokens, { prefix, chunk: 16, signal: controller.signal });
    controller.abort();
    await work;
    expect(context.sequence.nextTokenIndex).toBeLessThanOrEqual(16);
    expect(context.prefixTokens).toBe(0);
    const { signal } = new AbortController();
    await prefill(context, tokens, { prefix, chunk: 16, signal });
    expect(context.sequence.contextTokens).toEqual(tokens.slice(0, -1));
  });
});
