import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../contract/index.ts';

/** The places inside a data folder. */
export interface DataFolder {
  readonly root: string;
  readonly database: string;
  readonly originals: string;
  readonly artifacts: string;
  readonly models: string;
  readonly incoming: string;
  readonly run: string;
  /** Copies of tandem.db from earlier days. */
  readonly snapshots: string;
  original(sha256: string): string;
  artifact(stage: 'parse' | 'embed' | 'index', digest: string): string;
  release(): void;
}

/**
 * Takes a data folder for this process alone, and makes its parts. The lock is held by the operating system, so it
 * ends with the process however that ends. Fails with `data-folder-in-use` or `data-folder-unusable`.
 */
export function takeDataFolder(root: string): DataFolder {
  const at = (...parts: string[]) => join(root, ...parts);
  let lock: BetterSqlite3.Database | undefined;
  try {
    for (const part of [
      'originals',
      'artifacts/parse',
      'artifacts/embed',
      'artifacts/index',
      'models',
      'incoming',
      'run',
      'snapshots',
    ]) {
      mkdirSync(at(part), { recursive: true, mode: 0o700 });
    }
    lock = new BetterSqlite3(at('run', 'lock'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const busy = (error as { code?: string }).code === 'SQLITE_BUSY';
    throw new AppError(busy ? 'data-folder-in-use' : 'data-folder-unusable', { folder: root, cause: String(error) });
  }
  const held = lock;
  sweepTemporaryFiles(at);
  return {
    root,
    database: at('tandem.db'),
    originals: at('originals'),
    artifacts: at('artifacts'),
    models: at('models'),
    incoming: at('incoming'),
    run: at('run'),
    snapshots: at('snapshots'),
    original: (sha256) => at('originals', sha256),
    artifact: (stage, digest) => at('artifacts', stage, digest),
    release: () => held.close(),
  };
}

/** Files are written as name.tmp-… and renamed when complete; what still has that name was never finished. */
function sweepTemporaryFiles(at: (...parts: string[]) => string): void {
  for (const folder of ['originals', 'artifacts/parse', 'artifacts/embed', 'snapshots']) {
    for (const name of readdirSync(at(folder))) if (name.includes('.tmp-')) rmSync(at(folder, name), { force: true });
  }
}
