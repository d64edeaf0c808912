import { describe, expect, it } from 'vitest';
import { createPatience } from '../../core/library/watched-patience.ts';

describe('waiting for a drive', () => {
  it('gives what the drive answers, errors included', async () => {
    const patience = createPatience({ limitMs: 10_000, signal: new AbortController().signal });
    expect(await patience.wait(Promise.resolve('here'))).toBe('here');
    await expect(patience.wait(Promise.reject(new Error('not here')))).rejects.toThrow('not here');
    expect(patience.stuck()).toBe(0);
  });

  it('ends at the limit, and remembers the call until the drive comes back to it', async () => {
    const patience = createPatience({ limitMs: 5, signal: new AbortController().signal });
    const { promise, resolve } = Promise.withResolvers<string>();
    await expect(patience.wait(promise)).rejects.toMatchObject({ code: 'timed-out' });
    expect(patience.stuck()).toBe(1);
    resolve('late');
    await promise;
    expect(patience.stuck()).toBe(0);
  });

  it('ends at once when the wait is cancelled, before or after it began', async () => {
    const stop = new AbortController();
    const patience = createPatience({ limitMs: 10_000, signal: stop.signal });
    const waiting = patience.wait(new Promise(() => {}));
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(patience.wait(new Promise(() => {}))).rejects.toMatchObject({ code: 'cancelled' });
  });
});
