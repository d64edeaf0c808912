import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { AppError, type Check } from '../contract/index.ts';
import type { SelfCheck } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { searchTokens } from '../text/segment.ts';

const checkLimitMs = 60_000;
const enoughDiskMiB = 500;
const enoughMemoryMiB = 500;

/** Runs each check in turn; a failing one does not stop the next. */
export async function* selfTest(checks: readonly SelfCheck[], signal?: AbortSignal): AsyncGenerator<Check> {
  for (const check of checks) {
    const started = performance.now();
    const row = (ok: boolean, detail: string) => ({
      name: check.name,
      ok,
      detail,
      ms: Math.round(performance.now() - started),
    });
    const limit = AbortSignal.timeout(checkLimitMs);
    try {
      yield row(true, await check.run(signal ? AbortSignal.any([signal, limit]) : limit));
    } catch (error) {
      const known = AppError.from(error);
      if (signal?.aborted) throw known;
      const cause = typeof known.details.cause === 'string' ? ` (${known.details.cause})` : '';
      yield row(false, `${known.code}: ${known.message}${cause}`);
    }
  }
}

/** The checks of what core itself stands on. */
export function coreChecks(options: { database: Database; folder: DataFolder }): SelfCheck[] {
  const { database, folder } = options;
  return [
    {
      name: 'database',
      async run() {
        const result = database.pragma('quick_check', { simple: true });
        if (result !== 'ok') throw new AppError('data-folder-unusable', { cause: String(result) });
        const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
        return `SQLite ${version}, ${database.pragma('journal_mode', { simple: true })}, intact`;
      },
    },
    {
      name: 'full-text',
      async run() {
        const tokens = searchTokens('安装程序需要内存 memory').join(' ');
        database.exec(`CREATE VIRTUAL TABLE temp.self_test USING fts5(tokens)`);
        try {
          database.prepare('INSERT INTO temp.self_test VALUES (?)').run(tokens);
          const find = database.prepare('SELECT count(*) AS n FROM temp.self_test WHERE self_test MATCH ?');
          for (const word of ['内存', 'memori']) {
            const { n } = find.get(`"${word}"`) as { n: number };
            if (n !== 1) throw new AppError('internal', { cause: `${word} was not found` });
          }
        } finally {
          database.exec('DROP TABLE temp.self_test');
        }
        return 'FTS5 finds a Chinese word of two characters and an English stem';
      },
    },
    {
      name: 'disk',
      async run() {
        const { bavail, bsize } = await statfs(folder.root);
        const free = Math.floor((bavail * bsize) / 2 ** 20);
        if (free < enoughDiskMiB) throw new AppError('disk-full', { cause: `${free} MiB free` });
        return `${free} MiB free in ${folder.root}`;
      },
    },
    {
      name: 'memory',
      async run() {
        const free = Math.floor(freemem() / 2 ** 20);
        if (free < enoughMemoryMiB) throw new AppError('model-too-large', { cause: `${free} MiB free` });
        return `${free} of ${Math.floor(totalmem() / 2 ** 20)} MiB free`;
      },
    },
  ];
}
