import { AppError, type AskEvent, type ErrorCode, type Timings, type Turn } from '../contract/index.ts';
import { modelFile } from '../library/model-file.ts';
import type { Passage, Search } from '../library/search.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';
import type { Llama } from '../ports.ts';
import type { RouteQuestion } from '../release/route.ts';
import type { DataFolder } from '../store/data-folder.ts';
import { wordTokens } from '../text/segment.ts';
import { alignAnswer } from './align.ts';
import type { AnswerDraft, PageOf } from './answer-draft.ts';
import type { Chats } from './chats.ts';
import { buildPrompt } from './prompt.ts';
import { quoteAnswer } from './quote.ts';
import { tokensToWeigh } from './support.ts';
import type { Turns } from './turns.ts';

export interface AskInput {
  question: string;
  chat?: string | undefined;
  version?: string | undefined;
  library: string;
}

export interface AskServices {
  folder: DataFolder;
  versions: Versions;
  route: RouteQuestion;
  chats: Pick<Chats, 'get' | 'create' | 'touch'>;
  turns: Pick<Turns, 'begin' | 'finish' | 'history'>;
  search: Search;
  llama: Llama;
  pageOf: PageOf;
  fingerprint(pipeline: InstalledPipeline): string;
}

/** One question, end to end. The turn is stored whatever happens: finished, stopped or failed. */
export type Ask = (input: AskInput, signal?: AbortSignal) => AsyncGenerator<AskEvent, void>;

/** Codes after which the built-in generator answers instead, and the turn says so. */
const fallbackCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-missing',
  'model-invalid',
  'model-too-large',
  'model-crashed',
  'model-timed-out',
  'prompt-too-long',
]);

/** Earlier questions and answers that a model sees. */
const historyTurns = 3;
/** Characters of passages per token of the context window, on the safe side for Chinese. */
const charactersPerToken = 1.2;

/** What is known of a turn while it runs; all of it is stored however the turn ends. */
interface Progress {
  retrieved: Passage[];
  prompt: string | null;
  text: string;
  tokens: number;
  notice: ErrorCode | null;
  timings: Timings;
}

const emptyDraft = (text: string): AnswerDraft => ({ answer: text, supported: false, sentences: [], citations: [] });

export function createAsk(services: AskServices): Ask {
  const { folder, versions, route, chats, turns, search, llama, pageOf, fingerprint } = services;

  return async function* ask(input, callerSignal) {
    const started = performance.now();
    const since = (from = started) => Math.round((performance.now() - from) * 10) / 10;
    // A wrong override must not leave an empty chat behind.
    if (input.version !== undefined) versions.resolve(input.version);
    const chat = input.chat ? chats.get(input.chat) : chats.create({ library: input.library });
    const { pipeline, pointer, reason } = route({ override: input.version, chat });
    const { question } = input;
    const id = turns.begin({ chat: chat.id, question, version: pipeline.id, pointer, reason });
    chats.touch(chat.id, question);

    const limit = AbortSignal.timeout(pipeline.manifest.limits.timeoutSeconds * 1000);
    const signal = callerSignal ? AbortSignal.any([callerSignal, limit]) : limit;
    const progress: Progress = {
      retrieved: [],
      prompt: null,
      text: '',
      tokens: 0,
      notice: null,
      timings: { route: since(), embed: null, search: null, rerank: null, firstToken: null, total: 0 },
    };
    let stored: Turn | null = null;
    const store = (
      state: Turn['state'] & ('finished' | 'stopped' | 'failed'),
      code: ErrorCode | null,
      draft: AnswerDraft,
    ) => {
      progress.timings.total = since();
      stored = turns.finish(id, {
        ...draft,
        state,
        code,
        notice: progress.notice,
        timings: progress.timings,
        tokens: progress.tokens,
        retrieved: progress.retrieved.map(({ sha256: _, ...hit }) => hit),
        prompt: progress.prompt,
        fingerprint: fingerprint(pipeline),
      });
      return stored;
    };
    const emit = function* (text: string): Generator<AskEvent> {
      progress.timings.firstToken ??= since();
      progress.text += text;
      yield { type: 'text', text };
    };

    try {
      yield { type: 'start', answerId: id, chat: chat.id, version: pipeline.id, pointer, reason };
      const query = { text: question, library: chat.library };
      const found = await search.retrieve(pipeline, query, { signal });
      progress.retrieved = found.passages;
      progress.notice = found.notice;
      progress.timings.embed = Math.round(found.embedMs * 10) / 10;
      progress.timings.search = Math.round(found.searchMs * 10) / 10;
      yield { type: 'retrieved', hits: found.passages.length, ms: since() };
      let draft: AnswerDraft;
      if (pipeline.manifest.generate.engine === 'llama')
        draft = yield* generate(pipeline, question, chat.id, progress, signal, emit);
      else {
        draft = quote(pipeline, question, progress);
        for (const sentence of draft.sentences) {
          signal.throwIfAborted();
          yield* emit(draft.answer.slice(progress.text.length, sentence.end));
        }
        const rest = draft.answer.slice(progress.text.length);
        if (rest) yield* emit(rest);
      }
      signal.throwIfAborted();
      yield { type: 'turn', turn: store('finished', null, draft) };
    } catch (error) {
      if (stored) throw error;
      const known = limit.aborted && !callerSignal?.aborted ? new AppError('timed-out') : AppError.from(error);
      if (known.code !== 'cancelled') {
        store('failed', known.code, emptyDraft(progress.text));
        throw known;
      }
      yield { type: 'turn', turn: store('stopped', 'cancelled', emptyDraft(progress.text)) };
    } finally {
      // The listener went away in the middle of a stream: what was said until then is kept.
      if (!stored) store('stopped', 'cancelled', emptyDraft(progress.text));
    }
  };

  function quote(pipeline: InstalledPipeline, question: string, progress: Progress): AnswerDraft {
    const terms = search.questionTerms(pipeline, question);
    const { generate } = pipeline.manifest;
    const config = generate.engine === 'quote' ? generate : { maxSentences: 3, minSupport: 0.3 };
    const draft = quoteAnswer(question, progress.retrieved, terms, config, pageOf);
    progress.tokens = wordTokens(draft.answer).length;
    return draft;
  }

  async function* generate(
    pipeline: InstalledPipeline,
    question: string,
    chat: string,
    progress: Progress,
    signal: AbortSignal,
    emit: (text: string) => Generator<AskEvent>,
  ): AsyncGenerator<AskEvent, AnswerDraft> {
    const { generate: config, limits } = pipeline.manifest;
    if (config.engine !== 'llama') throw new AppError('internal');
    const budget = Math.floor((config.contextTokens - config.maxTokens) * charactersPerToken) - question.length - 600;
    const prompt = buildPrompt(pipeline.manifest, question, progress.retrieved, Math.max(200, budget));
    progress.prompt = `${prompt.system}\n\n${prompt.user}`;
    const history = turns
      .history(chat)
      .filter((turn) => turn.state === 'finished')
      .slice(-historyTurns)
      .map((turn) => ({ question: turn.question.slice(0, 500), answer: turn.answer.slice(0, 1000) }));
    try {
      const request = {
        model: modelFile(folder.models, config.model),
        system: prompt.system,
        user: prompt.user,
        history,
        chatWrapper: config.chatWrapper,
        contextTokens: config.contextTokens,
        maxTokens: config.maxTokens,
        temperature: config.temperature,
        seed: config.seed,
        threads: limits.threads,
      };
      const events = llama.generate(request, { signal, timeoutMs: limits.timeoutSeconds * 1000 });
      for await (const event of events) {
        if (event.type === 'text') yield* emit(event.text);
        else progress.tokens = event.tokens;
      }
      signal.throwIfAborted();
      const answer = progress.text.trim();
      const weights = search.tokenWeights(pipeline, tokensToWeigh([answer]));
      return alignAnswer(answer, prompt.passages, (word) => weights.get(word) ?? 1, pageOf);
    } catch (error) {
      const known = AppError.from(error);
      if (signal.aborted || !fallbackCodes.has(known.code)) throw error;
      // The chat goes on: the built-in generator answers, and the turn says what happened to the model.
      progress.notice = known.code;
      return quote(pipeline, question, progress);
    }
  }
}
