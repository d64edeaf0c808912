import {
  type ChatHistoryItem,
  type ChatWrapper,
  GeneralChatWrapper,
  LlamaChat,
  type LlamaModel,
  type ResolvableChatWrapperTypeName,
  resolvableChatWrapperTypeNames,
  resolveChatWrapper,
  type Token,
} from 'node-llama-cpp';
import { AppError } from '../../core/contract/index.ts';
import type { GenerateEvent, GenerateRequest } from '../../core/ports.ts';
import type { GenerationContext, GenerationContexts } from './generation-contexts.ts';
import type { OpenModel } from './open-model.ts';
import { prefill } from './prefill.ts';

export type GenerationEnd = Extract<GenerateEvent, { type: 'end' }>;

/** Prompt tokens evaluated between two looks at the signal: seconds at the worst on a processor. */
const promptChunk = { processor: 64, accelerated: 512 };

/** Text that begins no real question; marks where the constant part of a prompt ends. */
const probe = '\u0001';

const wrappers = new Map<string, ChatWrapper>();

/**
 * Generates one answer and hands its text to `emit` as it comes. An abort is no error: it ends the token loop and the
 * result says `aborted`. Fails with bad-request for a chat wrapper that does not exist, prompt-too-long with
 * `promptTokens` and `contextTokens`, model-too-large when there is no memory for the context.
 */
export async function generateText(
  open: OpenModel,
  contexts: GenerationContexts,
  request: GenerateRequest,
  { signal, emit }: { signal: AbortSignal; emit(text: string): void },
): Promise<GenerationEnd> {
  const { model } = open;
  const wrapper = findWrapper(model, request.chatWrapper);
  const history = createHistory(wrapper, request);
  const tokens = tokenize(model, wrapper, history);
  const contextTokens = Math.min(request.contextTokens, model.trainContextSize);
  // The engine shifts the context, and forgets its beginning, when fewer than two places are left.
  if (tokens.length > contextTokens - 2)
    throw new AppError('prompt-too-long', { promptTokens: tokens.length, contextTokens });
  const aborted: GenerationEnd = { type: 'end', tokens: 0, promptTokens: tokens.length, stop: 'aborted' };
  const generate = async (context: GenerationContext): Promise<GenerationEnd> => {
    const prefix = commonLength(
      tokens,
      tokenize(model, wrapper, createHistory(wrapper, { ...request, user: probe, history: [] })),
    );
    const chunk = open.accelerated ? promptChunk.accelerated : promptChunk.processor;
    await prefill(context, tokens, { prefix: Math.min(prefix, tokens.length - 1), chunk, signal });
    if (signal.aborted) return aborted;
    const maxTokens = Math.min(request.maxTokens, contextTokens - tokens.length);
    const before = context.sequence.tokenMeter.getState();
    const chat = new LlamaChat({ contextSequence: context.sequence, chatWrapper: wrapper });
    let stop: GenerationEnd['stop'] = 'aborted';
    try {
      const { metadata } = await chat.generateResponse(history, {
        maxTokens,
        temperature: request.temperature,
        seed: request.seed,
        signal,
        stopOnAbortSignal: true,
        onTextChunk: (text) => {
          if (text !== '') emit(text);
        },
        // A model that thinks first must leave room for what the reader gets.
        budgets: { thoughtTokens: Math.floor(maxTokens / 2) },
      });
      if (metadata.stopReason !== 'abort') stop = metadata.stopReason === 'maxTokens' ? 'max-tokens' : 'end';
    } catch (error) {
      // Aborted before the first token: the engine throws the signal's reason instead of returning.
      if (!signal.aborted) throw open.toError(error);
    } finally {
      chat.dispose();
    }
    const { usedOutputTokens } = context.sequence.tokenMeter.diff(before);
    return { type: 'end', tokens: usedOutputTokens, promptTokens: tokens.length, stop };
  };
  try {
    return await contexts.use({ contextTokens, threads: open.threads(request.threads) }, signal, generate);
  } catch (error) {
    if (signal.aborted) return aborted;
    throw error;
  }
}

function findWrapper(model: LlamaModel, name: string): ChatWrapper {
  const known = wrappers.get(name);
  if (known) return known;
  // `template` would need a template that a manifest has no place for.
  if (name === 'template' || !resolvableChatWrapperTypeNames.includes(name as ResolvableChatWrapperTypeName))
    throw new AppError('bad-request', { chatWrapper: name });
  const type = name as Exclude<ResolvableChatWrapperTypeName, 'template'>;
  const wrapper = resolveChatWrapper(model, { type, warningLogs: false }) ?? new GeneralChatWrapper();
  wrappers.set(name, wrapper);
  return wrapper;
}

function createHistory(
  wrapper: ChatWrapper,
  { system, history, user }: Pick<GenerateRequest, 'system' | 'history' | 'user'>,
): ChatHistoryItem[] {
  return [
    ...(system === '' ? [] : wrapper.generateInitialChatHistory({ systemPrompt: system })),
    ...history.flatMap(({ question, answer }): ChatHistoryItem[] => [
      { type: 'user', text: question },
      { type: 'model', response: [answer] },
    ]),
    { type: 'user', text: user },
    { type: 'model', response: [] },
  ];
}

function tokenize(model: LlamaModel, wrapper: ChatWrapper, chatHistory: ChatHistoryItem[]): Token[] {
  return wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
}

function commonLength(left: Token[], right: Token[]): number {
  const different = left.findIndex((token, index) => token !== right[index]);
  return different === -1 ? left.length : different;
}
