import { AppError } from '../contract/index.ts';
import type { Pointers } from '../pipeline/versions.ts';
import { candidateStates, type Rollout, type RolloutEvent, stableStates } from './rollout.ts';
import { newRollout, transition } from './transition.ts';

/** Every version's life and the pointers, moved together so that there is one stable and at most one candidate. */
export interface Fleet {
  pointers: Pointers;
  rollouts: Readonly<Record<string, Rollout>>;
}

export type Move =
  /** The pointers as they were found, for example after a version was installed: lives are made to agree with them. */
  | { type: 'found'; pointers: Pointers; salt: string; installed: boolean }
  | { type: 'event'; version: string; event: RolloutEvent; warmUntil: number };

/** Before anything was found. */
export const emptyFleet: Fleet = {
  pointers: { stable: '', beta: null, previous: null, generation: 0 },
  rollouts: {},
};

export const candidateOf = (fleet: Fleet): Rollout | null =>
  Object.values(fleet.rollouts).find((rollout) => candidateStates.has(rollout.state.name)) ?? null;

/** The version that the fleet's stable pointer names. */
export function stableOf(fleet: Fleet): Rollout {
  const found = fleet.rollouts[fleet.pointers.stable];
  if (!found) throw new AppError('internal', { reason: 'no stable version' });
  return found;
}

/** True when the lives say the same as the pointers: one stable, the candidate as beta, the previous one known. */
export function agrees(fleet: Fleet, pointers: Pointers): boolean {
  const lives = Object.values(fleet.rollouts);
  const stable = lives.filter((life) => stableStates.has(life.state.name));
  const candidates = lives.filter((life) => candidateStates.has(life.state.name));
  return (
    stable.length === 1 &&
    stable[0]?.version === pointers.stable &&
    candidates.length === (pointers.beta === null ? 0 : 1) &&
    (candidates[0]?.version ?? null) === pointers.beta &&
    (pointers.previous === null || fleet.rollouts[pointers.previous] !== undefined)
  );
}

/** What a move makes of the fleet at `now`. Pure. Fails with `conflict` as `transition` does. */
export function applyMove(fleet: Fleet, move: Move, now: number): Fleet {
  return move.type === 'found' ? applyFound(fleet, move, now) : applyEvent(fleet, move, now);
}

function applyEvent(fleet: Fleet, move: Move & { type: 'event' }, now: number): Fleet {
  const { version, event, warmUntil } = move;
  const subject = fleet.rollouts[version];
  if (!subject) throw new AppError('version-unknown', { version });
  // A stable version is replaced by the switch to another one, never by itself.
  if (event.type === 'replaced') throw new AppError('conflict', { version, event: event.type });
  const rollouts = { ...fleet.rollouts };
  const happen = (id: string, what: RolloutEvent) => {
    const rollout = rollouts[id];
    if (!rollout) throw new AppError('version-unknown', { version: id });
    rollouts[id] = transition(rollout, what, now);
  };
  const wasStable = stableStates.has(subject.state.name);
  happen(version, event);
  const { stable, beta, previous } = fleet.pointers;
  let pointers = fleet.pointers;
  const point = (to: Partial<Pointers>) => {
    pointers = { ...fleet.pointers, ...to, generation: fleet.pointers.generation + 1 };
  };
  switch (event.type) {
    case 'install':
      refuseSecondCandidate(fleet, version);
      point({ beta: version });
      break;
    case 'swap':
      happen(stable, { type: 'replaced', until: warmUntil });
      point({ stable: version, beta: null, previous: stable });
      break;
    case 'rollback':
      if (wasStable) {
        const target = requirePrevious(previous, version);
        happen(target, { type: 'restore' });
        point({ stable: target, beta: beta === target ? null : beta, previous: version });
      } else if (beta === version) point({ beta: null });
      break;
    case 'reject':
      if (beta === version) point({ beta: null });
      break;
    case 'restore': {
      const current = rollouts[stable]!;
      if (current.state.name === 'watching') {
        happen(stable, { type: 'rollback', guard: null, reason: `${version} was restored` });
      } else happen(stable, { type: 'replaced', until: warmUntil });
      point({ stable: version, beta: beta === version ? null : beta, previous: stable });
      break;
    }
    case 'archive':
      point({ previous: previous === version ? null : previous });
      break;
  }
  return { pointers, rollouts };
}

function requirePrevious(previous: string | null, version: string): string {
  if (previous) return previous;
  throw new AppError(
    'conflict',
    { version, reason: 'no previous version' },
    { message: `There is no earlier version to go back to from ${version}.` },
  );
}

function refuseSecondCandidate(fleet: Fleet, version: string): void {
  const candidate = candidateOf(fleet);
  if (!candidate || candidate.version === version) return;
  throw new AppError(
    'conflict',
    { version, candidate: candidate.version, state: candidate.state.name },
    { message: `${candidate.version} is ${candidate.state.name}; abort it before another version is tried.` },
  );
}

function applyFound(fleet: Fleet, { pointers, salt, installed }: Move & { type: 'found' }, now: number): Fleet {
  const rollouts: Record<string, Rollout> = { ...fleet.rollouts };
  const of = (version: string) => rollouts[version] ?? newRollout(version, salt, now);
  for (const rollout of Object.values(fleet.rollouts)) {
    const { version, state } = rollout;
    if (stableStates.has(state.name) && version !== pointers.stable) {
      rollouts[version] = { ...rollout, state: { name: 'retired-cold', since: now } };
    } else if (candidateStates.has(state.name) && version !== pointers.beta) {
      const reason = pointers.beta ? `${pointers.beta} took its place` : 'it is no longer installed as beta';
      rollouts[version] = transition(rollout, { type: 'rollback', guard: null, reason }, now);
    }
  }
  const stable = of(pointers.stable);
  if (!stableStates.has(stable.state.name)) {
    rollouts[stable.version] = { ...stable, state: { name: 'stable', since: now }, wasStable: true };
  }
  if (pointers.previous && !rollouts[pointers.previous]) {
    const previous = of(pointers.previous);
    rollouts[previous.version] = { ...previous, state: { name: 'retired-cold', since: now }, wasStable: true };
  }
  if (pointers.beta && !candidateStates.has(rollouts[pointers.beta]?.state.name ?? 'archived')) {
    const known = rollouts[pointers.beta];
    const beta = known ? transition(known, { type: 'install', salt }, now) : newRollout(pointers.beta, salt, now);
    rollouts[beta.version] = installed ? { ...beta, state: { name: 'staged', since: now } } : beta;
  }
  return { pointers, rollouts };
}
