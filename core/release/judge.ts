import { AppError, type Guard, type GuardedMove, guardIds, type RolloutPolicy } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { type Finding, findGuards } from './guards.ts';
import { createEvidenceReader } from './read-evidence.ts';
import type { ReleaseStore } from './release-store.ts';
import { candidateStates, type Rollout } from './rollout.ts';
import type { VersionBreaker } from './version-breaker.ts';

/** The guards of a version as they are now. Empty for versions that nothing is decided about. Never throws. */
export type Judge = (rollout: Rollout) => Guard[];

const everyMove: GuardedMove[] = ['ramp', 'advance', 'ready', 'promote', 'settle'];

export function createJudge(options: {
  database: Database;
  now: () => number;
  store: ReleaseStore;
  breaker: VersionBreaker;
  policy: (version: string) => RolloutPolicy;
}): Judge {
  const { database, now, store, breaker, policy } = options;
  const readEvidence = createEvidenceReader(database);
  const readVerdicts = database.prepare('SELECT guard, verdict, since FROM guard_verdict WHERE salt = ?');
  const writeVerdict = database.prepare(
    `INSERT INTO guard_verdict (salt, guard, verdict, since) VALUES (?, ?, ?, ?)
     ON CONFLICT (salt, guard) DO UPDATE SET verdict = excluded.verdict, since = excluded.since`,
  );

  function find(rollout: Rollout, at: number): Finding[] {
    try {
      const own = policy(rollout.version);
      const facts = { stable: store.fleet().pointers.stable, policy: own, now: at, last: breaker.last };
      return findGuards(own, readEvidence(rollout, facts), rollout.state, at);
    } catch (error) {
      // What cannot be computed is no pass: everything waits, and the reason is shown.
      const detail = `could not be computed: ${AppError.from(error).details.cause ?? AppError.from(error).message}`;
      const figures = { value: null, limit: null, sample: 0, needed: everyMove, onFailure: 'hold' as const };
      return guardIds.map((id) => ({ id, ...figures, verdict: 'error' as const, detail }));
    }
  }

  return (rollout) => {
    if (!candidateStates.has(rollout.state.name) && rollout.state.name !== 'watching') return [];
    const at = now();
    // A version is watched on its own merits: what a guard said of it as a candidate is another matter.
    const key = rollout.state.name === 'watching' ? `${rollout.salt} watch` : rollout.salt;
    const findings = find(rollout, at);
    const known = new Map(
      (readVerdicts.all(key) as { guard: string; verdict: string; since: number }[]).map((row) => [row.guard, row]),
    );
    return findings.map((finding) => {
      const before = known.get(finding.id);
      if (before?.verdict === finding.verdict) return { ...finding, since: before.since };
      writeVerdict.run(key, finding.id, finding.verdict, at);
      return { ...finding, since: at };
    });
  };
}
