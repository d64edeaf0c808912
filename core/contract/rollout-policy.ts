import { z } from 'zod';

const share = z.number().min(0).max(1);
const minutes = z.number().min(0).max(100_000);

/** One step of a ramp: the share of new chats that go to beta, and how much has to be seen before the next step. */
export const RampStep = z.object({
  weight: z.number().min(0).max(100).describe('Percent of new chats'),
  chats: z.int().min(0).max(100_000).describe('Least beta chats seen in this step'),
  minutes: minutes.describe('Least time in this step'),
});
export type RampStep = z.infer<typeof RampStep>;

export const policyPresets = ['personal', 'team-of-ten', 'server'] as const;

/**
 * How a version is released. Every figure can be set in the manifest under `rollout`; what is left out comes from the
 * preset. Ratios are beta / stable, rates are failures / turns, both without percent.
 */
export const RolloutPolicy = z.object({
  preset: z.enum(policyPresets),
  gate: z.object({ maxErrorRate: share, maxLatencyRatio: z.number().min(1).max(100) }),
  shadow: z.object({
    pairs: z.int().min(0).max(10_000).describe('Questions both versions have to answer in idle time'),
    most: z.int().min(0).max(100_000).describe('After this many pairs no more are made'),
    idleSeconds: z.number().min(0).max(86_400).describe('Quiet time before the next pair'),
  }),
  ramp: z.object({ steps: z.array(RampStep).min(1).max(20) }),
  breaker: z.object({
    crashesInRow: z.int().min(1).max(100),
    failures: z.int().min(1).max(100),
    window: z.int().min(1).max(100).describe('Turns of beta that failures are counted in'),
    openSeconds: z.number().min(0).max(86_400),
  }),
  latency: z.object({
    hold: z.number().min(1).max(100),
    rollback: z.number().min(1).max(100),
    pairs: z.int().min(2).max(10_000).describe('Least pairs before a verdict'),
    leastMs: z.number().min(0).max(60_000).describe('A difference below this is noticed by nobody and never fails'),
  }),
  votes: z.object({
    evidence: z.number().min(1).max(1_000_000).describe('e-value that decides'),
    most: z.int().min(1).max(10_000).describe('Only the first votes of a rollout count, this many'),
  }),
  rates: z.array(z.object({ limit: share, turns: z.int().min(1).max(1_000_000) })).max(10),
  surge: z.object({ rate: share, minutes, failures: z.int().min(1).max(1000) }),
  watch: z.object({ minutes, turns: z.int().min(0).max(100_000), warmMinutes: minutes }),
  promotion: z.enum(['ask', 'automatic']).describe('Who promotes a version that is ready'),
  window: z
    .object({ from: z.int().min(0).max(23), to: z.int().min(0).max(23) })
    .nullable()
    .describe('Hours of the day, local time, in which the app moves a version forward by itself; null: any'),
});
export type RolloutPolicy = z.infer<typeof RolloutPolicy>;

/** What a manifest says of its rollout: any part of a policy. */
export const RolloutPolicyChange = z.looseObject({
  preset: RolloutPolicy.shape.preset.optional(),
  gate: RolloutPolicy.shape.gate.partial().optional(),
  shadow: RolloutPolicy.shape.shadow.partial().optional(),
  ramp: RolloutPolicy.shape.ramp.optional(),
  breaker: RolloutPolicy.shape.breaker.partial().optional(),
  latency: RolloutPolicy.shape.latency.partial().optional(),
  votes: RolloutPolicy.shape.votes.partial().optional(),
  rates: RolloutPolicy.shape.rates.optional(),
  surge: RolloutPolicy.shape.surge.partial().optional(),
  watch: RolloutPolicy.shape.watch.partial().optional(),
  promotion: RolloutPolicy.shape.promotion.optional(),
  window: RolloutPolicy.shape.window.optional(),
});
export type RolloutPolicyChange = z.infer<typeof RolloutPolicyChange>;
