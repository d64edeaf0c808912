import { z } from 'zod';
import { RampStep, RolloutPolicy } from './rollout-policy.ts';

/** Where a version is in its life. The diagram stands above `transition` in core/release. Times are ms since 1970. */
export const rolloutStates = [
  'installing',
  'verifying',
  'rejected',
  'staged',
  'shadow',
  'ramping',
  'paused',
  'ready',
  'promoting',
  'watching',
  'stable',
  'rolled-back',
  'retired-warm',
  'retired-cold',
  'archived',
] as const;
export const RolloutStateName = z.enum(rolloutStates);
export type RolloutStateName = z.infer<typeof RolloutStateName>;

/** `inconclusive` is an answer: too early to tell. `error`: the guard itself could not be computed. */
export const Verdict = z.enum(['passed', 'failed', 'inconclusive', 'error']);
export type Verdict = z.infer<typeof Verdict>;

export const guardIds = [
  'gate',
  'shadow',
  'latency',
  'support',
  'breaker',
  'surge',
  'rates',
  'votes',
  'slices',
  'ramp',
  'watch',
] as const;
export const GuardId = z.enum(guardIds);
export type GuardId = z.infer<typeof GuardId>;

/** Moves that wait for guards. */
export const GuardedMove = z.enum(['ramp', 'advance', 'ready', 'promote', 'settle']);
export type GuardedMove = z.infer<typeof GuardedMove>;

/** One guard with what it found. `value`, `limit` are in the unit that `detail` says; null where there is none yet. */
export const Guard = z.object({
  id: GuardId,
  value: z.number().nullable(),
  limit: z.number().nullable(),
  sample: z.number().describe('Turns, pairs, votes or chats that the value rests on'),
  verdict: Verdict,
  since: z.number().describe('When the verdict became what it is'),
  needed: z.array(GuardedMove).describe('Moves that need it passed; a failed guard stops every move forward'),
  onFailure: z.enum(['hold', 'rollback']),
  detail: z.string(),
  counts: z
    .object({ wins: z.number(), losses: z.number(), ties: z.number() })
    .optional()
    .describe('Blind votes for and against the version'),
});
export type Guard = z.infer<typeof Guard>;

/** A rule sends questions to a version before the split is asked. Rules are tried in their order. */
export const RouteRuleKind = z.enum(['library', 'device']);
export const DeviceCondition = z.enum(['battery', 'no-gpu', 'low-memory']);
export type DeviceCondition = z.infer<typeof DeviceCondition>;
export const RouteRule = z.object({
  id: z.number(),
  kind: RouteRuleKind,
  value: z.string().describe('Id of a library, or battery, no-gpu, low-memory'),
  to: z.enum(['stable', 'beta']),
  createdAt: z.number(),
});
export type RouteRule = z.infer<typeof RouteRule>;

export const RoutingTable = z.object({
  stable: z.string(),
  beta: z.string().nullable(),
  weight: z.number().describe('Percent of new chats that go to beta now'),
  control: z.number().describe('Percent of new chats that are compared with them'),
  rules: z.array(RouteRule),
});
export type RoutingTable = z.infer<typeof RoutingTable>;

export const BreakerStatus = z.object({
  state: z.enum(['closed', 'open', 'trial']),
  until: z.number().nullable().describe('When a trial is let through'),
  cause: z.enum(['crashes', 'failures']).nullable(),
});
export type BreakerStatus = z.infer<typeof BreakerStatus>;

/** One row of the audit log. `hash` covers the row and `previousHash`, so that no row can be changed unseen. */
export const AuditRow = z.object({
  id: z.number(),
  at: z.number(),
  who: z.string().describe('The user of the operating system, or "tandem" for what the app does by itself'),
  what: z.string(),
  version: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  why: z.string(),
  evidence: z.unknown(),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof AuditRow>;

export const AuditCheck = z.object({
  ok: z.boolean(),
  rows: z.number(),
  head: z.string().describe('Hash of the last row; kept elsewhere it proves that nothing was cut off'),
  brokenAt: z.number().nullable().describe('Id of the first row that does not fit'),
  problem: z.string().nullable(),
});
export type AuditCheck = z.infer<typeof AuditCheck>;

export const ReleaseStatus = z.object({
  stable: z.string(),
  beta: z.string().nullable(),
  previous: z.string().nullable(),
  generation: z.number(),
  version: z.string().describe('The version that the rest is about: the candidate, else stable'),
  state: RolloutStateName,
  since: z.number(),
  weight: z.number().describe('Percent of new chats that go to beta now'),
  step: z.number().nullable().describe('Step of the ramp, from 0'),
  steps: z.array(RampStep),
  reason: z.string().nullable().describe('Why it is paused, rejected or rolled back'),
  guards: z.array(Guard),
  breaker: BreakerStatus,
  rules: z.array(RouteRule),
  policy: RolloutPolicy,
  versions: z.array(z.object({ version: z.string(), state: RolloutStateName, since: z.number() })),
  history: z.array(AuditRow.pick({ at: true, who: true, what: true, version: true, from: true, to: true, why: true })),
});
export type ReleaseStatus = z.infer<typeof ReleaseStatus>;

export const VoteInput = z.object({
  stable: z.string().min(1).max(200).describe('Answer of the stable version'),
  beta: z.string().min(1).max(200).describe('Answer of the other version to the same question'),
  winner: z.enum(['stable', 'beta', 'tie']),
  blind: z.boolean().describe('The voter could not see which answer was whose; only such votes count'),
  left: z.enum(['stable', 'beta']).describe('Which answer was shown on the left'),
  ms: z.number().min(0).max(86_400_000).describe('Time until the vote'),
});
export type VoteInput = z.infer<typeof VoteInput>;
export const Vote = VoteInput.extend({
  id: z.number(),
  question: z.string(),
  stableVersion: z.string(),
  betaVersion: z.string(),
  slice: z.string(),
  votedAt: z.number(),
});
export type Vote = z.infer<typeof Vote>;
