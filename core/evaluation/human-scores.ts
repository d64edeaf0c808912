import type { HumanScores } from '../contract/index.ts';
import { evidenceAbove } from '../release/statistics.ts';
import type { Database } from '../store/database.ts';
import { bradleyTerry, type Wins } from './bradley-terry.ts';
import { binomialP, sampleRatioP } from './sample-ratio.ts';

/** 0.975 quantile of the standard normal distribution. */
const z975 = 1.959963984540054;

/** What people said of these versions until now: ratings, blind choices between two, and the split behind them. */
export function readHumanScores(database: Database, versions: readonly string[]): HumanScores {
  const ratings = database
    .prepare(
      `SELECT version, count(*) AS rated, avg(stars) AS stars, count(stars) AS starred,
         coalesce(sum(thumb = 'up'), 0) AS up, coalesce(sum(thumb = 'down'), 0) AS down
       FROM rating WHERE version IN (SELECT value FROM json_each(?)) AND (stars IS NOT NULL OR thumb IS NOT NULL)
       GROUP BY version ORDER BY version`,
    )
    .all(JSON.stringify(versions)) as HumanScores['ratings'];
  const counted = database
    .prepare(
      `SELECT beta_version AS version, stable_version AS against, coalesce(sum(winner = 'beta'), 0) AS wins,
         coalesce(sum(winner = 'stable'), 0) AS losses, coalesce(sum(winner = 'tie'), 0) AS ties
       FROM vote WHERE blind = 1 GROUP BY beta_version, stable_version ORDER BY beta_version, stable_version`,
    )
    .all() as Omit<HumanScores['votes'][number], 'evidence'>[];
  const votes = counted
    .filter((row) => versions.includes(row.version) || versions.includes(row.against))
    .map((row) => ({ ...row, evidence: evidenceAbove(row.wins, row.losses) }));
  return { ratings, votes, strengths: strengthsOf(counted), split: readSplit(database) };
}

/** Strengths over all versions that were ever voted on. With two, wins and losses say the same. */
function strengthsOf(votes: readonly Omit<HumanScores['votes'][number], 'evidence'>[]): HumanScores['strengths'] {
  const wins: Wins[] = votes.flatMap(({ version, against, wins: won, losses }) => [
    { winner: version, loser: against, count: won },
    { winner: against, loser: version, count: losses },
  ]);
  const strengths = bradleyTerry(wins) ?? [];
  if (strengths.length < 3) return [];
  return strengths
    .sort((a, b) => b.strength - a.strength)
    .map(({ version, strength, error }) => ({
      version,
      strength,
      low: strength - z975 * error,
      high: strength + z975 * error,
    }));
}

/**
 * Chats per arm of the candidate's split. Both arms are of one size up to a weight of one half; above, the control arm
 * shrinks with each step, and there is no one share to test against.
 */
function readSplit(database: Database): HumanScores['split'] {
  const row = database
    .prepare(
      `SELECT coalesce(sum(a.arm = 'beta'), 0) AS beta, coalesce(sum(a.arm = 'control'), 0) AS control,
         (SELECT max(coalesce(json_extract(e.event, '$.weight'), 0)) FROM rollout_event e WHERE e.version = r.version) AS most
       FROM pointer p JOIN rollout r ON r.version = p.beta LEFT JOIN assignment a ON a.salt = r.salt GROUP BY r.version`,
    )
    .get() as { beta: number; control: number; most: number | null } | undefined;
  if (!row || row.beta + row.control === 0 || (row.most ?? 0) > 0.5) return null;
  const { beta, control } = row;
  return {
    beta,
    control,
    p: sampleRatioP([beta, control], [0.5, 0.5]),
    exact: binomialP(beta, beta + control, 0.5),
  };
}
