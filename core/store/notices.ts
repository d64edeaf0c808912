import { type Notice, type NoticeCode, noticeTexts } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from './database.ts';

/** What the person is told about in health for a week: that a database was restored, for example. */
export interface Notices {
  add(code: NoticeCode, details: Record<string, unknown>): void;
  /** Newest first. */
  list(): Notice[];
}

const shownMs = 7 * 24 * 60 * 60_000;

export function createNotices(options: { database: Database; clock: Clock }): Notices {
  const { database, clock } = options;
  return {
    add(code, details) {
      database
        .prepare('INSERT INTO notice (code, details, noticed_at) VALUES (?, ?, ?)')
        .run(code, JSON.stringify(details), clock.now());
    },
    list() {
      const rows = database
        .prepare('SELECT code, details, noticed_at AS at FROM notice WHERE noticed_at > ? ORDER BY id DESC LIMIT 20')
        .all(clock.now() - shownMs) as { code: NoticeCode; details: string; at: number }[];
      return rows.map((row) => ({ ...row, message: noticeTexts[row.code], details: JSON.parse(row.details) }));
    },
  };
}
