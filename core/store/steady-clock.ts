import type { Clock } from '../ports.ts';

/** A larger step back means that the time before was wrong, and the new one is to be believed. */
const largestStepMs = 2 * 24 * 60 * 60_000;

/**
 * A clock that does not go back when the machine's does, by a correction or a wrong time zone: it advances by a
 * millisecond per look until the machine has caught up, so that what is new stays newest. `latest` is the newest time
 * that the data folder knows, in milliseconds since 1970.
 */
export function createSteadyClock(clock: Clock, latest: number): Clock {
  let last = latest;
  return {
    now() {
      const now = clock.now();
      last = now > last || last - now > largestStepMs ? now : last + 1;
      return last;
    },
  };
}
