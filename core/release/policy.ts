import type { Manifest, RolloutPolicy, RolloutPolicyChange } from '../contract/index.ts';

/**
 * One person on one machine: few questions, so little is asked of each step, and nothing is promoted without asking.
 * The limits on error rates are those below which a rate can be shown with 95 % certainty from so many turns without
 * a failure: 1 - 0.05^(1/n).
 */
const personal: RolloutPolicy = {
  preset: 'personal',
  gate: { maxErrorRate: 0.01, maxLatencyRatio: 1.2 },
  shadow: { pairs: 20, most: 60, idleSeconds: 5 },
  ramp: {
    steps: [
      { weight: 10, chats: 5, minutes: 30 },
      { weight: 25, chats: 10, minutes: 30 },
      { weight: 50, chats: 10, minutes: 30 },
    ],
  },
  breaker: { crashesInRow: 3, failures: 3, window: 10, openSeconds: 30 },
  latency: { hold: 1.2, rollback: 1.3, pairs: 20, leastMs: 50 },
  votes: { evidence: 20, most: 100 },
  rates: [
    { limit: 0.01, turns: 299 },
    { limit: 0.02, turns: 149 },
    { limit: 0.05, turns: 59 },
  ],
  surge: { rate: 0.03, minutes: 5, failures: 3 },
  watch: { minutes: 30, turns: 20, warmMinutes: 30 },
  promotion: 'ask',
  window: null,
};

const presets: Record<RolloutPolicy['preset'], RolloutPolicy> = {
  personal,
  'team-of-ten': {
    ...personal,
    preset: 'team-of-ten',
    shadow: { pairs: 40, most: 100, idleSeconds: 5 },
    ramp: {
      steps: [
        { weight: 5, chats: 10, minutes: 60 },
        { weight: 20, chats: 20, minutes: 60 },
        { weight: 50, chats: 40, minutes: 120 },
      ],
    },
    watch: { minutes: 60, turns: 50, warmMinutes: 60 },
  },
  /** The steps that servers use: a look every quarter of an hour, from 1 % of new chats to all of them. */
  server: {
    ...personal,
    preset: 'server',
    shadow: { pairs: 50, most: 200, idleSeconds: 1 },
    ramp: {
      steps: [
        { weight: 1, chats: 10, minutes: 15 },
        { weight: 5, chats: 20, minutes: 15 },
        { weight: 20, chats: 40, minutes: 15 },
        { weight: 50, chats: 80, minutes: 15 },
        { weight: 100, chats: 100, minutes: 15 },
      ],
    },
    watch: { minutes: 30, turns: 100, warmMinutes: 30 },
  },
};

/** The policy of a version: its manifest's figures over those of its preset. */
export function policyOf(manifest: Pick<Manifest, 'rollout'>): RolloutPolicy {
  const change: RolloutPolicyChange = manifest.rollout ?? {};
  const preset = presets[change.preset ?? 'personal'];
  return {
    preset: preset.preset,
    gate: { ...preset.gate, ...change.gate },
    shadow: { ...preset.shadow, ...change.shadow },
    ramp: change.ramp ?? preset.ramp,
    breaker: { ...preset.breaker, ...change.breaker },
    latency: { ...preset.latency, ...change.latency },
    votes: { ...preset.votes, ...change.votes },
    rates: change.rates ?? preset.rates,
    surge: { ...preset.surge, ...change.surge },
    watch: { ...preset.watch, ...change.watch },
    promotion: change.promotion ?? preset.promotion,
    window: change.window === undefined ? preset.window : change.window,
  };
}

/** True in the hours in which the app may move a version forward by itself. A window may go over midnight. */
export function insideWindow(policy: Pick<RolloutPolicy, 'window'>, now: number): boolean {
  if (!policy.window) return true;
  const { from, to } = policy.window;
  const hour = new Date(now).getHours();
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}
