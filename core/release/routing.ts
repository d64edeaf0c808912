import { AppError, type BreakerStatus, type DeviceCondition } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { candidateOf } from './fleet.ts';
import type { ReleaseStore } from './release-store.ts';
import { chooseTarget, type Route, type RouteQuestion } from './route.ts';
import type { RouteRules } from './rules.ts';
import type { Arm } from './split.ts';
import type { VersionBreaker } from './version-breaker.ts';

/** Decides for each question which version answers it, and keeps what chats were drawn into. */
export function createRouting(options: {
  database: Database;
  clock: Clock;
  versions: Versions;
  store: ReleaseStore;
  rules: RouteRules;
  breaker: VersionBreaker;
  device: () => ReadonlySet<DeviceCondition>;
}): RouteQuestion {
  const { database, clock, versions, store, rules, breaker, device } = options;
  const readArm = database.prepare('SELECT arm FROM assignment WHERE salt = ? AND chat_id = ?').pluck();
  const keepArm = database.prepare(
    'INSERT OR IGNORE INTO assignment (salt, chat_id, arm, assigned_at) VALUES (?, ?, ?, ?)',
  );

  const to = (reference: string, reason: Route['reason']): Route => {
    const pipeline = versions.resolve(reference);
    return { pipeline, pointer: versions.pointerOf(pipeline.id), reason };
  };

  return ({ override, chat }) => {
    if (override !== undefined) {
      const chosen = to(override, 'override');
      if (chosen.pointer !== 'stable' && !breaker.admits(chosen.pipeline.id)) refuseResting(chosen.pipeline.id);
      return chosen;
    }
    const candidate = candidateOf(store.fleet());
    const choice = chooseTarget({
      chat,
      rules: rules.list(),
      device,
      candidate,
      assigned: () => (candidate ? ((readArm.get(candidate.salt, chat.id) as Arm | undefined) ?? null) : null),
    });
    if (choice.assign && candidate) keepArm.run(candidate.salt, chat.id, choice.assign, clock.now());
    if (choice.target === 'beta' && candidate && !breaker.admits(candidate.version)) return to('stable', 'breaker');
    return to(choice.target, choice.reason);
  };

  function refuseResting(version: string): never {
    const { until }: BreakerStatus = breaker.status(version);
    const seconds = Math.max(0, Math.ceil(((until ?? 0) - clock.now()) / 1000));
    throw new AppError(
      'conflict',
      { version, guard: 'breaker', until },
      { message: `${version} rests after failures (guard breaker); it gets a trial in ${seconds} s.` },
    );
  }
}
