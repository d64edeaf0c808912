import type { BreakerStatus, ErrorCode, RolloutPolicy, Turn } from '../contract/index.ts';
import { admit, afterTurn, type Breaker, closedBreaker, openBreaker, trips } from './breaker.ts';
import type { Outcome } from './evidence.ts';

/** Codes of a version's process that ended or did not fit, in contrast to failures of other kinds. */
const crashCodes: ReadonlySet<string> = new Set<ErrorCode>(['model-crashed', 'model-too-large', 'index-failed']);

/** How a stored turn ended for its version. One that a fallback answered failed; one that a person stopped says nothing. */
export function outcomeOf(turn: Pick<Turn, 'state' | 'code' | 'notice'>): Outcome | 'stopped' {
  if (turn.state === 'stopped' || turn.state === 'running') return 'stopped';
  const code = turn.state === 'failed' ? turn.code : turn.notice;
  if (turn.state === 'finished' && code === null) return 'answered';
  return code !== null && crashCodes.has(code) ? 'crashed' : 'failed';
}

/** The breakers of all versions, by what their turns of this run and the last ones before it came to. */
export interface VersionBreaker {
  /** Whether a question may go to the version now. After the rest it lets one through as a trial. */
  admits(version: string): boolean;
  /** Takes note of a turn that ended. */
  observe(version: string, outcome: Outcome | 'stopped'): void;
  status(version: string): BreakerStatus;
  /** The last turns that count, newest first. */
  last(version: string): readonly Outcome[];
  /** A new attempt begins with nothing held against it. */
  reset(version: string): void;
}

/** Turns kept per version; the widest window of a policy. */
const kept = 100;

export function createVersionBreaker(options: {
  now: () => number;
  policy: (version: string) => RolloutPolicy['breaker'];
  stable: () => string;
  /** Turns of an attempt that ended before this run, newest first, with the time of the newest. */
  earlier: (version: string) => { outcomes: Outcome[]; at: number };
}): VersionBreaker {
  const { now, policy, stable, earlier } = options;
  const breakers = new Map<string, Breaker>();
  const turns = new Map<string, Outcome[]>();

  function known(version: string): Outcome[] {
    let list = turns.get(version);
    if (!list) {
      const before = earlier(version);
      list = before.outcomes.slice(0, kept);
      turns.set(version, list);
      // A restart does not shorten the rest.
      const cause = version === stable() ? null : trips(list, known(stable()), policy(version));
      if (cause) breakers.set(version, openBreaker(cause, policy(version), before.at));
    }
    return list;
  }

  const of = (version: string): Breaker => {
    known(version);
    return breakers.get(version) ?? closedBreaker;
  };

  return {
    admits(version) {
      const result = admit(of(version), now());
      if (result.breaker !== closedBreaker) breakers.set(version, result.breaker);
      return result.admitted;
    },
    observe(version, outcome) {
      const list = known(version);
      const before = of(version);
      const after = afterTurn(before, outcome, policy(version), now());
      if (outcome !== 'stopped') list.unshift(outcome);
      list.length = Math.min(list.length, kept);
      if (before.state === 'trial') {
        // A good trial makes good what was before it.
        if (after.state === 'closed') list.length = 0;
        breakers.set(version, after);
        return;
      }
      if (before.state === 'open' || version === stable()) return;
      const cause = trips(list, known(stable()), policy(version));
      if (cause) breakers.set(version, openBreaker(cause, policy(version), now()));
    },
    status(version) {
      const { state, until, cause } = of(version);
      return { state, until: state === 'closed' ? null : until, cause: state === 'closed' ? null : cause };
    },
    last: (version) => known(version),
    reset(version) {
      breakers.delete(version);
      turns.set(version, []);
    },
  };
}
