import { parseArgs } from 'node:util';
import { policyOf } from '../core/release/policy.ts';
import { createSeededRandom } from '../models/seeded-random.ts';
import { median } from './bench/measure.ts';
import { scenarios } from './bench/policy/scenarios.ts';
import { type SimulatedEnd, simulateRollout } from './bench/policy/simulate-rollout.ts';
import { wilson } from './bench/policy/wilson.ts';

/**
 * Simulates rollouts with the release policy's own code and prints, per scenario, how they end, with 95 % intervals,
 * and whether the policy keeps what it promises. `--rollouts N` (default 10000) per scenario, `--seed N`. Ends with 1
 * when a promise is broken.
 */
const { values } = parseArgs({
  options: { rollouts: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const rollouts = Number(values.rollouts);
const seed = Number(values.seed);
if (!Number.isInteger(rollouts) || rollouts < 1 || !Number.isInteger(seed)) {
  process.stderr.write('bench: --rollouts and --seed are whole numbers\n');
  process.exit(2);
}
/** As it comes, but that nobody has to be asked for the promotion, so that its chances can be counted. */
const policy = policyOf({ rollout: { promotion: 'automatic' } });

type Promised = { says: string; holds: (ends: SimulatedEnd[]) => boolean };
const share = (ends: SimulatedEnd[], test: (end: SimulatedEnd) => boolean) => ends.filter(test).length / ends.length;
const byChance: Promised = {
  says: 'promoted or rolled back in at most 5 %',
  holds: (ends) => share(ends, ({ end }) => end !== 'held') <= 0.05,
};
const backInTen: Promised = {
  says: 'never promoted, and rolled back in at least 95 %, in the middle after at most 10 answers of beta',
  holds: (ends) =>
    share(ends, ({ end }) => end === 'promoted') < 0.001 &&
    share(ends, ({ end }) => end === 'rolled-back') >= 0.95 &&
    median(ends.map((end) => end.betaAnswers)) <= 10,
};
const notPromoted: Promised = {
  says: 'held or rolled back in at least 95 %',
  holds: (ends) => share(ends, ({ end }) => end !== 'promoted') >= 0.95,
};
const promoted = (least: number): Promised => ({
  says: `promoted in at least ${least * 100} %`,
  holds: (ends) => share(ends, ({ end }) => end === 'promoted') >= least,
});
const flagged: Promised = {
  says: 'not promoted in at least 95 %, and the kind of question that is worse is named in most',
  holds: (ends) =>
    share(ends, ({ end }) => end !== 'promoted') >= 0.95 && share(ends, ({ guard }) => guard === 'slices') >= 0.5,
};
/** Three failures in ten turns come by chance when each turn fails in 3 of 100: shown, and not promised. */
const nothing: Promised = { says: 'nothing is promised: both are worse than a release asks for', holds: () => true };
const promises: Record<string, Promised> = {
  equal: byChance,
  'equal, both fail 1 %': byChance,
  'equal, both fail 3 %': nothing,
  'beta fails 30 %': backInTen,
  'beta fails 30 %, ramp forced': backInTen,
  'beta 40 % slower': notPromoted,
  'beta 40 % slower and preferred 70/30': notPromoted,
  'beta preferred 70/30': promoted(0.8),
  'beta preferred 85/15': promoted(0.9),
  'beta better in one kind of question and worse in another': flagged,
};

const medianOrNull = (values: number[]) => (values.length === 0 ? null : Math.round(median(values) * 10) / 10);

const results: Record<string, unknown>[] = [];
let kept = true;
for (const [at, scenario] of scenarios.entries()) {
  const started = performance.now();
  const random = createSeededRandom(seed * 1000 + at);
  const ends: SimulatedEnd[] = [];
  for (let i = 0; i < rollouts; i++) ends.push(simulateRollout(scenario, policy, random));
  const promise = promises[scenario.name]!;
  const holds = promise.holds(ends);
  kept &&= holds;
  const guards: Record<string, number> = {};
  for (const { guard } of ends) if (guard) guards[guard] = (guards[guard] ?? 0) + 1;
  const of = (end: SimulatedEnd['end']) => wilson(ends.filter((item) => item.end === end).length, rollouts);
  const decided = ends.filter(({ end }) => end !== 'held');
  const inTheMiddle = (key: 'betaAnswers' | 'betaTurns' | 'votes' | 'hours') =>
    medianOrNull(decided.map((end) => end[key]));
  results.push({
    scenario: scenario.name,
    rollouts,
    promoted: of('promoted'),
    rolledBack: of('rolled-back'),
    held: of('held'),
    medianOfDecided: {
      betaAnswers: inTheMiddle('betaAnswers'),
      betaTurns: inTheMiddle('betaTurns'),
      votes: inTheMiddle('votes'),
      hours: inTheMiddle('hours'),
    },
    votesToWin: medianOrNull(ends.flatMap(({ votesToWin }) => votesToWin ?? [])),
    guards,
    promise: promise.says,
    holds,
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stderr.write(`${holds ? 'kept  ' : 'BROKEN'} ${scenario.name}: ${promise.says} (${seconds} s)\n`);
}
process.stdout.write(`${JSON.stringify({ seed, policy: policy.preset, results }, null, 2)}\n`);
process.exitCode = kept ? 0 : 1;
