import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtInManifests, createVersions, type Versions } from '../../core/pipeline/versions.ts';
import { type Audit, createAudit } from '../../core/release/audit.ts';
import { applyMove, candidateOf, type Fleet, type Move } from '../../core/release/fleet.ts';
import { createReleaseStore, type ReleaseStore } from '../../core/release/release-store.ts';
import { candidateStates, type RolloutEvent, stableStates } from '../../core/release/rollout.ts';
import { type Database, openDatabase } from '../../core/store/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { everyEvent } from './lives.ts';
import { pick, seeded } from './seeded.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Database;
let versions: Versions;
let audit: Audit;
let store: ReleaseStore;
let time: number;

const [manifest] = builtInManifests();
const note = { who: 'somebody', why: 'because' };
const named = (number: number) => ({ ...manifest!, name: 'made', version: `${number}.0.0` });

function open(): void {
  database = openDatabase(folder.at('tandem.db'));
  versions = createVersions({ database, clock: { now: () => time }, modelDigest: (model) => model });
  audit = createAudit(database);
  store = createReleaseStore({ database, now: () => time, audit });
  store.reconcile({ ...note, what: 'found' });
}
function reopen(): void {
  database.close();
  open();
}
const event = (version: string, what: RolloutEvent, generation?: number): Fleet => {
  const move: Move = { type: 'event', version, event: what, warmUntil: time + 1000 };
  return store.commit(move, { ...note, what: what.type, version }, generation);
};

/** One stable, at most one candidate, and pointers that say the same as the lives. */
function checkFleet(fleet: Fleet): void {
  const lives = Object.values(fleet.rollouts);
  const stable = lives.filter(({ state }) => stableStates.has(state.name));
  const candidates = lives.filter(({ state }) => candidateStates.has(state.name));
  expect(stable.map(({ version }) => version)).toEqual([fleet.pointers.stable]);
  expect(candidates.map(({ version }) => version)).toEqual(fleet.pointers.beta === null ? [] : [fleet.pointers.beta]);
  expect(versions.pointers()).toEqual(fleet.pointers);
}

/** An event that is allowed here, so that lives get somewhere; the way back is rare. */
function onward(fleet: Fleet, version: string, random: () => number): RolloutEvent {
  const allowed = everyEvent.filter((what) => {
    if (what.type === 'rollback' && random() < 0.8) return false;
    try {
      applyMove(fleet, { type: 'event', version, event: what, warmUntil: 0 }, 0);
      return true;
    } catch {
      return false;
    }
  });
  return allowed.length > 0 ? pick(allowed, random) : pick(everyEvent, random);
}

beforeEach(async () => {
  time = 1000;
  folder = await temporaryFolder();
  open();
});
afterEach(async () => {
  database.close();
  await folder[Symbol.asyncDispose]();
});

describe('a data folder', () => {
  it('begins with the built-in versions, one stable and one staged', () => {
    const states = Object.values(store.fleet().rollouts).map(({ version, state }) => [version, state.name]);
    expect(states).toEqual([
      ['everyday@1.0.0', 'stable'],
      ['everyday@1.1.0-beta.1', 'staged'],
    ]);
    checkFleet(store.fleet());
  });

  it('knows a version as installing that was installed before a crash could be noted', () => {
    versions.install(named(1));
    reopen();
    expect(store.fleet().rollouts['made@1.0.0']?.state.name).toBe('installing');
    expect(store.fleet().rollouts['everyday@1.1.0-beta.1']?.state).toMatchObject({
      name: 'rolled-back',
      reason: 'made@1.0.0 took its place',
    });
    checkFleet(store.fleet());
  });
});

describe.each([1, 2, 3, 4, 5, 6])('any sequence of moves, with crashes at any point (seed %i)', (seed) => {
  it('leaves one stable, at most one candidate and no lost pointer, and can be rebuilt from its log', () => {
    const random = seeded(seed);
    let made = 0;
    let moves = 0;
    let crashes = 0;
    const states = new Set<string>();
    for (let round = 0; round < 400; round++) {
      time += 10;
      const before = store.fleet();
      const candidate = candidateOf(before);
      const luck = random();
      if (luck < 0.06 && made < 12) {
        versions.install(named(++made));
        if (random() < 0.5) reopen();
        else store.reconcile({ ...note, what: 'install' });
      } else if (luck < 0.09) {
        reopen();
      } else {
        const subject = candidate && random() < 0.6 ? candidate.version : pick(Object.keys(before.rollouts), random);
        const what = random() < 0.3 ? pick(everyEvent, random) : onward(before, subject, random);
        // A crash in the middle of a transaction: the last of its writes fails, and the process comes back.
        const crash = random() < 0.1;
        if (crash)
          database.exec(`CREATE TRIGGER crash BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'power cut'); END`);
        try {
          event(subject, 'salt' in what ? { ...what, salt: `salt ${round}` } : what);
          moves += 1;
        } catch (error) {
          if (crash && String(error).includes('power cut')) crashes += 1;
          expect(store.fleet()).toBe(before);
        }
        if (crash) {
          database.exec('DROP TRIGGER crash');
          reopen();
          expect(store.fleet()).toEqual(before);
        }
      }
      checkFleet(store.fleet());
      for (const { state } of Object.values(store.fleet().rollouts)) states.add(state.name);
    }
    expect(store.rebuild()).toEqual(store.fleet());
    reopen();
    expect(store.rebuild()).toEqual(store.fleet());
    expect(audit.verify()).toMatchObject({ ok: true });
    expect(moves).toBeGreaterThan(100);
    expect(crashes).toBeGreaterThan(1);
    expect(states.size).toBeGreaterThan(11);
  });
});

describe('a switch', () => {
  const release = () => {
    const beta = store.fleet().pointers.beta!;
    event(beta, { type: 'shadow' });
    event(beta, { type: 'ramp', weight: 0.1, guards: [] });
    event(beta, { type: 'ready', guards: [] });
    event(beta, { type: 'promote', guards: [] });
    return beta;
  };

  it('moves stable, beta and previous in one step, and a rollback moves them back', () => {
    const before = store.fleet().pointers;
    const beta = release();
    const after = event(beta, { type: 'swap', replaced: before.stable });
    expect(after.pointers).toMatchObject({ stable: beta, beta: null, previous: before.stable });
    expect(after.rollouts[before.stable]?.state).toMatchObject({ name: 'retired-warm', until: time + 1000 });
    const back = event(beta, { type: 'rollback', guard: 'surge', reason: 'failures' });
    expect(back.pointers).toMatchObject({ stable: before.stable, beta: null, previous: beta });
    expect(back.rollouts[before.stable]?.state.name).toBe('stable');
    checkFleet(back);
  });

  it('is refused when the pointers moved since it was decided', () => {
    const decidedOn = store.fleet().pointers.generation;
    const beta = release();
    event(beta, { type: 'swap', replaced: store.fleet().pointers.stable });
    expect(() => event(beta, { type: 'settle', guards: [] }, decidedOn)).toThrow(/switched in the meantime/);
    expect(store.fleet().rollouts[beta]?.state.name).toBe('watching');
    event(beta, { type: 'settle', guards: [] }, store.fleet().pointers.generation);
    expect(store.fleet().rollouts[beta]?.state.name).toBe('stable');
  });

  it('is refused when somebody else wrote the pointer row', () => {
    const beta = release();
    database.exec('UPDATE pointer SET generation = generation + 1');
    expect(() => event(beta, { type: 'swap', replaced: store.fleet().pointers.stable })).toThrow(/switched/);
    expect(versions.pointers().stable).toBe('everyday@1.0.0');
  });

  it('keeps its log: rows of moves and of the audit can be neither changed nor deleted', () => {
    release();
    for (const table of ['rollout_event', 'audit']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append only');
      expect(() => database.exec(`UPDATE ${table} SET version = 'x'`)).toThrow('append only');
    }
  });
});

describe('the audit log', () => {
  const tamper = (statement: string) => {
    database.exec('DROP TRIGGER audit_kept; DROP TRIGGER audit_stays');
    database.exec(statement);
  };
  beforeEach(() => {
    event('everyday@1.1.0-beta.1', { type: 'shadow' });
    event('everyday@1.1.0-beta.1', { type: 'rollback', guard: null, reason: 'enough' });
    expect(audit.verify()).toMatchObject({ ok: true, rows: 3, brokenAt: null });
  });

  it('says who, what, when, why, and from where to where', () => {
    expect(audit.list(1)[0]).toMatchObject({
      at: 1000,
      who: 'somebody',
      what: 'rollback',
      version: 'everyday@1.1.0-beta.1',
      from: 'shadow',
      to: 'rolled-back',
      why: 'because',
    });
  });

  it.each([
    ['a changed row', `UPDATE audit SET why = 'other' WHERE id = 2`, 2],
    ['changed evidence', `UPDATE audit SET evidence = '{"generation":9}' WHERE id = 2`, 2],
    ['a row taken out', 'DELETE FROM audit WHERE id = 2', 2],
    ['the first row taken out', 'DELETE FROM audit WHERE id = 1', 1],
    ['the last row cut off', 'DELETE FROM audit WHERE id = 3', 3],
  ])('shows %s', (_, statement, brokenAt) => {
    tamper(statement);
    expect(audit.verify()).toMatchObject({ ok: false, brokenAt });
  });

  it('exports every row with the hash that the last one must have', () => {
    const { lines, head } = audit.export();
    const rows = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.id)).toEqual([1, 2, 3]);
    expect(rows.at(-1).hash).toBe(head);
    expect(audit.verify().head).toBe(head);
  });
});
