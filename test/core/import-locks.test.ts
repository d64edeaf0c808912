import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createContentLocks } from '../../core/library/content-locks.ts';
import { createTurnsByKey } from '../../core/library/turns-by-key.ts';

/** A job that says when it began and ends when told to. */
function job(log: string[], name: string) {
  const { promise: end, resolve: finish } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const run = async (signal?: AbortSignal) => {
    log.push(`${name} begins`);
    begin();
    signal?.addEventListener('abort', () => finish());
    await end;
    log.push(`${name} ends`);
    signal?.throwIfAborted();
  };
  return { run, begun, finish };
}

it('work on a content goes on side by side, and taking it away waits for all of it', async () => {
  const locks = createContentLocks();
  const log: string[] = [];
  const [one, two, away, later] = ['one', 'two', 'away', 'later'].map((name) => job(log, name));
  const all = [locks.share('x', one!.run), locks.share('x', two!.run)];
  await Promise.all([one!.begun, two!.begun]);
  all.push(locks.alone('x', away!.run));
  // Work that is asked for later waits for the taking away, so that it cannot be put off for ever.
  all.push(locks.share('x', later!.run));
  // Another content knows nothing of this.
  await locks.alone('y', async () => void log.push('other content'));
  one!.finish();
  await wait(5);
  expect(log).toEqual(['one begins', 'two begins', 'other content', 'one ends']);
  two!.finish();
  await away!.begun;
  away!.finish();
  await later!.begun;
  later!.finish();
  await Promise.all(all);
  expect(log.slice(4)).toEqual(['two ends', 'away begins', 'away ends', 'later begins', 'later ends']);
});

it('taking a content away in a hurry stops work that yields and waits for work that does not', async () => {
  const locks = createContentLocks();
  const log: string[] = [];
  const [yields, stays, away] = ['yields', 'stays', 'away'].map((name) => job(log, name));
  const stopped = locks.share('x', yields!.run, { yields: true }).catch((error: Error) => error.name);
  const kept = locks.share('x', stays!.run);
  await Promise.all([yields!.begun, stays!.begun]);
  const taking = locks.alone('x', away!.run, { urgent: true });
  expect(await stopped).toBe('AbortError');
  expect(log).not.toContain('away begins');
  stays!.finish();
  await kept;
  await away!.begun;
  away!.finish();
  await taking;
});

it('who waits for a content or for a turn can give up, and nobody else is held up by that', async () => {
  const locks = createContentLocks();
  const inTurn = createTurnsByKey();
  const log: string[] = [];
  const [alone, turn] = ['alone', 'turn'].map((name) => job(log, name));
  const held = [locks.alone('x', alone!.run), inTurn('x', turn!.run)];
  const controller = new AbortController();
  const waits = [
    locks.share('x', async () => void log.push('never'), { signal: controller.signal }),
    inTurn('x', async () => void log.push('never'), controller.signal),
  ];
  const next = [locks.share('x', async () => void log.push('share')), inTurn('x', async () => void log.push('turn'))];
  controller.abort();
  for (const waiting of waits) await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  alone!.finish();
  turn!.finish();
  await Promise.all([...held, ...next]);
  expect(log.filter((line) => !/begins|ends/.test(line)).sort()).toEqual(['share', 'turn']);
});

it('turns of one key come one after the other in the order they were asked for, also after a failure', async () => {
  const inTurn = createTurnsByKey();
  const log: number[] = [];
  const turns = [1, 2, 3, 4].map((number) =>
    inTurn('x', async () => {
      await wait(5 - number);
      log.push(number);
      if (number === 2) throw new Error('failed');
    }).catch(() => undefined),
  );
  await Promise.all(turns);
  expect(log).toEqual([1, 2, 3, 4]);
});
