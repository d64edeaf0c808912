import { ORPCError } from '@orpc/client';
import { type ErrorCode, isErrorCode } from '../../core/contract/errors.ts';

/** `unreachable` is the renderer's own: the application did not answer at all. */
export type ProblemCode = ErrorCode | 'unreachable';

export interface Problem {
  code: ProblemCode;
  /** The sentence that came with it, in English; shown when the code has no words of its own here. */
  message: string;
  details: Record<string, unknown>;
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
  if (typeof error === 'object' && error !== null) {
    const { code, status } = error as { code?: unknown; status?: unknown };
    if (isErrorCode(code)) return code;
    if (status === 401 || status === 403) return 'not-allowed';
    if (status === 404) return 'not-found';
  }
  if (error instanceof ORPCError) return error.status === 400 ? 'bad-request' : 'internal';
  // fetch rejects with a TypeError when nothing listens.
  if (error instanceof TypeError) return 'unreachable';
  return 'internal';
}

/** Turns anything thrown by the client, by fetch or by pdf.js into a code that has words in both languages. */
export function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const data = error instanceof ORPCError ? error.data : undefined;
  const details = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  return { code: codeOf(error), message, details };
}

export function isCancelled(error: unknown): boolean {
  return problemOf(error).code === 'cancelled';
}
