import type { Moments } from './statistics.ts';

/** How a turn ended, for guards. Turns that a person stopped say nothing and are left out. */
export type Outcome = 'answered' | 'failed' | 'crashed';

export interface Count {
  turns: number;
  failures: number;
}

/** What two versions made of the same questions, counted. Latencies are logarithms of beta / stable, cold starts left out. */
export interface PairCount {
  pairs: number;
  stableFailures: number;
  betaFailures: number;
  /** Supported answers of one version where the other had none. */
  onlyStable: number;
  onlyBeta: number;
  logRatios: Moments;
  /** Mean difference of those latencies, beta minus stable, in milliseconds. */
  extraMs: number;
}

export interface SliceVotes {
  slice: string;
  wins: number;
  losses: number;
}

/** Everything that guards judge by. Of the present attempt alone, unless it says otherwise. */
export interface Evidence {
  /** Newest first. */
  lastBeta: readonly Outcome[];
  lastStable: readonly Outcome[];
  /** In the last minutes that the policy's surge looks at. */
  recentBeta: Count;
  recentStable: Count;
  beta: Count;
  /** Chats that the split sent to beta since the present step began. */
  stepChats: number;
  /** Turns of the version since it took over. */
  watchTurns: number;
  shadow: PairCount;
  /** Null when no question set was run. `missing`: cases that one of the two did not answer. */
  gate: (PairCount & { missing: number }) | null;
  /** Logarithms of milliseconds of the split's turns, both arms alike. */
  betaTimes: Moments;
  controlTimes: Moments;
  votes: readonly SliceVotes[];
  /** Blind votes that found both answers equal. */
  ties?: number;
}
