import { AppError, type RolloutPolicy } from '../contract/index.ts';
import { decide } from './decide.ts';
import { candidateOf } from './fleet.ts';
import type { Judge } from './judge.ts';
import type { ReleaseMoves } from './release-moves.ts';
import type { ReleaseStore } from './release-store.ts';
import type { Rollout } from './rollout.ts';
import type { Shadow } from './shadow.ts';

/** Looks at the guards every few seconds and after each turn, and makes the moves that follow from them. */
export interface Ticker {
  /** One look, and one pair of hidden answers if the machine is idle. Never throws. */
  tick(): Promise<void>;
  /** A look at the guards alone as soon as other work has had its turn. */
  soon(): void;
  start(): void;
  close(): Promise<void>;
}

const everyMs = 5000;
/** Who moves without a person. */
export const byItself = 'tandem';

export function createTicker(options: {
  now: () => number;
  store: ReleaseStore;
  judge: Judge;
  moves: ReleaseMoves;
  shadow: Shadow;
  policy: (version: string) => RolloutPolicy;
}): Ticker {
  const { now, store, judge, moves, shadow, policy } = options;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let looking: Promise<void> | undefined;
  let closed = false;

  /** At most one move per version and look: the next look sees what it made of the guards. */
  async function look(): Promise<void> {
    const fleet = store.fleet();
    const candidate = candidateOf(fleet);
    const others = Object.values(fleet.rollouts).filter(
      ({ state }) => state.name === 'watching' || state.name === 'retired-warm',
    );
    for (const rollout of candidate ? [candidate, ...others] : others) await move(rollout);
  }

  async function move(rollout: Rollout): Promise<void> {
    // A switch that is under way is finished by the one who began it.
    if (rollout.state.name === 'promoting') return;
    const guards = judge(rollout);
    const decision = decide(rollout.state, policy(rollout.version), guards, now());
    if (!decision) return;
    try {
      const evidence = guards.map(({ id, verdict, value, limit, sample }) => ({ id, verdict, value, limit, sample }));
      await moves.apply(rollout.version, decision.event, { who: byItself, why: decision.why, evidence });
    } catch (error) {
      // Somebody else moved first, or the version could not be opened; both are seen by the next look.
      if (AppError.from(error).code === 'internal') throw error;
    }
  }

  function lookOnce(): Promise<void> {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  async function tick(): Promise<void> {
    if (closed) return;
    await lookOnce();
    if (!closed && (await shadow.step())) await lookOnce();
  }

  return {
    tick,
    soon() {
      if (closed || immediate) return;
      immediate = setImmediate(() => {
        immediate = undefined;
        void lookOnce();
      });
    },
    start() {
      timer = setInterval(() => void tick(), everyMs);
      timer.unref();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      if (immediate) clearImmediate(immediate);
      await shadow.close();
      await looking;
    },
  };
}
