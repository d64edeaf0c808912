import type { Guard, GuardedMove, RolloutPolicy, Verdict } from '../contract/index.ts';
import { trips } from './breaker.ts';
import type { Count, Evidence, PairCount } from './evidence.ts';
import type { RolloutState } from './rollout.ts';
import { evidenceAbove, pairedRatio, unpairedRatio } from './statistics.ts';

/** A guard's finding; `since` is added where verdicts are kept. */
export type Finding = Omit<Guard, 'since'>;

/** e-value from which a regression or an excess of failures counts as shown. */
const shown = 20;
/** Pairs below which a ratio of latencies says nothing: its bounds are wider than any limit. */
const leastPairs = 8;
/** Turns of each arm of the split below which their times are not compared: they answer different questions. */
const leastArm = 20;

/** Everything a version is judged by in its present state. Pure. Verdicts come from figures of the policy alone. */
export function findGuards(policy: RolloutPolicy, evidence: Evidence, state: RolloutState, now: number): Finding[] {
  const findings = [breaker(policy, evidence), surge(policy, evidence), rates(policy, evidence)];
  if (state.name === 'watching') {
    findings.push(latency(policy, evidence, null), watch(policy, evidence, state.since, now));
    return findings;
  }
  if (evidence.gate) findings.push(gate(policy, evidence.gate));
  findings.push(
    shadow(policy, evidence.shadow),
    latency(policy, evidence, evidence.shadow),
    support(evidence.shadow),
    votes(policy, evidence),
    slices(policy, evidence),
  );
  if ('step' in state) findings.push(ramp(policy, evidence, state, now));
  return findings;
}

function finding(
  id: Guard['id'],
  verdict: Verdict,
  figures: { value: number | null; limit: number | null; sample: number },
  detail: string,
  options: { needed?: GuardedMove[]; onFailure?: Guard['onFailure'] } = {},
): Finding {
  return { id, verdict, ...figures, detail, needed: options.needed ?? [], onFailure: options.onFailure ?? 'rollback' };
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const times = (ratio: number) => `${Math.round(ratio * 100) / 100} times`;

function breaker(policy: RolloutPolicy, { lastBeta, lastStable }: Evidence): Finding {
  const cause = trips(lastBeta, lastStable, policy.breaker);
  const recent = lastBeta.slice(0, policy.breaker.window);
  const failures = recent.filter((item) => item !== 'answered').length;
  const figures = { value: failures, limit: policy.breaker.failures, sample: recent.length };
  const detail =
    cause === 'crashes'
      ? `${policy.breaker.crashesInRow} crashes in a row`
      : `${failures} failures in the last ${recent.length} turns`;
  return finding('breaker', cause ? 'failed' : recent.length > 0 ? 'passed' : 'inconclusive', figures, detail);
}

/** More failures than the rate that is borne, and more than chance. */
function isSurge({ surge: { rate, failures } }: RolloutPolicy, count: Count): boolean {
  return count.failures >= failures && evidenceAbove(count.failures, count.turns - count.failures, rate) >= shown;
}

/** Many failures at once, while stable answers. A few minutes hold few turns, so chance is ruled out first. */
function surge(policy: RolloutPolicy, { recentBeta, recentStable }: Evidence): Finding {
  const { rate, minutes } = policy.surge;
  const failed = isSurge(policy, recentBeta) && !isSurge(policy, recentStable);
  const value = recentBeta.turns > 0 ? recentBeta.failures / recentBeta.turns : null;
  return finding(
    'surge',
    failed ? 'failed' : recentBeta.turns > 0 ? 'passed' : 'inconclusive',
    { value, limit: rate, sample: recentBeta.turns },
    `${recentBeta.failures} of ${recentBeta.turns} turns failed in ${minutes} minutes`,
  );
}

/**
 * The strictest limit that so many turns can show. A rate above it never passes; it sends the version back once the
 * excess is more than chance.
 */
function rates(policy: RolloutPolicy, { beta }: Evidence): Finding {
  const limits = policy.rates.filter((item) => beta.turns >= item.turns).map((item) => item.limit);
  const value = beta.turns > 0 ? beta.failures / beta.turns : null;
  if (limits.length === 0 || value === null) {
    const least = Math.min(...policy.rates.map((item) => item.turns));
    const detail = policy.rates.length === 0 ? 'no limit is set' : `${beta.turns} of ${least} turns`;
    return finding('rates', 'inconclusive', { value, limit: null, sample: beta.turns }, detail);
  }
  const limit = Math.min(...limits);
  const evidence = evidenceAbove(beta.failures, beta.turns - beta.failures, limit, Math.min(1, limit * 10));
  const verdict: Verdict = evidence >= shown ? 'failed' : value <= limit ? 'passed' : 'inconclusive';
  const detail = `${percent(value)} of ${beta.turns} turns failed, limit ${percent(limit)}`;
  return finding('rates', verdict, { value, limit, sample: beta.turns }, detail, { needed: ['ready'] });
}

/** A question set that both versions answered. One case that only beta gets wrong is one too many. */
function gate(policy: RolloutPolicy, cases: NonNullable<Evidence['gate']>): Finding {
  const { maxErrorRate, maxLatencyRatio } = policy.gate;
  const errors = cases.pairs === 0 ? 0 : cases.betaFailures / cases.pairs;
  const ratio = pairedRatio(cases.logRatios);
  const problems = [
    cases.missing > 0 && `${cases.missing} cases were not answered by both`,
    cases.onlyStable > 0 && `${cases.onlyStable} answers lost their support`,
    errors >= maxErrorRate && cases.betaFailures > 0 && `${percent(errors)} errors`,
    ratio &&
      ratio.ratio >= maxLatencyRatio &&
      cases.extraMs >= policy.latency.leastMs &&
      `${times(ratio.ratio)} the time`,
  ].filter((problem) => typeof problem === 'string');
  return finding(
    'gate',
    problems.length > 0 ? 'failed' : cases.pairs > 0 ? 'passed' : 'inconclusive',
    { value: cases.onlyStable + cases.betaFailures, limit: 0, sample: cases.pairs },
    problems.join(', ') || `${cases.pairs} cases without a regression`,
    { needed: ['ramp'], onFailure: 'hold' },
  );
}

function shadow(policy: RolloutPolicy, counted: PairCount): Finding {
  const { pairs, betaFailures, stableFailures } = counted;
  const failed =
    isSurge(policy, { turns: pairs, failures: betaFailures }) &&
    !isSurge(policy, { turns: pairs, failures: stableFailures });
  return finding(
    'shadow',
    failed ? 'failed' : pairs >= policy.shadow.pairs ? 'passed' : 'inconclusive',
    { value: pairs, limit: policy.shadow.pairs, sample: pairs },
    failed
      ? `${betaFailures} of ${pairs} hidden answers failed, ${stableFailures} of stable's`
      : `${pairs} of ${policy.shadow.pairs} pairs`,
    { needed: ['ramp'] },
  );
}

/**
 * Time of beta over stable's by a 95 % lower bound, so that what is slow by chance is not held. Pairs of the same
 * question decide where there are any; the arms of the split, which answer different questions, can only object.
 * Bounds are looked at many times; versions of equal speed are so far from the limits that this does not matter.
 */
function latency(policy: RolloutPolicy, evidence: Evidence, counted: PairCount | null): Finding {
  const { hold, rollback, pairs: enough, leastMs } = policy.latency;
  const { betaTimes: beta, controlTimes: control } = evidence;
  const least = Math.min(leastPairs, enough);
  const pairs = counted?.logRatios;
  const paired = pairs && pairs.count >= least ? pairedRatio(pairs) : null;
  const arms = beta.count >= leastArm && control.count >= leastArm ? unpairedRatio(beta, control) : null;
  const noticed = {
    paired: paired && counted && counted.extraMs >= leastMs ? paired.lower : 0,
    arms: arms && Math.exp(beta.mean) - Math.exp(control.mean) >= leastMs ? arms.lower : 0,
  };
  const worst = Math.max(noticed.paired, noticed.arms);
  const sample = pairs?.count ?? beta.count;
  const needed: GuardedMove[] = pairs ? ['ramp', 'ready'] : [];
  if (worst > hold) {
    const bounds = noticed.paired >= noticed.arms ? paired : arms;
    const limit = worst > rollback ? rollback : hold;
    const onFailure = worst > rollback ? ('rollback' as const) : ('hold' as const);
    const detail = bounds ? `${times(bounds.ratio)} stable's time, at least ${times(bounds.lower)}` : '';
    return finding('latency', 'failed', { value: bounds?.ratio ?? null, limit, sample }, detail, { needed, onFailure });
  }
  const decides = paired ?? arms;
  const unnoticed = counted !== null && paired !== null && counted.extraMs < leastMs && paired.lower > 1;
  const fast = pairs ? paired !== null && sample >= enough && (paired.upper <= hold || unnoticed) : decides !== null;
  const detail = decides
    ? `${times(decides.ratio)} stable's time, between ${times(decides.lower)} and ${times(decides.upper)}${
        unnoticed && paired.upper > hold ? `, a difference of ${Math.round(counted.extraMs)} ms` : ''
      }`
    : `${sample} of ${enough} pairs`;
  const figures = { value: decides?.ratio ?? null, limit: hold, sample };
  return finding('latency', fast ? 'passed' : 'inconclusive', figures, detail, { needed });
}

/** Answers that lose their source with beta, against those that gain one. */
function support({ onlyBeta, onlyStable, pairs }: PairCount): Finding {
  const evidence = evidenceAbove(onlyStable, onlyBeta);
  return finding(
    'support',
    evidence >= shown ? 'failed' : pairs > 0 ? 'passed' : 'inconclusive',
    { value: onlyStable, limit: null, sample: pairs },
    `${onlyStable} answers lost their support, ${onlyBeta} gained one`,
    { onFailure: 'hold' },
  );
}

/** What the person prefers. A loss is a reason to ask, not an emergency: the version is held. */
function votes(policy: RolloutPolicy, evidence: Evidence): Finding {
  let wins = 0;
  let losses = 0;
  for (const slice of evidence.votes) {
    wins += slice.wins;
    losses += slice.losses;
  }
  const forBeta = evidenceAbove(wins, losses);
  const against = evidenceAbove(losses, wins);
  const { evidence: enough } = policy.votes;
  const verdict: Verdict = against >= enough ? 'failed' : forBeta >= enough ? 'passed' : 'inconclusive';
  const detail = `${wins} of ${wins + losses} blind votes for it${verdict === 'inconclusive' ? ', too early to tell' : ''}`;
  const figures = { value: forBeta, limit: enough, sample: wins + losses };
  const found = finding('votes', verdict, figures, detail, { needed: ['ready'], onFailure: 'hold' });
  return { ...found, counts: { wins, losses, ties: evidence.ties ?? 0 } };
}

/** A loss in one kind of question that a gain in another would hide. Each slice takes its share of the chance of error. */
function slices(policy: RolloutPolicy, { votes: counted }: Evidence): Finding {
  let worst = { slice: '', evidence: 0, losses: 0, votes: 0 };
  let sample = 0;
  for (const { slice, wins, losses } of counted) {
    sample += wins + losses;
    const evidence = evidenceAbove(losses, wins);
    if (evidence > worst.evidence) worst = { slice, evidence, losses, votes: wins + losses };
  }
  const limit = policy.votes.evidence * Math.max(1, counted.length);
  const failed = worst.evidence >= limit;
  return finding(
    'slices',
    failed ? 'failed' : sample > 0 ? 'passed' : 'inconclusive',
    { value: worst.evidence, limit, sample },
    failed ? `${worst.losses} of ${worst.votes} votes against it in ${worst.slice}` : 'no kind of question is worse',
    { onFailure: 'hold' },
  );
}

function ramp(
  policy: RolloutPolicy,
  { stepChats }: Evidence,
  state: RolloutState & { step: number },
  now: number,
): Finding {
  const step = policy.ramp.steps[Math.min(state.step, policy.ramp.steps.length - 1)]!;
  const minutes = Math.floor((now - state.since) / 60_000);
  const done = stepChats >= step.chats && now - state.since >= step.minutes * 60_000;
  // A step that is over stays over while the version is paused or ready.
  const counts = state.name === 'ramping';
  return finding(
    'ramp',
    done || !counts ? 'passed' : 'inconclusive',
    { value: stepChats, limit: step.chats, sample: stepChats },
    `step ${state.step + 1} of ${policy.ramp.steps.length}: ${stepChats} of ${step.chats} chats, ${minutes} of ${step.minutes} minutes`,
    { needed: ['advance', 'ready'] },
  );
}

function watch(policy: RolloutPolicy, { watchTurns }: Evidence, since: number, now: number): Finding {
  const { turns, minutes } = policy.watch;
  const elapsed = Math.floor((now - since) / 60_000);
  return finding(
    'watch',
    watchTurns >= turns && now - since >= minutes * 60_000 ? 'passed' : 'inconclusive',
    { value: watchTurns, limit: turns, sample: watchTurns },
    `${watchTurns} of ${turns} turns, ${elapsed} of ${minutes} minutes`,
    { needed: ['settle'] },
  );
}
