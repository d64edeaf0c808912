import { userInfo } from 'node:os';
import type { Turns } from '../assistant/turns.ts';
import type { AuditCheck, AuditRow, RouteRule, RoutingTable, Turn } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock, DeviceState, Notifier } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { createAudit } from './audit.ts';
import { createDeviceConditions, readDeviceState } from './device-state.ts';
import type { Outcome } from './evidence.ts';
import { createInstalls, type Installs } from './installs.ts';
import { createJudge } from './judge.ts';
import { notificationOf } from './notification.ts';
import { policyOf } from './policy.ts';
import { createReleaseMoves, type ReleaseMoves } from './release-moves.ts';
import { createReleaseReports, type ReleaseReports } from './release-status.ts';
import { createReleaseStore } from './release-store.ts';
import type { RouteQuestion } from './route.ts';
import { createRouting } from './routing.ts';
import { createRouteRules } from './rules.ts';
import { createShadow } from './shadow.ts';
import { byItself, createTicker } from './ticker.ts';
import type { AnswerUnseen } from './unseen-answer.ts';
import { createVersionBreaker, outcomeOf } from './version-breaker.ts';
import { createVotes, type Votes } from './votes.ts';

/** Versions and their releases: which version answers, what moves them on, and what is kept of every move. */
export interface Releases extends Omit<ReleaseMoves, 'apply'>, ReleaseReports {
  route: RouteQuestion;
  votes: Votes;
  installs: Installs;
  audit: {
    list(limit: number): AuditRow[];
    verify(): AuditCheck;
    export(): { lines: string; head: string };
  };
  addRule(rule: Pick<RouteRule, 'kind' | 'value' | 'to'>): RoutingTable;
  removeRule(id: number): RoutingTable;
  /** The same turns; what begins and ends is seen by breaker, guards and hidden answers. */
  observed(turns: Turns): Turns;
  /** A look at the guards with the moves that follow. It also happens by itself every few seconds. */
  tick(): Promise<void>;
  start(): void;
  /** Stops looking. Nothing is half done afterwards. */
  close(): Promise<void>;
}

export interface ReleaseOptions {
  database: Database;
  clock: Clock;
  versions: Versions;
  device?: DeviceState | undefined;
  notifier?: Notifier | undefined;
  language: () => 'en' | 'zh-CN';
  answer: AnswerUnseen;
  history: (chat: string) => Turn[];
  indexed: (version: string) => { documents: number; ready: number };
  probe: (version: string, question: { text: string; library: string }, signal: AbortSignal) => Promise<void>;
}

/** Turns read back at a start, to know of failures before it. */
const turnsBack = 100;

export function createReleases(options: ReleaseOptions): Releases {
  const { database, clock, versions, answer, history, indexed, probe, notifier, language } = options;
  const now = () => clock.now();
  const who = osUser();
  const audit = createAudit(database);
  const store = createReleaseStore({ database, now, audit });
  const first = Object.keys(store.fleet().rollouts).length === 0;
  store.reconcile(
    first
      ? { who: byItself, what: 'adopt', why: 'the versions that are in use' }
      : { who: byItself, what: 'install', why: 'found at the start: an installation was cut off' },
  );

  const installedPolicy = new Map<string, ReturnType<typeof policyOf>>();
  /** Manifests never change, and a version that was removed is judged by the defaults. */
  const policy = (version: string) => {
    let found = installedPolicy.get(version);
    if (!found) {
      const pipeline = versions.list().find((item) => item.id === version);
      found = policyOf(pipeline?.manifest ?? {});
      if (pipeline) installedPolicy.set(version, found);
    }
    return found;
  };
  const earlierTurns = database.prepare(
    `SELECT state, code, notice, asked_at AS at FROM turn WHERE version = ? AND asked_at >= ?
     AND state IN ('finished', 'failed') ORDER BY asked_at DESC, rowid DESC LIMIT ${turnsBack}`,
  );
  const breaker = createVersionBreaker({
    now,
    policy: (version) => policy(version).breaker,
    stable: () => store.fleet().pointers.stable,
    earlier(version) {
      const since = store.fleet().rollouts[version]?.startedAt ?? 0;
      const rows = earlierTurns.all(version, since) as (Pick<Turn, 'state' | 'code' | 'notice'> & { at: number })[];
      return { outcomes: rows.map((row) => outcomeOf(row) as Outcome), at: rows[0]?.at ?? 0 };
    },
  });

  const rules = createRouteRules({ database, clock });
  const device = createDeviceConditions(options.device ?? readDeviceState(), clock);
  const judge = createJudge({ database, now, store, breaker, policy });
  const closing = new AbortController();
  const moves = createReleaseMoves({
    now,
    who,
    versions,
    store,
    judge,
    breaker,
    policy,
    warm: (version, signal) =>
      probe(version, { text: 'warm', library: 'default' }, AbortSignal.any([signal, closing.signal])),
    happened(version, event, by) {
      const text = by === byItself ? notificationOf(event, version, language()) : null;
      if (text) notifier?.notify('Tandem', text);
    },
  });

  let running = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  const shadow = createShadow({
    database,
    clock,
    store,
    policy,
    history,
    answer,
    idleMs: () => (running > 0 ? 0 : now() - lastEnd),
  });
  const ticker = createTicker({ now, store, judge, moves, shadow, policy });
  const reports = createReleaseReports({ store, audit, judge, rules, breaker, policy });
  const installs = createInstalls({ database, who, versions, store, moves, indexed, probe });
  const { apply, ...asked } = moves;

  const noteRule = (what: string, rule: RouteRule) =>
    audit.add({
      at: now(),
      who,
      what,
      version: null,
      from: null,
      to: rule.to,
      why: `${rule.kind} ${rule.value}`,
      evidence: rule,
    });
  const inOne = <Result>(work: () => Result) => database.transaction(work).immediate();

  return {
    ...asked,
    ...reports,
    route: createRouting({ database, clock, versions, store, rules, breaker, device }),
    votes: createVotes({ database, clock }),
    installs,
    audit,
    addRule(rule) {
      inOne(() => noteRule('rule-add', rules.add(rule)));
      return reports.routing();
    },
    removeRule(id) {
      inOne(() => noteRule('rule-remove', rules.remove(id)));
      return reports.routing();
    },
    observed: (turns) => ({
      ...turns,
      begin(turn) {
        const id = turns.begin(turn);
        running += 1;
        shadow.interrupt();
        return id;
      },
      finish(id, outcome) {
        running -= 1;
        lastEnd = now();
        const turn = turns.finish(id, outcome);
        breaker.observe(turn.version, outcomeOf(turn));
        ticker.soon();
        return turn;
      },
    }),
    tick: ticker.tick,
    start() {
      // A switch that a crash cut off: the pointer that was committed counts, so the version is ready as before.
      for (const { version, state } of Object.values(store.fleet().rollouts)) {
        if (state.name !== 'promoting') continue;
        void apply(version, { type: 'swap-failed' }, { who: byItself, why: 'the switch was cut off' });
      }
      installs.archiveRemoved();
      ticker.start();
      // Time went on while nothing ran, and a command may be all that ever runs.
      ticker.soon();
    },
    async close() {
      closing.abort();
      await ticker.close();
    },
  };
}

/** Who is logged in, for the audit log; some systems know no name for a user id. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? 'unknown';
  }
}
