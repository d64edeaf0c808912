import { randomUUID } from 'node:crypto';
import {
  AppError,
  type Pointer,
  type Rating,
  type RatingTag,
  type RouteReason,
  type SearchHit,
  type Timings,
  type Turn,
  type TurnDetails,
} from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import type { AnswerDraft } from './answer-draft.ts';

export type RetrievedHit = SearchHit & { chunk: number };

export interface RatingChange {
  thumb?: 'up' | 'down' | null;
  stars?: number | null;
  tags?: RatingTag[];
  comment?: string | null;
}

/** Turns (a question with its answer) and their ratings. A turn is stored when it is asked and once more when it ends. */
export interface Turns {
  begin(turn: {
    chat: string;
    question: string;
    version: string;
    pointer: Pointer | null;
    reason: RouteReason;
  }): string;
  finish(
    id: string,
    outcome: AnswerDraft & {
      state: 'finished' | 'stopped' | 'failed';
      code: string | null;
      notice: string | null;
      timings: Timings;
      tokens: number;
      retrieved: RetrievedHit[];
      prompt: string | null;
      fingerprint: string | null;
    },
  ): Turn;
  get(id: string): Turn;
  history(chat: string): Turn[];
  details(id: string): TurnDetails;
  rate(id: string, change: RatingChange): Rating;
  /** Turns that a crash cut off become stopped ones. */
  closeInterrupted(): void;
}

const noTimings: Timings = { route: 0, embed: null, search: null, rerank: null, firstToken: null, total: 0 };

export function createTurns(options: { database: Database; clock: Clock }): Turns {
  const { database, clock } = options;
  const columns = `t.id AS answerId, t.chat_id AS chat, t.question, t.answer, t.state, t.code, t.supported, t.sentences,
    t.citations, t.version, t.pointer, t.reason, t.timings, t.tokens, t.notice, t.asked_at AS askedAt,
    r.thumb, r.stars, r.tags, r.comment, r.rated_at AS ratedAt
    FROM turn t LEFT JOIN rating r ON r.turn_id = t.id`;

  function toTurn(row: Record<string, unknown>): Turn {
    const { thumb, stars, tags, comment, ratedAt, ...turn } = row;
    const rating =
      typeof ratedAt === 'number'
        ? {
            answerId: row.answerId,
            version: row.version,
            thumb,
            stars,
            tags: JSON.parse(String(tags)),
            comment,
            ratedAt,
          }
        : null;
    return {
      ...turn,
      supported: row.supported === 1,
      sentences: JSON.parse(String(row.sentences)),
      citations: JSON.parse(String(row.citations)),
      timings: JSON.parse(String(row.timings)),
      rating,
    } as Turn;
  }

  function get(id: string): Turn {
    const row = database.prepare(`SELECT ${columns} WHERE t.id = ?`).get(id) as Record<string, unknown> | undefined;
    if (!row) throw new AppError('not-found', { answer: id });
    return toTurn(row);
  }

  return {
    begin({ chat, question, version, pointer, reason }) {
      const id = randomUUID();
      database
        .prepare(
          `INSERT INTO turn (id, chat_id, ordinal, question, answer, state, supported, sentences, citations, version,
             pointer, reason, timings, tokens, retrieved, asked_at)
           VALUES (@id, @chat, (SELECT coalesce(max(ordinal), 0) + 1 FROM turn WHERE chat_id = @chat), @question, '',
             'running', 0, '[]', '[]', @version, @pointer, @reason, @timings, 0, '[]', @now)`,
        )
        .run({ id, chat, question, version, pointer, reason, timings: JSON.stringify(noTimings), now: clock.now() });
      return id;
    },
    finish(id, outcome) {
      database
        .prepare(
          `UPDATE turn SET answer = @answer, state = @state, code = @code, supported = @supported, sentences = @sentences,
             citations = @citations, timings = @timings, tokens = @tokens, notice = @notice, retrieved = @retrieved,
             prompt = @prompt, fingerprint = @fingerprint WHERE id = @id`,
        )
        .run({
          id,
          answer: outcome.answer,
          state: outcome.state,
          code: outcome.code,
          supported: outcome.supported ? 1 : 0,
          sentences: JSON.stringify(outcome.sentences),
          citations: JSON.stringify(outcome.citations),
          timings: JSON.stringify(outcome.timings),
          tokens: outcome.tokens,
          notice: outcome.notice,
          retrieved: JSON.stringify(outcome.retrieved),
          prompt: outcome.prompt,
          fingerprint: outcome.fingerprint,
        });
      return get(id);
    },
    get,
    history(chat) {
      const rows = database.prepare(`SELECT ${columns} WHERE t.chat_id = ? ORDER BY t.ordinal`).all(chat);
      return (rows as Record<string, unknown>[]).map(toTurn);
    },
    details(id) {
      const row = database.prepare('SELECT retrieved, prompt, fingerprint FROM turn WHERE id = ?').get(id) as
        | { retrieved: string; prompt: string | null; fingerprint: string | null }
        | undefined;
      if (!row) throw new AppError('not-found', { answer: id });
      return { answerId: id, retrieved: JSON.parse(row.retrieved), prompt: row.prompt, fingerprint: row.fingerprint };
    },
    rate(id, change) {
      const turn = get(id);
      const before = turn.rating;
      const rating: Rating = {
        answerId: id,
        version: turn.version,
        thumb: change.thumb === undefined ? (before?.thumb ?? null) : change.thumb,
        stars: change.stars === undefined ? (before?.stars ?? null) : change.stars,
        tags: change.tags ?? before?.tags ?? [],
        comment: change.comment === undefined ? (before?.comment ?? null) : change.comment,
        ratedAt: clock.now(),
      };
      database
        .prepare(
          `INSERT INTO rating (turn_id, version, thumb, stars, tags, comment, rated_at)
           VALUES (@answerId, @version, @thumb, @stars, @tags, @comment, @ratedAt)
           ON CONFLICT (turn_id) DO UPDATE SET thumb = excluded.thumb, stars = excluded.stars, tags = excluded.tags,
             comment = excluded.comment, rated_at = excluded.rated_at`,
        )
        .run({ ...rating, tags: JSON.stringify(rating.tags) });
      return rating;
    },
    closeInterrupted() {
      database.prepare(`UPDATE turn SET state = 'stopped', code = 'cancelled' WHERE state = 'running'`).run();
    },
  };
}
