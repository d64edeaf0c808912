import { randomBytes } from 'node:crypto';
import { AppError } from '../contract/index.ts';
import type { Pointers } from '../pipeline/versions.ts';
import { type Database, durably } from '../store/database.ts';
import type { Audit } from './audit.ts';
import { agrees, applyMove, emptyFleet, type Fleet, type Move } from './fleet.ts';
import type { Rollout } from './rollout.ts';

/** Words about a move for the audit log. */
export interface MoveNote {
  who: string;
  what: string;
  version: string;
  why: string;
  evidence?: unknown;
}

/** Keeps the fleet: lives, pointers, the log of moves and the audit rows change in one transaction or not at all. */
export interface ReleaseStore {
  fleet(): Fleet;
  /** Counts up with every change, for what is derived from the fleet. */
  revision(): number;
  /** Fails with `conflict` for moves that are not allowed, or when the pointers moved since `generation`. */
  commit(move: Move, note: MoveNote, generation?: number): Fleet;
  /** Makes the lives agree with the pointers that are in the database. True when something had to change. */
  reconcile(note: { who: string; what: string; why: string }): boolean;
  /** The fleet made anew from the log of moves alone. */
  rebuild(): Fleet;
}

export const newSalt = () => randomBytes(12).toString('hex');

interface Row {
  version: string;
  state: string;
  salt: string;
  attempt: number;
  startedAt: number;
  wasStable: number;
}

export function createReleaseStore(options: { database: Database; now: () => number; audit: Audit }): ReleaseStore {
  const { database, now, audit } = options;
  const readPointers = database.prepare('SELECT stable, beta, previous, generation FROM pointer WHERE id = 1');
  const writePointers = database.prepare(
    `UPDATE pointer SET stable = @stable, beta = @beta, previous = @previous, generation = @generation
     WHERE id = 1 AND generation = @expected`,
  );
  const writeRollout = database.prepare(
    `INSERT INTO rollout (version, state, salt, attempt, started_at, was_stable)
     VALUES (@version, @state, @salt, @attempt, @startedAt, @wasStable)
     ON CONFLICT (version) DO UPDATE SET state = excluded.state, salt = excluded.salt, attempt = excluded.attempt,
       started_at = excluded.started_at, was_stable = excluded.was_stable`,
  );
  const log = database.prepare(
    'INSERT INTO rollout_event (version, event, generation, happened_at) VALUES (?, ?, ?, ?)',
  );

  /** The pointers may have been written by an installation since. */
  const lastGeneration = database.prepare('SELECT generation FROM rollout_event ORDER BY id DESC LIMIT 1').pluck();

  let changes = 0;
  let fleet = load();

  function load(): Fleet {
    const rows = database
      .prepare('SELECT version, state, salt, attempt, started_at AS startedAt, was_stable AS wasStable FROM rollout')
      .all() as Row[];
    const rollouts = rows.map(
      (row): Rollout => ({ ...row, state: JSON.parse(row.state), wasStable: row.wasStable === 1 }),
    );
    return {
      pointers: rows.length === 0 ? emptyFleet.pointers : (readPointers.get() as Pointers),
      rollouts: Object.fromEntries(rollouts.map((rollout) => [rollout.version, rollout])),
    };
  }

  function write(move: Move, note: MoveNote, expected: number): Fleet {
    const at = now();
    const next = applyMove(fleet, move, at);
    const found = readPointers.get() as Pointers;
    const moved = writePointers.run({ ...next.pointers, expected });
    if (moved.changes !== 1) {
      throw new AppError(
        'conflict',
        { reason: 'generation', expected, found: found.generation },
        { message: 'The versions were switched in the meantime. Look at the status and try again.' },
      );
    }
    for (const rollout of Object.values(next.rollouts)) {
      if (rollout === fleet.rollouts[rollout.version]) continue;
      writeRollout.run({ ...rollout, state: JSON.stringify(rollout.state), wasStable: rollout.wasStable ? 1 : 0 });
    }
    log.run(note.version, JSON.stringify(move), next.pointers.generation, at);
    audit.add({
      at,
      who: note.who,
      what: note.what,
      version: note.version,
      from: fleet.rollouts[note.version]?.state.name ?? null,
      to: next.rollouts[note.version]?.state.name ?? null,
      why: note.why,
      evidence: { generation: next.pointers.generation, ...(note.evidence ?? {}) },
    });
    return next;
  }

  function commit(move: Move, note: MoveNote, generation = fleet.pointers.generation): Fleet {
    const next = durably(database, () => write(move, note, generation));
    fleet = next;
    changes += 1;
    return next;
  }

  return {
    fleet: () => fleet,
    revision: () => changes,
    commit,
    reconcile({ who, what, why }) {
      const pointers = readPointers.get() as Pointers;
      if (lastGeneration.get() === pointers.generation && agrees(fleet, pointers)) return false;
      // A data folder that has no lives yet: its versions were in use before, or came with the product.
      const first = Object.keys(fleet.rollouts).length === 0;
      const move: Move = { type: 'found', pointers, salt: newSalt(), installed: first };
      const version = pointers.beta ?? pointers.stable;
      commit(move, { who, what, version, why }, pointers.generation);
      return true;
    },
    rebuild() {
      const rows = database.prepare('SELECT event, happened_at AS at FROM rollout_event ORDER BY id').all() as {
        event: string;
        at: number;
      }[];
      return rows.reduce((state, row) => applyMove(state, JSON.parse(row.event) as Move, row.at), emptyFleet);
    },
  };
}
