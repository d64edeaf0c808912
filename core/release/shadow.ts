import type { RolloutPolicy, Turn } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';
import { candidateOf } from './fleet.ts';
import type { ReleaseStore } from './release-store.ts';
import type { StateName } from './rollout.ts';
import { sliceOf } from './slices.ts';
import type { AnswerUnseen, UnseenAnswer, UnseenQuestion } from './unseen-answer.ts';

/**
 * Lets stable and the candidate answer questions of the past in idle time, one after the other and in turns, and keeps
 * how they compare. The person sees nothing of it. A question that comes meanwhile stops it at once.
 */
export interface Shadow {
  /** Makes one pair when the machine is idle and one is wanted. True when it did. Never throws. */
  step(): Promise<boolean>;
  /** A person asks: their question goes first. */
  interrupt(): void;
  close(): Promise<void>;
}

/** States in which pairs are wanted: a ramp that was forced needs them as well. */
const wantedIn: ReadonlySet<StateName> = new Set<StateName>(['shadow', 'ramping', 'paused', 'ready']);
/** Questions of the past that are looked through for one that was not compared yet. */
const questionsBack = 500;
/** After this long without an answer a version may have been unloaded, and its next answer is a cold start. */
const coldAfterMs = 5 * 60_000;

interface Asked {
  id: string;
  chat: string;
  question: string;
  library: string;
}

export function createShadow(options: {
  database: Database;
  clock: Clock;
  store: ReleaseStore;
  policy: (version: string) => RolloutPolicy;
  history: (chat: string) => Turn[];
  answer: AnswerUnseen;
  /** Milliseconds since the last question of a person; 0 while one is being answered. */
  idleMs: () => number;
}): Shadow {
  const { database, clock, store, policy, history, answer, idleMs } = options;
  const recent = database.prepare(
    `SELECT t.id, t.chat_id AS chat, t.question, c.library_id AS library FROM turn t JOIN chat c ON c.id = t.chat_id
     WHERE t.state = 'finished' AND c.deleted_at IS NULL ORDER BY t.asked_at DESC, t.id LIMIT ${questionsBack}`,
  );
  const known = database.prepare(`SELECT question_key FROM answer_pair WHERE salt = ? AND source = 'shadow'`).pluck();
  const insert = database.prepare(
    `INSERT OR IGNORE INTO answer_pair (salt, source, question_key, slice, stable_version, beta_version, stable, beta,
       differences, cold, paired_at) VALUES (@salt, 'shadow', @key, @slice, @stableVersion, @betaVersion, @stable, @beta,
       @differences, 0, @now)`,
  );
  const lastAnswer = new Map<string, number>();
  let running: { stop: AbortController; done: Promise<boolean> } | undefined;
  let closed = false;

  function next(salt: string): (Asked & { key: string; count: number }) | null {
    const done = new Set(known.all(salt) as string[]);
    for (const asked of recent.all() as Asked[]) {
      const key = sha256(`${asked.library}\n${asked.question}`);
      if (!done.has(key)) return { ...asked, key, count: done.size };
    }
    return null;
  }

  async function answerWarm(version: string, asked: UnseenQuestion, signal: AbortSignal): Promise<UnseenAnswer> {
    const cold = clock.now() - (lastAnswer.get(version) ?? Number.NEGATIVE_INFINITY) > coldAfterMs;
    // Cold starts are left out of the comparison: the first answer only loads what the second needs.
    if (cold) await answer(version, asked, signal);
    const result = await answer(version, asked, signal);
    lastAnswer.set(version, clock.now());
    return result;
  }

  async function pair(signal: AbortSignal): Promise<boolean> {
    const fleet = store.fleet();
    const candidate = candidateOf(fleet);
    if (!candidate || !wantedIn.has(candidate.state.name)) return false;
    const { version, salt } = candidate;
    const limits = policy(version).shadow;
    if (idleMs() < limits.idleSeconds * 1000) return false;
    const asked = next(salt);
    if (!asked || asked.count >= limits.most) return false;
    const turns = history(asked.chat);
    const before = turns.slice(
      0,
      turns.findIndex((turn) => turn.answerId === asked.id),
    );
    const question = { question: asked.question, library: asked.library, history: before };
    const stableVersion = fleet.pointers.stable;
    // In turns, so that neither always profits from what the other has just read from disk.
    const order = asked.count % 2 === 0 ? [stableVersion, version] : [version, stableVersion];
    const results = new Map<string, UnseenAnswer>();
    for (const id of order) results.set(id, await answerWarm(id, question, signal));
    const stable = results.get(stableVersion)!;
    const beta = results.get(version)!;
    // Somebody may have switched while the answers were made.
    if (candidateOf(store.fleet())?.salt !== salt || store.fleet().pointers.stable !== stableVersion) return false;
    insert.run({
      salt,
      key: asked.key,
      slice: sliceOf(asked.question),
      stableVersion,
      betaVersion: version,
      stable: JSON.stringify(toStored(stable)),
      beta: JSON.stringify(toStored(beta)),
      differences: JSON.stringify(differencesOf(stable, beta)),
      now: clock.now(),
    });
    return true;
  }

  return {
    async step() {
      if (closed || running) return false;
      const stop = new AbortController();
      // Whatever went wrong beside the answers themselves, the next idle time tries again.
      const done = pair(stop.signal).catch(() => false);
      running = { stop, done };
      try {
        return await done;
      } finally {
        running = undefined;
      }
    },
    interrupt: () => running?.stop.abort(),
    async close() {
      closed = true;
      running?.stop.abort();
      await running?.done;
    },
  };
}

/** SQLite's JSON has no booleans to add up: they are kept as 0 and 1. */
function toStored(answer: UnseenAnswer) {
  return { ...answer, failed: Number(answer.failed), supported: Number(answer.supported), missing: 0 };
}

function differencesOf(stable: UnseenAnswer, beta: UnseenAnswer) {
  const both = beta.documents.filter((id) => stable.documents.includes(id)).length;
  const all = new Set([...beta.documents, ...stable.documents]).size;
  return {
    lengthRatio: stable.characters === 0 ? null : Math.round((beta.characters / stable.characters) * 100) / 100,
    sharedDocuments: all === 0 ? null : Math.round((both / all) * 100) / 100,
    loops: beta.loops && !stable.loops,
  };
}
