import { AppError } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Database } from '../store/database.ts';
import { candidateOf } from './fleet.ts';
import type { ReleaseMoves } from './release-moves.ts';
import type { ReleaseStore } from './release-store.ts';
import type { StateName } from './rollout.ts';

/** Versions come and go: what may be installed beside what, what an installation is checked by, what may be removed. */
export interface Installs {
  /** Fails with `conflict` while another version is on its way or this one is in use. */
  check(version: string): void;
  /** After `versions.install`: the version's life begins. */
  begin(): void;
  /** Once it knows the library: checked and staged, or rejected with a reason. Does nothing for other states. */
  verify(signal: AbortSignal): Promise<void>;
  /** Fails with `conflict` for a version that somebody may still go back to. */
  checkRemoval(version: string): void;
  /** Lives of versions that are no longer installed end. */
  archiveRemoved(): void;
}

/** A candidate in these states gives way to another one. Later it has to be aborted by somebody. */
const replaceable: ReadonlySet<StateName> = new Set<StateName>(['installing', 'verifying', 'staged']);
/** Questions of the past that a new version has to find passages for. */
const probes = 3;
const probeLimitMs = 30_000;

export function createInstalls(options: {
  database: Database;
  who: string;
  versions: Versions;
  store: ReleaseStore;
  moves: ReleaseMoves;
  /** Documents of the library, and how many the version has indexed. */
  indexed: (version: string) => { documents: number; ready: number };
  /** Searches as the version would for this question. */
  probe: (version: string, question: { text: string; library: string }, signal: AbortSignal) => Promise<void>;
}): Installs {
  const { database, who, versions, store, moves, indexed, probe } = options;

  async function problem(version: string, signal: AbortSignal): Promise<string | null> {
    const { documents, ready } = indexed(version);
    if (documents > 0 && ready === 0) return `it could not index any of ${documents} documents`;
    const questions = database
      .prepare(
        `SELECT t.question AS text, c.library_id AS library FROM turn t JOIN chat c ON c.id = t.chat_id
         WHERE t.state = 'finished' GROUP BY t.question, c.library_id ORDER BY max(t.asked_at) DESC LIMIT ${probes}`,
      )
      .all() as { text: string; library: string }[];
    for (const question of questions) {
      try {
        await probe(version, question, AbortSignal.any([signal, AbortSignal.timeout(probeLimitMs)]));
      } catch (error) {
        signal.throwIfAborted();
        return `it could not search for a question of the past: ${AppError.from(error).code}`;
      }
    }
    return null;
  }

  return {
    check(version) {
      const { pointers } = store.fleet();
      if (pointers.stable === version) {
        throw new AppError('conflict', { version }, { message: `${version} is the stable version already.` });
      }
      const candidate = candidateOf(store.fleet());
      if (!candidate || candidate.version === version || replaceable.has(candidate.state.name)) return;
      throw new AppError(
        'conflict',
        { version, candidate: candidate.version, state: candidate.state.name },
        { message: `${candidate.version} is ${candidate.state.name}; abort it before another version is installed.` },
      );
    },
    begin() {
      store.reconcile({ who, what: 'install', why: 'installed as the next version' });
    },
    async verify(signal) {
      const candidate = candidateOf(store.fleet());
      if (!candidate || signal.aborted) return;
      const { version, state, salt } = candidate;
      const note = { who, why: 'it knows the library' };
      if (state.name === 'installing') await moves.apply(version, { type: 'indexed' }, note);
      else if (state.name !== 'verifying') return;
      const reason = await problem(version, signal);
      const now = store.fleet().rollouts[version];
      if (now?.salt !== salt || now.state.name !== 'verifying') return;
      if (reason) await moves.apply(version, { type: 'reject', reason }, { who, why: reason });
      else
        await moves.apply(version, { type: 'verified' }, { who, why: 'it finds passages for questions of the past' });
    },
    checkRemoval(version) {
      versions.resolve(version);
      const rollout = store.fleet().rollouts[version];
      const { previous, stable, beta } = store.fleet().pointers;
      if (version === stable || version === beta) {
        const role = version === stable ? 'stable' : 'beta';
        throw new AppError('conflict', { version, pointer: role }, { message: `${version} is ${role} and in use.` });
      }
      const watched = store.fleet().rollouts[stable]?.state.name === 'watching';
      if (version !== previous || !rollout || (rollout.state.name !== 'retired-warm' && !watched)) return;
      throw new AppError(
        'conflict',
        { version, state: rollout.state.name },
        { message: `${version} is kept to go back to. It can be removed when ${stable} has been watched long enough.` },
      );
    },
    archiveRemoved() {
      const installed = new Set(versions.list().map((pipeline) => pipeline.id));
      for (const { version, state } of Object.values(store.fleet().rollouts)) {
        if (installed.has(version) || state.name === 'archived') continue;
        void moves.apply(version, { type: 'archive' }, { who, why: 'removed' }).catch(() => undefined);
      }
    },
  };
}
