import { AppError, type Vote, type VoteInput } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { sliceOf } from './slices.ts';

/** Preferences between two versions' answers to one question. */
export interface Votes {
  /** Fails with `not-found` for an unknown answer, `bad-request` for answers that do not belong together. */
  cast(vote: VoteInput): Vote;
}

export function createVotes(options: { database: Database; clock: Clock }): Votes {
  const { database, clock } = options;
  const readTurn = database.prepare('SELECT question, version FROM turn WHERE id = ?');
  const columns = `id, question, stable_turn AS stable, beta_turn AS beta, stable_version AS stableVersion,
    beta_version AS betaVersion, winner, blind, shown_left AS "left", ms_to_vote AS ms, slice, voted_at AS votedAt`;

  function turn(id: string): { question: string; version: string } {
    const found = readTurn.get(id) as { question: string; version: string } | undefined;
    if (!found) throw new AppError('not-found', { answer: id });
    return found;
  }

  return {
    cast(vote) {
      const stable = turn(vote.stable);
      const beta = turn(vote.beta);
      if (stable.question !== beta.question || stable.version === beta.version) {
        throw new AppError(
          'bad-request',
          { stable: vote.stable, beta: vote.beta },
          { message: 'A vote needs the answers of two versions to the same question.' },
        );
      }
      const row = database
        .prepare(
          `INSERT INTO vote (question, stable_turn, beta_turn, stable_version, beta_version, winner, blind, shown_left,
             ms_to_vote, slice, voted_at)
           VALUES (@question, @stable, @beta, @stableVersion, @betaVersion, @winner, @blind, @left, @ms, @slice, @now)
           ON CONFLICT (stable_turn, beta_turn) DO UPDATE SET winner = excluded.winner, blind = min(blind, excluded.blind),
             shown_left = excluded.shown_left, ms_to_vote = excluded.ms_to_vote, voted_at = excluded.voted_at
           RETURNING ${columns}`,
        )
        .get({
          ...vote,
          ms: Math.round(vote.ms),
          question: stable.question,
          stableVersion: stable.version,
          betaVersion: beta.version,
          blind: vote.blind ? 1 : 0,
          slice: sliceOf(stable.question),
          now: clock.now(),
        }) as Vote & { blind: unknown };
      return { ...row, blind: Number(row.blind) === 1 };
    },
  };
}
