import type { RolloutPolicy } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import type { Count, Evidence, Outcome, PairCount, SliceVotes } from './evidence.ts';
import type { Rollout } from './rollout.ts';
import { type Moments, momentsOfSums } from './statistics.ts';

/** A turn that ended by itself; one that a fallback answered failed. Stopped turns say nothing. */
const ended = `state IN ('finished', 'failed')`;
const failed = `(state = 'failed' OR notice IS NOT NULL)`;
/** Turns of the version before, to compare a new stable version with. */
const turnsBefore = 200;

/** Reads from stored turns, pairs and votes what a version is judged by: a candidate, or a new stable version. */
export function createEvidenceReader(
  database: Database,
): (
  rollout: Rollout,
  facts: { stable: string; policy: RolloutPolicy; now: number; last: (version: string) => readonly Outcome[] },
) => Evidence {
  const countTurns = database.prepare(
    `SELECT count(*) AS turns, coalesce(sum(${failed}), 0) AS failures FROM turn
     WHERE version = ? AND asked_at >= ? AND ${ended}`,
  );
  const armChats = database
    .prepare(
      `SELECT count(DISTINCT a.chat_id) FROM assignment a JOIN turn t ON t.chat_id = a.chat_id
       WHERE a.salt = @salt AND a.arm = 'beta' AND a.assigned_at >= @since AND t.reason = 'split' AND t.version = @version`,
    )
    .pluck();
  const sums = `count(*) AS count, coalesce(sum(ln(ms)), 0) AS sum, coalesce(sum(ln(ms) * ln(ms)), 0) AS squares`;
  const armTimes = database.prepare(
    `SELECT ${sums} FROM (SELECT max(0.1, json_extract(timings, '$.total')) AS ms FROM turn
     WHERE version = @version AND asked_at >= @since AND reason = 'split' AND state = 'finished' AND notice IS NULL)`,
  );
  const timesSince = database.prepare(
    `SELECT ${sums} FROM (SELECT max(0.1, json_extract(timings, '$.total')) AS ms FROM turn
     WHERE version = @version AND asked_at >= @since AND state = 'finished' AND notice IS NULL)`,
  );
  const timesBefore = database.prepare(
    `SELECT ${sums} FROM (SELECT max(0.1, json_extract(timings, '$.total')) AS ms FROM turn
     WHERE version = @version AND asked_at < @since AND state = 'finished' AND notice IS NULL
     ORDER BY asked_at DESC LIMIT ${turnsBefore})`,
  );
  const of = (side: 'stable' | 'beta', key: string) => `json_extract(${side}, '$.${key}')`;
  const bothAnswered = `${of('stable', 'failed')} = 0 AND ${of('beta', 'failed')} = 0`;
  const logRatio = `ln(max(0.1, ${of('beta', 'ms')}) / max(0.1, ${of('stable', 'ms')}))`;
  const countPairs = database.prepare(
    `SELECT count(*) AS pairs, coalesce(sum(${of('stable', 'failed')}), 0) AS stableFailures,
       coalesce(sum(${of('beta', 'failed')}), 0) AS betaFailures,
       coalesce(sum(${bothAnswered} AND ${of('stable', 'supported')} AND NOT ${of('beta', 'supported')}), 0) AS onlyStable,
       coalesce(sum(${bothAnswered} AND ${of('beta', 'supported')} AND NOT ${of('stable', 'supported')}), 0) AS onlyBeta,
       coalesce(sum(${of('stable', 'missing')} OR ${of('beta', 'missing')}), 0) AS missing,
       coalesce(avg(CASE WHEN ${bothAnswered} AND NOT cold THEN ${of('beta', 'ms')} - ${of('stable', 'ms')} END), 0) AS extraMs,
       coalesce(sum(CASE WHEN ${bothAnswered} AND NOT cold THEN 1 ELSE 0 END), 0) AS count,
       coalesce(sum(CASE WHEN ${bothAnswered} AND NOT cold THEN ${logRatio} END), 0) AS sum,
       coalesce(sum(CASE WHEN ${bothAnswered} AND NOT cold THEN ${logRatio} * ${logRatio} END), 0) AS squares
     FROM answer_pair WHERE salt = ? AND source = ?`,
  );
  const countVotes = database.prepare(
    `SELECT slice, sum(winner = 'beta') AS wins, sum(winner = 'stable') AS losses FROM
       (SELECT slice, winner FROM vote WHERE beta_version = @version AND stable_version = @stable AND blind = 1
        AND winner <> 'tie' AND voted_at >= @since ORDER BY id LIMIT @most)
     GROUP BY slice`,
  );
  const countTies = database
    .prepare(
      `SELECT count(*) FROM vote WHERE beta_version = @version AND stable_version = @stable AND blind = 1
       AND winner = 'tie' AND voted_at >= @since`,
    )
    .pluck();

  type Sums = { count: number; sum: number; squares: number };
  const moments = (row: unknown): Moments => {
    const { count, sum, squares } = row as Sums;
    return momentsOfSums(count, sum, squares);
  };
  const pairs = (salt: string, source: 'shadow' | 'gate'): PairCount & { missing: number } => {
    const row = countPairs.get(salt, source) as Omit<PairCount, 'logRatios'> & { missing: number } & Sums;
    const { pairs: all, stableFailures, betaFailures, onlyStable, onlyBeta, missing, extraMs } = row;
    const logRatios = moments(row);
    return { pairs: all, stableFailures, betaFailures, onlyStable, onlyBeta, missing, extraMs, logRatios };
  };

  return (rollout, { stable, policy, now, last }) => {
    const { version, salt, startedAt, state } = rollout;
    const other = state.name === 'watching' ? state.replaced : stable;
    const recent = now - policy.surge.minutes * 60_000;
    const count = (of: string, since: number) => countTurns.get(of, since) as Count;
    const begin = state.name === 'watching' ? state.since : startedAt;
    const times =
      state.name === 'watching'
        ? [timesSince.get({ version, since: state.since }), timesBefore.get({ version: other, since: state.since })]
        : [armTimes.get({ version, since: startedAt }), armTimes.get({ version: other, since: startedAt })];
    const gate = pairs(salt, 'gate');
    return {
      lastBeta: last(version),
      lastStable: last(other),
      recentBeta: count(version, Math.max(recent, begin)),
      recentStable: count(other, recent),
      beta: count(version, begin),
      stepChats: 'step' in state ? (armChats.get({ salt, since: state.since, version }) as number) : 0,
      watchTurns: state.name === 'watching' ? count(version, state.since).turns : 0,
      shadow: pairs(salt, 'shadow'),
      gate: gate.pairs > 0 ? gate : null,
      betaTimes: moments(times[0]),
      controlTimes: moments(times[1]),
      votes: countVotes.all({ version, stable: other, since: startedAt, most: policy.votes.most }) as SliceVotes[],
      ties: countTies.get({ version, stable: other, since: startedAt }) as number,
    };
  };
}
