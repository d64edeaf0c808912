import { randomUUID } from 'node:crypto';
import { AppError, type Chat, type Turn } from '../contract/index.ts';
import { type AskServices, createAsk } from './ask.ts';
import type { RetrievedHit } from './turns.ts';

export interface PrivateQuestion {
  version: string;
  question: string;
  library: string;
  /** Earlier turns of the chat the question stands in. */
  history: Turn[];
}

export interface PrivateAnswer {
  /** Null when the version could not even begin. */
  turn: Turn | null;
  retrieved: RetrievedHit[];
  fingerprint: string | null;
  /** Code of the error that ended it or that another part answered in place of; null for an answer of its own. */
  code: string | null;
}

/**
 * Answers by the very code that answers people, and keeps nothing: no chat, no turn, so that no list shows it and no
 * guard counts it. Fails with `cancelled` when the signal aborts; every other failure is part of the result.
 */
export type AnswerPrivately = (asked: PrivateQuestion, signal: AbortSignal) => Promise<PrivateAnswer>;

export function createPrivateAnswers(services: Omit<AskServices, 'chats' | 'turns' | 'route'>): AnswerPrivately {
  const { versions } = services;
  return async ({ version, question, library, history }, signal) => {
    const found: { turn: Turn | null; retrieved: RetrievedHit[]; fingerprint: string | null } = {
      turn: null,
      retrieved: [],
      fingerprint: null,
    };
    const chat: Chat = {
      id: randomUUID(),
      title: '',
      library,
      pointer: 'stable',
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
        finish(answerId, { retrieved, prompt: _, fingerprint, ...outcome }) {
          found.retrieved = retrieved;
          found.fingerprint = fingerprint;
          const about = { answerId, chat: chat.id, question, version, pointer: null, reason: 'override' as const };
          found.turn = { ...about, ...outcome, rating: null, askedAt: 0 };
          return found.turn;
        },
      },
    });
    let code: string | null = null;
    try {
      for await (const _ of ask({ question, chat: chat.id, version, library }, signal));
    } catch (error) {
      code = AppError.from(error).code;
    }
    if (signal.aborted) throw new AppError('cancelled');
    return { ...found, code: code ?? found.turn?.code ?? found.turn?.notice ?? null };
  };
}
