import { AppError, DeviceCondition, type RouteRule } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';

/** Rules that send questions to a version whatever the split says, in the order in which they were made. */
export interface RouteRules {
  /** The same array until a rule changes. */
  list(): readonly RouteRule[];
  /** Fails with `not-found` for an unknown library, `bad-request` for an unknown condition. The same again changes `to`. */
  add(rule: Pick<RouteRule, 'kind' | 'value' | 'to'>): RouteRule;
  /** Fails with `not-found`. */
  remove(id: number): RouteRule;
}

export function createRouteRules(options: { database: Database; clock: Clock }): RouteRules {
  const { database, clock } = options;
  const columns = 'id, kind, value, target AS "to", created_at AS createdAt FROM route_rule';
  const read = () => database.prepare(`SELECT ${columns} ORDER BY id`).all() as RouteRule[];
  let rules: RouteRule[] | null = null;

  function check({ kind, value }: Pick<RouteRule, 'kind' | 'value'>): string {
    if (kind === 'device') {
      const result = DeviceCondition.safeParse(value);
      if (result.success) return result.data;
      const known = DeviceCondition.options.join(', ');
      throw new AppError('bad-request', { value }, { message: `A device rule names one of: ${known}.` });
    }
    const id = database.prepare('SELECT id FROM library WHERE id = @value OR name = @value').pluck().get({ value });
    if (typeof id !== 'string') throw new AppError('not-found', { library: value });
    return id;
  }

  const list = () => {
    rules ??= read();
    return rules;
  };

  return {
    list,
    add(rule) {
      const value = check(rule);
      // Read again when it is asked for the next time: the caller may take the write back.
      rules = null;
      return database
        .prepare(
          `INSERT INTO route_rule (kind, value, target, created_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (kind, value) DO UPDATE SET target = excluded.target
           RETURNING id, kind, value, target AS "to", created_at AS createdAt`,
        )
        .get(rule.kind, value, rule.to, clock.now()) as RouteRule;
    },
    remove(id) {
      const rule = list().find((item) => item.id === id);
      if (!rule) throw new AppError('not-found', { rule: id });
      database.prepare('DELETE FROM route_rule WHERE id = ?').run(id);
      rules = null;
      return rule;
    },
  };
}
