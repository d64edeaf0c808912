import type { GuardId, RolloutPolicy } from '../../../core/contract/index.ts';
import { decide } from '../../../core/release/decide.ts';
import type { Count, Evidence, Outcome, SliceVotes } from '../../../core/release/evidence.ts';
import { findGuards } from '../../../core/release/guards.ts';
import type { Rollout } from '../../../core/release/rollout.ts';
import { armOf, chatPosition } from '../../../core/release/split.ts';
import { addValue, noMoments } from '../../../core/release/statistics.ts';
import { newRollout, transition } from '../../../core/release/transition.ts';
import type { SeededRandom } from '../../../models/seeded-random.ts';
import type { Scenario } from './scenarios.ts';

export interface SimulatedEnd {
  end: 'promoted' | 'rolled-back' | 'held';
  /** The guard that decided, if one did. */
  guard: GuardId | null;
  /** Answers of beta until the end: hidden ones and those that people saw. */
  betaAnswers: number;
  betaTurns: number;
  votes: number;
  /** Votes after which they first spoke for beta; null when they never did. */
  votesToWin: number | null;
  hours: number;
}

/** How a person uses the app: figures of a busy working day, and of measured answers of small models. */
const habits = {
  minutesPerTurn: 4,
  minutesPerPair: 1,
  newChat: 1 / 3,
  votesPerTurn: 0.4,
  tie: 0.2,
  typicalMs: 2500,
  /** Standard deviation of the logarithm of answer times over questions, and of one question asked twice. */
  spread: 0.6,
  noise: 0.3,
  /** Questions where one version's answer has a source and the other's has not, each way. */
  supportChanges: 0.03,
  crashShare: 0.3,
  /** After this many turns the person leaves a rollout as it is. */
  patience: 1500,
};

/** One rollout from its first hidden pair to its end, by the policy's own code on a clock of its own. */
export function simulateRollout(scenario: Scenario, policy: RolloutPolicy, seeded: SeededRandom): SimulatedEnd {
  const { uniform: random, normal } = seeded;
  const slices = Object.keys(scenario.preference);
  const salt = String(random());
  let now = 0;
  let life: Rollout = newRollout('beta', salt, now);
  for (const type of ['indexed', 'verified', 'shadow'] as const) life = transition(life, { type }, now);

  const turnTimes: { at: number; failed: boolean; beta: boolean }[] = [];
  const votes: SliceVotes[] = slices.map((slice) => ({ slice, wins: 0, losses: 0 }));
  const lastBeta: Outcome[] = [];
  const lastStable: Outcome[] = [];
  const evidence = {
    lastBeta,
    lastStable,
    recentBeta: { turns: 0, failures: 0 } as Count,
    recentStable: { turns: 0, failures: 0 } as Count,
    beta: { turns: 0, failures: 0 } as Count,
    stepChats: 0,
    watchTurns: 0,
    shadow: {
      pairs: 0,
      stableFailures: 0,
      betaFailures: 0,
      onlyStable: 0,
      onlyBeta: 0,
      logRatios: noMoments,
      extraMs: 0,
    },
    gate: null,
    betaTimes: noMoments,
    controlTimes: noMoments,
    votes,
  } satisfies Evidence;
  let guard: GuardId | null = null;
  let counted = 0;
  let votesToWin: number | null = null;
  /** Something that guards look at has changed since the last look. */
  let changed = true;
  let betaTurns = 0;
  let promoted = false;

  const result = (end: SimulatedEnd['end']): SimulatedEnd => ({
    end,
    guard,
    betaAnswers: betaTurns + evidence.shadow.pairs,
    betaTurns,
    votes: counted,
    votesToWin,
    hours: now / 3_600_000,
  });

  /** What the ticker does; true when the rollout is over. */
  function look(): boolean {
    // Turns of stable alone move nothing but the clock, which matters once the chats of a step are in.
    const step = 'step' in life.state ? policy.ramp.steps[life.state.step] : undefined;
    if (!changed && step && evidence.stepChats < step.chats) return false;
    changed = false;
    const findings = findGuards(policy, evidence, life.state, now);
    if (votesToWin === null && findings.some(({ id, verdict }) => id === 'votes' && verdict === 'passed')) {
      votesToWin = counted;
    }
    const decision = decide(life.state, policy, findings, now);
    if (!decision) return false;
    const { event } = decision;
    life = transition(life, event, now);
    if (event.type === 'ramp' || event.type === 'advance') evidence.stepChats = 0;
    if (event.type === 'rollback') guard = event.guard;
    if (event.type === 'pause') {
      if (event.by === 'guard') guard = findings.find((finding) => finding.verdict === 'failed')?.id ?? null;
      // Asked, the person goes on as long as there are votes to hope for.
      if (event.by === 'guard' || counted >= policy.votes.most) return true;
      life = transition(life, { type: 'resume' }, now);
      evidence.stepChats = 0;
    }
    if (event.type === 'promote') {
      promoted = true;
      life = transition(life, { type: 'swap', replaced: 'stable' }, now);
      Object.assign(evidence, { beta: { turns: 0, failures: 0 }, watchTurns: 0, controlTimes: evidence.controlTimes });
    }
    return life.state.name === 'rolled-back' || life.state.name === 'stable';
  }

  function vote(): void {
    if (random() >= habits.votesPerTurn || random() < habits.tie || counted >= policy.votes.most || promoted) return;
    const at = Math.floor(random() * slices.length);
    counted += 1;
    changed = true;
    if (random() < scenario.preference[slices[at]!]!) votes[at]!.wins += 1;
    else votes[at]!.losses += 1;
  }

  function pair(): void {
    now += habits.minutesPerPair * 60_000;
    const { shadow } = evidence;
    const stableFailed = random() < scenario.failures.stable;
    const betaFailed = random() < scenario.failures.beta;
    shadow.pairs += 1;
    changed = true;
    if (stableFailed) shadow.stableFailures += 1;
    if (betaFailed) shadow.betaFailures += 1;
    if (stableFailed || betaFailed) return;
    const logRatio = Math.log(scenario.slower) + habits.noise * normal();
    shadow.logRatios = addValue(shadow.logRatios, logRatio);
    shadow.extraMs = habits.typicalMs * (Math.exp(shadow.logRatios.mean) - 1);
    const change = random();
    if (change < habits.supportChanges) shadow.onlyStable += 1;
    else if (change < 2 * habits.supportChanges) shadow.onlyBeta += 1;
  }

  let chat = 0;
  let chatTurns = 0;
  let onBeta = false;
  let inSplit = false;

  function beginChat(): void {
    chat += 1;
    chatTurns = 0;
    const { state } = life;
    const draws = state.name === 'ramping' || state.name === 'ready';
    const arm = draws ? armOf(chatPosition(salt, String(chat)), state.weight) : 'none';
    onBeta = arm === 'beta';
    inSplit = arm !== 'none';
    if (onBeta) evidence.stepChats += 1;
  }

  function turn(): void {
    now += habits.minutesPerTurn * 60_000 * -Math.log(1 - random());
    if (chatTurns === 0 || random() < habits.newChat) beginChat();
    chatTurns += 1;
    const beta = life.state.name === 'watching' || onBeta;
    const failed = random() < (beta ? scenario.failures.beta : scenario.failures.stable);
    const last = beta ? lastBeta : lastStable;
    last.unshift(!failed ? 'answered' : random() < habits.crashShare ? 'crashed' : 'failed');
    last.length = Math.min(last.length, policy.breaker.window);
    const log = Math.log(habits.typicalMs * (beta ? scenario.slower : 1)) + habits.spread * normal();
    if (beta) {
      changed = true;
      betaTurns += 1;
      evidence.beta.turns += 1;
      if (failed) evidence.beta.failures += 1;
      if (life.state.name === 'watching') evidence.watchTurns += 1;
      if (!failed && inSplit) evidence.betaTimes = addValue(evidence.betaTimes, log);
    } else if (!failed && inSplit) evidence.controlTimes = addValue(evidence.controlTimes, log);
    turnTimes.push({ at: now, failed, beta });
    while (turnTimes.length > 0 && turnTimes[0]!.at < now - policy.surge.minutes * 60_000) turnTimes.shift();
    evidence.recentBeta = { turns: 0, failures: 0 };
    evidence.recentStable = { turns: 0, failures: 0 };
    for (const item of turnTimes) {
      const count = item.beta ? evidence.recentBeta : evidence.recentStable;
      count.turns += 1;
      if (item.failed) count.failures += 1;
    }
  }

  if (scenario.skipsShadow) {
    const weight = policy.ramp.steps[0]!.weight / 100;
    life = transition(life, { type: 'ramp', weight, guards: [], force: 'asked for' }, now);
  }
  while (life.state.name === 'shadow' && evidence.shadow.pairs < policy.shadow.most) {
    pair();
    vote();
    if (look()) return result('rolled-back');
  }
  if (life.state.name === 'shadow') return result('held');
  for (let turns = 0; turns < habits.patience; turns++) {
    turn();
    vote();
    if (look()) {
      if (life.state.name === 'rolled-back') return result('rolled-back');
      return result(promoted ? 'promoted' : 'held');
    }
  }
  return result(promoted ? 'promoted' : 'held');
}
