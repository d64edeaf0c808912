import { randomUUID } from 'node:crypto';
import { type AskServices, createAsk } from '../assistant/ask.ts';
import { AppError, type Turn } from '../contract/index.ts';

export interface UnseenQuestion {
  question: string;
  library: string;
  /** Earlier turns of the chat the question came from. */
  history: Turn[];
}

/** What a version made of a question that nobody asked it: enough to compare, and not kept as a turn. */
export interface UnseenAnswer {
  ms: number;
  failed: boolean;
  code: string | null;
  supported: boolean;
  characters: number;
  /** The answer goes round in circles. */
  loops: boolean;
  /** Ids of cited documents. */
  documents: string[];
}

/**
 * Answers by the very code that answers people; only the chat is not a stored one and the turn is kept nowhere. Fails
 * with `cancelled` when the signal aborts; everything else is the version's own failure and part of the result.
 */
export type AnswerUnseen = (version: string, asked: UnseenQuestion, signal: AbortSignal) => Promise<UnseenAnswer>;

export function createUnseenAnswers(services: Omit<AskServices, 'chats' | 'turns' | 'route'>): AnswerUnseen {
  const { versions } = services;
  return async (version, { question, library, history }, signal) => {
    let stored: Turn | null = null;
    const chat = {
      id: randomUUID(),
      title: '',
      library,
      pointer: 'stable' as const,
      manual: false,
      pinned: false,
      createdAt: 0,
      updatedAt: 0,
      turns: history.length,
    };
    const ask = createAsk({
      ...services,
      route: () => ({ pipeline: versions.resolve(version), pointer: versions.pointerOf(version), reason: 'override' }),
      chats: { get: () => chat, create: () => chat, touch: () => undefined },
      turns: {
        begin: () => randomUUID(),
        history: () => history,
        finish: (answerId, outcome) => {
          const { retrieved: _, prompt: __, fingerprint: ___, ...rest } = outcome;
          const about = { answerId, chat: chat.id, question, version, pointer: null, reason: 'override' as const };
          stored = { ...about, ...rest, rating: null, askedAt: 0 };
          return stored;
        },
      },
    });
    const started = performance.now();
    let code: string | null = null;
    try {
      for await (const _ of ask({ question, chat: chat.id, version, library }, signal));
    } catch (error) {
      code = AppError.from(error).code;
    }
    const ms = performance.now() - started;
    signal.throwIfAborted();
    const turn = stored as Turn | null;
    return {
      ms: Math.round(ms * 10) / 10,
      failed: turn?.state !== 'finished' || turn.notice !== null,
      code: code ?? turn?.notice ?? turn?.code ?? null,
      supported: turn?.supported ?? false,
      characters: turn?.answer.length ?? 0,
      loops: goesInCircles(turn?.answer ?? ''),
      documents: [...new Set(turn?.citations.map((item) => item.documentId) ?? [])].sort(),
    };
  };
}

/** A passage of 12 characters or more that comes three times in a row near the end. */
export function goesInCircles(answer: string): boolean {
  return /(.{12,150}?)\1\1/su.test(answer.slice(-1500));
}
