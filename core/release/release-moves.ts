import { AppError, type RolloutPolicy } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import { candidateOf, stableOf } from './fleet.ts';
import type { Judge } from './judge.ts';
import { type MoveNote, newSalt, type ReleaseStore } from './release-store.ts';
import type { Rollout, RolloutEvent } from './rollout.ts';
import type { VersionBreaker } from './version-breaker.ts';

/** What comes with every move that somebody asks for. */
export interface MoveOptions {
  reason?: string | undefined;
  /** Goes past guards; needs a reason, which is kept. */
  force?: boolean | undefined;
  /** Generation of the pointers that the move was decided on. */
  generation?: number | undefined;
}

/** Moves of the state machine, by people and by the app. All fail with `conflict` when they are not allowed. */
export interface ReleaseMoves {
  shadow(options: MoveOptions & { version?: string | undefined }): void;
  ramp(options: MoveOptions): void;
  pause(options: MoveOptions): void;
  resume(options: MoveOptions): void;
  promote(options: MoveOptions): Promise<void>;
  rollback(options: MoveOptions & { to?: string | undefined }): void;
  abort(options: MoveOptions): void;
  weight(percent: number, options: MoveOptions): void;
  /** One event to one version, with the words for the audit log; a promotion goes on to the switch. */
  apply(
    version: string,
    event: RolloutEvent,
    note: Omit<MoveNote, 'version' | 'what'>,
    generation?: number,
  ): Promise<void>;
}

/** Opening what a version needs may take this long before the switch is given up. */
const warmLimitMs = 60_000;

export function createReleaseMoves(options: {
  now: () => number;
  who: string;
  versions: Versions;
  store: ReleaseStore;
  judge: Judge;
  breaker: VersionBreaker;
  policy: (version: string) => RolloutPolicy;
  /** Opens what a version needs to answer. Fails when it cannot. */
  warm: (version: string, signal: AbortSignal) => Promise<void>;
  /** Told of every event that happened. */
  happened: (version: string, event: RolloutEvent, who: string) => void;
}): ReleaseMoves {
  const { now, who, versions, store, judge, breaker, policy, warm, happened } = options;

  function commit(version: string, event: RolloutEvent, note: Omit<MoveNote, 'version' | 'what'>, generation?: number) {
    const warmUntil = now() + policy(version).watch.warmMinutes * 60_000;
    const guards = 'guards' in event ? event.guards : note.evidence;
    const evidence = guards === undefined ? {} : { guards };
    const started = performance.now();
    store.commit(
      { type: 'event', version, event, warmUntil },
      { ...note, version, what: event.type, evidence },
      generation,
    );
    const tookMs = performance.now() - started;
    if (event.type === 'install') breaker.reset(version);
    happened(version, event, note.who);
    return tookMs;
  }

  async function apply(
    version: string,
    event: RolloutEvent,
    note: Omit<MoveNote, 'version' | 'what'>,
    generation?: number,
  ): Promise<void> {
    commit(version, event, note, generation);
    if (event.type !== 'promote') return;
    try {
      await warm(version, AbortSignal.timeout(warmLimitMs));
    } catch (error) {
      const known = AppError.from(error);
      if (store.fleet().rollouts[version]?.state.name === 'promoting') {
        commit(version, { type: 'swap-failed' }, { who: note.who, why: `it could not be opened: ${known.code}` });
      }
      throw known;
    }
    // A rollback may have come while it was opened; then the switch is refused as from any other state.
    commit(version, { type: 'swap', replaced: store.fleet().pointers.stable }, { who: note.who, why: note.why });
  }

  /** The words of a person, and the reason that forcing needs. */
  function noteOf({ reason, force }: MoveOptions, fallback: string): Omit<MoveNote, 'version' | 'what'> {
    if (force && !reason) {
      throw new AppError('bad-request', {}, { message: 'Going past guards needs a reason, which is kept.' });
    }
    return { who, why: force ? `forced: ${reason}` : (reason ?? fallback) };
  }

  function candidate(): Rollout {
    const fleet = store.fleet();
    const found = candidateOf(fleet);
    if (found) return found;
    const { version, state } = stableOf(fleet);
    throw new AppError(
      'conflict',
      { stable: version, state: state.name },
      { message: `No version is on its way: ${version} is ${state.name}. Install one, or try one again with shadow.` },
    );
  }

  const guarded = (rollout: Rollout, { force, reason }: MoveOptions) => ({
    guards: judge(rollout),
    ...(force && reason ? { force: reason } : {}),
  });
  const firstWeight = (version: string) => (policy(version).ramp.steps[0]?.weight ?? 0) / 100;

  return {
    apply,
    shadow(move) {
      const note = noteOf(move, 'asked for');
      if (move.version !== undefined) {
        const { id } = versions.resolve(move.version);
        if (candidateOf(store.fleet())?.version !== id) {
          commit(id, { type: 'install', salt: newSalt() }, note, move.generation);
          // It was installed and indexed before: nothing has to be computed for it.
          commit(id, { type: 'indexed' }, note);
          commit(id, { type: 'verified' }, note);
        }
        commit(id, { type: 'shadow' }, note);
        return;
      }
      commit(candidate().version, { type: 'shadow' }, note, move.generation);
    },
    ramp(move) {
      const note = noteOf(move, 'asked for');
      const rollout = candidate();
      const { version, state } = rollout;
      if (state.name !== 'ramping') {
        commit(
          version,
          { type: 'ramp', weight: firstWeight(version), ...guarded(rollout, move) },
          note,
          move.generation,
        );
        return;
      }
      const next = policy(version).ramp.steps[state.step + 1];
      if (!next) {
        commit(version, { type: 'ready', ...guarded(rollout, move) }, note, move.generation);
        return;
      }
      const weight = Math.max(state.weight, next.weight / 100);
      commit(version, { type: 'advance', weight, ...guarded(rollout, move) }, note, move.generation);
    },
    pause(move) {
      const note = noteOf(move, 'asked for');
      commit(candidate().version, { type: 'pause', by: 'person', reason: note.why }, note, move.generation);
    },
    resume(move) {
      const rollout = candidate();
      const note = noteOf(move, 'asked for');
      const failed = judge(rollout).filter((guard) => guard.verdict === 'failed');
      if (rollout.state.name === 'paused' && failed.length > 0 && !move.force) {
        const named = failed.map((guard) => `${guard.id} failed (${guard.detail})`).join('; ');
        throw new AppError(
          'conflict',
          { version: rollout.version, state: 'paused', event: 'resume', guards: failed },
          { message: `${rollout.version} cannot resume: ${named}.` },
        );
      }
      commit(rollout.version, { type: 'resume' }, note, move.generation);
    },
    async promote(move) {
      const rollout = candidate();
      const note = noteOf(move, 'asked for');
      await apply(rollout.version, { type: 'promote', ...guarded(rollout, move) }, note, move.generation);
    },
    rollback(move) {
      const note = noteOf(move, 'asked for');
      const fleet = store.fleet();
      const subject = candidateOf(fleet);
      if (move.to !== undefined) {
        const { id } = versions.resolve(move.to);
        if (id === fleet.pointers.stable) {
          throw new AppError('conflict', { version: id }, { message: `${id} is the stable version already.` });
        }
        commit(id, { type: 'restore' }, note, move.generation);
        return;
      }
      const exposed = subject && subject.state.name !== 'staged' && subject.state.name !== 'installing';
      const stable = stableOf(fleet);
      if (subject && (exposed || fleet.pointers.previous === null)) {
        commit(subject.version, { type: 'rollback', guard: null, reason: note.why }, note, move.generation);
      } else if (stable.state.name === 'watching') {
        commit(stable.version, { type: 'rollback', guard: null, reason: note.why }, note, move.generation);
      } else if (fleet.pointers.previous) {
        commit(versions.resolve('previous').id, { type: 'restore' }, note, move.generation);
      } else {
        throw new AppError(
          'conflict',
          { stable: stable.version, state: stable.state.name },
          { message: 'There is nothing to take back: no version is on its way, and none was stable before.' },
        );
      }
    },
    abort(move) {
      const note = noteOf(move, 'asked for');
      commit(candidate().version, { type: 'rollback', guard: null, reason: note.why }, note, move.generation);
    },
    weight(percent, move) {
      const note = noteOf(move, `weight ${percent} %`);
      commit(candidate().version, { type: 'weight', weight: percent / 100 }, note, move.generation);
    },
  };
}
