import type { AnswerPrivately } from '../assistant/answer-privately.ts';
import type { Turn } from '../contract/index.ts';

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

export function createUnseenAnswers(answerPrivately: AnswerPrivately): AnswerUnseen {
  return async (version, asked, signal) => {
    const started = performance.now();
    const { turn, code } = await answerPrivately({ version, ...asked }, signal);
    const ms = performance.now() - started;
    return {
      ms: Math.round(ms * 10) / 10,
      failed: turn?.state !== 'finished' || turn.notice !== null,
      code,
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
