/** What one watched folder has to do and when. Times are milliseconds of a clock that only goes forward. */
export interface Agenda {
  /** Something at this path may have changed; '' is the whole folder. */
  told(path: string, now: number): void;
  /** Look at this path again at that time. */
  lookAgain(path: string, at: number): void;
  /** These files were not found. Those that were missing before keep their time. */
  miss(paths: readonly string[], now: number): void;
  /** The file is there, or its absence has been dealt with. */
  found(path: string): void;
  /** Takes the paths whose time has come; '' when there are too many to look at one by one. */
  takePaths(now: number): { paths: string[]; told: boolean };
  /** Files that have been missing for long enough to be believed. */
  longMissing(now: number): string[];
  missingSince(path: string): number | undefined;
  /** When the next thing is due; infinity when nothing is. */
  nextAt(): number;
  /** Paths still to be looked at, missing ones included. */
  size(): number;
  /** Whether something was told that has not been looked at yet. */
  busy(): boolean;
  clear(): void;
}

/** A burst of changes is looked at together: after a rest, or when it has lasted this long. */
const restMs = 250;
const longestBurstMs = 2000;
/** Programs that save by writing a new file and renaming it leave a moment without any. */
export const graceMs = 3000;
const mostPaths = 500;

export function createAgenda(): Agenda {
  const dirty = new Set<string>();
  const later = new Map<string, number>();
  const missing = new Map<string, number>();
  let firstTold = 0;
  let lastTold = 0;

  const dirtyAt = () =>
    dirty.size === 0 ? Number.POSITIVE_INFINITY : Math.min(lastTold + restMs, firstTold + longestBurstMs);
  const earliest = (times: Iterable<number>) => {
    let found = Number.POSITIVE_INFINITY;
    for (const time of times) found = Math.min(found, time);
    return found;
  };

  return {
    told(path, now) {
      if (dirty.size === 0) firstTold = now;
      lastTold = now;
      dirty.add(path);
    },
    lookAgain: (path, at) => void later.set(path, at),
    miss(paths, now) {
      for (const path of paths) if (!missing.has(path)) missing.set(path, now);
    },
    found: (path) => void missing.delete(path),
    takePaths(now) {
      const due = new Set<string>();
      const told = dirtyAt() <= now;
      if (told) {
        for (const path of dirty) due.add(path);
        dirty.clear();
      }
      for (const [path, at] of later) {
        if (at > now) continue;
        later.delete(path);
        due.add(path);
      }
      const paths = due.size > mostPaths ? [''] : withoutNested(due);
      if (paths[0] === '') later.clear();
      return { paths, told };
    },
    longMissing: (now) => [...missing].filter(([, since]) => since + graceMs <= now).map(([path]) => path),
    missingSince: (path) => missing.get(path),
    nextAt: () => Math.min(dirtyAt(), earliest(later.values()), earliest(missing.values()) + graceMs),
    size: () => dirty.size + later.size + missing.size,
    busy: () => dirty.size + later.size > 0,
    clear() {
      dirty.clear();
      later.clear();
      missing.clear();
    },
  };
}

/** Paths without those that lie below another one of them. */
function withoutNested(paths: ReadonlySet<string>): string[] {
  if (paths.has('')) return [''];
  return [...paths].filter((path) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (paths.has(path.slice(0, end))) return false;
    }
    return true;
  });
}
