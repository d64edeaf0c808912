import { AppError, type ErrorCode } from '../contract/index.ts';
import type { ContentLocks } from '../library/content-locks.ts';
import type { Content, ContentStages } from '../library/content-stages.ts';
import type { IndexFailures } from '../library/index-failures.ts';
import type { Indexes } from '../library/indexes.ts';
import { createTurnsByKey } from '../library/turns-by-key.ts';
import type { InstalledPipeline, Versions } from './versions.ts';

/**
 * Brings contents of the library into versions, for each version one content at a time and independent of the
 * others: one that fails or is slow holds up none but itself.
 */
export interface VersionLanes {
  /** Resolves when the content is in the version's index, or when it is recorded that it could not be. */
  bring(content: Content, pipeline: InstalledPipeline, signal: AbortSignal): Promise<void>;
  /** Lets versions try again that were given up because their model or index failed. */
  tryAgain(): void;
}

/**
 * Failures that the next document would meet as well. After so many in a row the version is not tried any more until
 * `tryAgain`: a process that crashes for each of a thousand documents would take an hour to say the same thing.
 */
const failuresToGiveUp: Partial<Record<ErrorCode, number>> = {
  'model-missing': 1,
  'model-invalid': 1,
  'model-too-large': 1,
  'disk-full': 1,
  'model-crashed': 2,
  'model-timed-out': 2,
  'index-failed': 2,
  'timed-out': 2,
};

export function createVersionLanes(options: {
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
  failures: IndexFailures;
  locks: ContentLocks;
  /** Called when a version was uninstalled while it was worked for: what was made since is not needed. */
  onOrphaned: (pipeline: InstalledPipeline) => Promise<void>;
}): VersionLanes {
  const { versions, stages, indexes, failures, locks, onOrphaned } = options;
  const inTurn = createTurnsByKey();
  const inARow = new Map<string, { code: ErrorCode; times: number }>();

  function givenUp(pipeline: InstalledPipeline): ErrorCode | null {
    const failing = inARow.get(pipeline.id);
    return failing && failing.times >= (failuresToGiveUp[failing.code] ?? Number.POSITIVE_INFINITY)
      ? failing.code
      : null;
  }

  async function bringNow(content: Content, pipeline: InstalledPipeline, signal: AbortSignal): Promise<void> {
    const primary = versions.pointers().stable === pipeline.id;
    await stages.parse(content, pipeline, { signal, primary });
    await stages.chunk(content.sha256, pipeline, { signal });
    const part = await stages.embed(content.sha256, pipeline, { signal });
    signal.throwIfAborted();
    if (part) await indexes.add(pipeline, part);
  }

  async function attempt(content: Content, pipeline: InstalledPipeline, signal: AbortSignal): Promise<void> {
    const { sha256 } = content;
    if (!versions.has(pipeline)) return;
    const because = givenUp(pipeline);
    if (because && !stages.isReady(sha256, pipeline)) {
      failures.record(pipeline, sha256, because);
      return;
    }
    try {
      await bringNow(content, pipeline, signal);
      failures.clear(pipeline, sha256);
      inARow.delete(pipeline.id);
    } catch (error) {
      const { code } = AppError.from(error, 'index-failed');
      if (signal.aborted) return;
      failures.record(pipeline, sha256, code);
      const before = inARow.get(pipeline.id);
      inARow.set(pipeline.id, { code, times: before?.code === code ? before.times + 1 : 1 });
    }
  }

  return {
    async bring(content, pipeline, signal) {
      await inTurn(
        pipeline.id,
        () => locks.share(content.sha256, (either) => attempt(content, pipeline, either), { signal, yields: true }),
        signal,
      ).catch(() => {
        // Stopped, or the disk does not even take the note: the content stays waiting, and the next start tries again.
      });
      if (!versions.has(pipeline)) await onOrphaned(pipeline).catch(() => undefined);
    },
    tryAgain: () => inARow.clear(),
  };
}
