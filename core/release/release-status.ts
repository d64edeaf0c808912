import type { ReleaseStatus, RolloutPolicy, RoutingTable } from '../contract/index.ts';
import type { Audit } from './audit.ts';
import { candidateOf, stableOf } from './fleet.ts';
import type { Judge } from './judge.ts';
import type { ReleaseStore } from './release-store.ts';
import type { Rollout, RolloutState } from './rollout.ts';
import type { RouteRules } from './rules.ts';
import { controlShare } from './split.ts';
import type { VersionBreaker } from './version-breaker.ts';

const historyRows = 20;

export interface ReleaseReports {
  status(): ReleaseStatus;
  routing(): RoutingTable;
}

const toPercent = (share: number) => Math.round(share * 1e4) / 100;

/** Share of new chats that the split sends to beta in a state. */
export function effectiveWeight(state: RolloutState): number {
  return state.name === 'ramping' || state.name === 'ready' ? state.weight : 0;
}

export function createReleaseReports(options: {
  store: ReleaseStore;
  audit: Audit;
  judge: Judge;
  rules: RouteRules;
  breaker: VersionBreaker;
  policy: (version: string) => RolloutPolicy;
}): ReleaseReports {
  const { store, audit, judge, rules, breaker, policy } = options;

  const reasonOf = ({ state }: Rollout): string | null => ('reason' in state ? state.reason : null);

  return {
    status() {
      const fleet = store.fleet();
      const subject = candidateOf(fleet) ?? stableOf(fleet);
      const { state, version } = subject;
      const own = policy(version);
      return {
        ...fleet.pointers,
        version,
        state: state.name,
        since: state.since,
        weight: toPercent(effectiveWeight(state)),
        step: 'step' in state ? state.step : null,
        steps: own.ramp.steps,
        reason: reasonOf(subject),
        guards: judge(subject),
        breaker: breaker.status(version),
        rules: [...rules.list()],
        policy: own,
        versions: Object.values(fleet.rollouts).map((rollout) => ({
          version: rollout.version,
          state: rollout.state.name,
          since: rollout.state.since,
        })),
        history: audit.list(historyRows).map(({ at, who, what, version: about, from, to, why }) => ({
          at,
          who,
          what,
          version: about,
          from,
          to,
          why,
        })),
      };
    },
    routing() {
      const fleet = store.fleet();
      const candidate = candidateOf(fleet);
      const weight = candidate ? effectiveWeight(candidate.state) : 0;
      return {
        stable: fleet.pointers.stable,
        beta: fleet.pointers.beta,
        weight: toPercent(weight),
        control: toPercent(controlShare(weight)),
        rules: [...rules.list()],
      };
    },
  };
}
