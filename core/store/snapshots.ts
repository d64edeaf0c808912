import { readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports.ts';
import type { DataFolder } from './data-folder.ts';
import type { Database } from './database.ts';
import { flushSync, temporaryName } from './files.ts';

export interface Snapshot {
  /** Absolute path. */
  file: string;
  /** Counts up; the clock may have been moved back between two snapshots. */
  number: number;
  /** Milliseconds since 1970, by the clock of that time. */
  takenAt: number;
}

/** Copies of tandem.db, one a day, the newest `keptSnapshots` of them. */
export interface Snapshots {
  /** Takes one if the last is a day old and there is something to keep. Never throws; resolves when it is done. */
  takeIfDue(): Promise<void>;
  /** Looks every hour whether one is due, until `close`. */
  keepTaking(): void;
  /** Waits for the one under way, a few seconds at most; after that it is given up. */
  close(): Promise<void>;
}

export const keptSnapshots = 7;
const dayMs = 24 * 60 * 60_000;
const hourMs = 60 * 60_000;
/** Pages of 4 KiB copied before other work gets its turn: about two milliseconds. */
const pagesPerTurn = 256;
const patienceAtCloseMs = 5000;

const namePattern = /^tandem-(\d{6,})-(\d+)\.db$/;

/** All snapshots, oldest first. */
export function listSnapshots(folder: DataFolder): Snapshot[] {
  return readdirSync(folder.snapshots)
    .flatMap((name) => {
      const match = namePattern.exec(name);
      return match ? [{ file: join(folder.snapshots, name), number: Number(match[1]), takenAt: Number(match[2]) }] : [];
    })
    .sort((a, b) => a.number - b.number);
}

export function createSnapshots(options: { database: Database; folder: DataFolder; clock: Clock }): Snapshots {
  const { database, folder, clock } = options;
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let givenUp = false;

  function isDue(): boolean {
    const something = database.prepare('SELECT EXISTS (SELECT 1 FROM document) OR EXISTS (SELECT 1 FROM chat)').pluck();
    if (something.get() !== 1) return false;
    const last = listSnapshots(folder).at(-1);
    if (!last) return true;
    const age = clock.now() - last.takenAt;
    // A negative age means that the clock was moved back: then the age of the last one is not known.
    return age < 0 || age >= dayMs;
  }

  async function take(): Promise<void> {
    const number = (listSnapshots(folder).at(-1)?.number ?? 0) + 1;
    const file = join(folder.snapshots, `tandem-${String(number).padStart(6, '0')}-${clock.now()}.db`);
    const temporary = temporaryName(file);
    try {
      await database.backup(temporary, {
        progress: () => {
          if (givenUp) throw new Error('the app is closing');
          return pagesPerTurn;
        },
      });
      flushSync(temporary);
      renameSync(temporary, file);
      for (const old of listSnapshots(folder).slice(0, -keptSnapshots)) rmSync(old.file, { force: true });
    } catch {
      // The disk may be full, or the app closing: the next hour or start tries again.
      for (const ending of ['', '-journal', '-wal', '-shm']) await rm(temporary + ending, { force: true });
    }
  }

  function takeIfDue(): Promise<void> {
    underWay ??= Promise.resolve()
      .then(() => (isDue() ? take() : undefined))
      .catch(() => undefined)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  return {
    takeIfDue,
    keepTaking() {
      timer ??= setInterval(() => void takeIfDue(), hourMs);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      const patience = setTimeout(() => {
        givenUp = true;
      }, patienceAtCloseMs);
      await underWay;
      clearTimeout(patience);
    },
  };
}
