import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import { childEntry, type Launcher, nodeLauncher } from '../../native/supervise/launcher.ts';
import { type Supervised, type SuperviseOptions, supervise } from '../../native/supervise/supervise.ts';
import { isAlive } from '../llama/tiny-models.ts';

const started: Supervised[] = [];

function start(options: Partial<SuperviseOptions> = {}): Supervised {
  const supervised = supervise({
    launcher: nodeLauncher,
    entry: childEntry(import.meta.url, './test-process'),
    name: 'test process',
    crashCode: 'index-failed',
    timeoutCode: 'model-timed-out',
    timeoutMs: 20_000,
    ...options,
  });
  started.push(supervised);
  return supervised;
}

/** Starts a call and resolves when the child says that it began. */
async function begin(
  supervised: Supervised,
  method: string,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
) {
  const begun = Promise.withResolvers<void>();
  const result = supervised.call(method, null, { ...options, onEvent: () => begun.resolve() });
  // A handler from the first moment on: the test looks at the rejection later.
  result.catch(() => undefined);
  await begun.promise;
  return result;
}

function coded(code: string, details: Record<string, unknown> = {}) {
  return expect.objectContaining({ name: 'AppError', code, details: expect.objectContaining(details) });
}

/** Counts launches, so that a test can see starts without looking at the clock. */
function countingLauncher() {
  const launcher: Launcher & { launches: number } = {
    launches: 0,
    launch(entry, options) {
      launcher.launches += 1;
      return nodeLauncher.launch(entry, options);
    },
  };
  return launcher;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((supervised) => supervised.close()));
});

describe('a supervised process', () => {
  it('starts with the first call and answers each call with its own result', async () => {
    const supervised = start();
    expect(supervised.running).toBe(false);
    const answers = await Promise.all([1, 'two', { three: [3] }].map((value) => supervised.call('echo', value)));
    expect(answers).toEqual([1, 'two', { three: [3] }]);
    expect(await supervised.call('pid', null)).toBe(supervised.pid);
    expect(supervised.pid).not.toBe(process.pid);
    expect(supervised.pending).toBe(0);
  });

  it('hands over every event in order before the result', async () => {
    const seen: unknown[] = [];
    const result = await start().call('count', { to: 500 }, { onEvent: (number: number) => seen.push(number) });
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(result).toBe('counted');
  });

  it('keeps typed arrays as they are, both ways', async () => {
    const answer = await start().call('doubled', Float32Array.of(0.5, -0.25, 1e-30));
    expect(answer).toEqual({ kind: 'Float32Array', values: Float32Array.of(1, -0.5, 2e-30) });
  });

  it('carries error codes and details across, and calls everything else internal', async () => {
    const supervised = start();
    await expect(supervised.call('fails', null)).rejects.toEqual(
      coded('prompt-too-long', { promptTokens: 9, contextTokens: 5 }),
    );
    await expect(supervised.call('breaks', null)).rejects.toEqual(coded('internal', { cause: 'a mistake' }));
    await expect(supervised.call('no such method', null)).rejects.toEqual(coded('internal'));
    expect(supervised.crashes).toBe(0);
  });

  it('fails a call whose parameters or result cannot be sent, and goes on', async () => {
    const supervised = start();
    await expect(supervised.call('echo', () => undefined)).rejects.toEqual(coded('internal'));
    await expect(supervised.call('returnsFunction', null)).rejects.toBeInstanceOf(AppError);
    expect(supervised.pending).toBe(0);
    expect(await supervised.call('echo', 1)).toBe(1);
  });

  it('cancels the call whose signal aborts and no other', async () => {
    const supervised = start();
    const controller = new AbortController();
    const [stopped, other] = await Promise.all([
      begin(supervised, 'untilCancelled', { signal: controller.signal }).then(
        (result) => ({ result }),
        (error) => ({ error }),
      ),
      (async () => {
        await supervised.call('echo', 0);
        controller.abort();
        return await supervised.call('echo', 'still here');
      })(),
    ]);
    expect(stopped).toEqual({ error: coded('cancelled') });
    expect(other).toBe('still here');
    expect(supervised.crashes).toBe(0);
  });

  it('does not start a process for a call that was cancelled before', async () => {
    const supervised = start();
    await expect(supervised.call('echo', 1, { signal: AbortSignal.abort() })).rejects.toEqual(coded('cancelled'));
    expect(supervised.running).toBe(false);
  });

  it('ends a process whose call ignores its cancellation', async () => {
    const supervised = start({ cancelGraceMs: 50 });
    const controller = new AbortController();
    const result = supervised.call('deaf', null, { signal: controller.signal, onEvent: () => controller.abort() });
    const beside = supervised.call('deaf', null);
    await expect(result).rejects.toEqual(coded('cancelled'));
    await expect(beside).rejects.toEqual(coded('index-failed', { signal: 'SIGKILL' }));
    expect(await supervised.call('echo', 'again')).toBe('again');
  });

  it('ends a call at its limit with the limit, though the child answers that it was cancelled', async () => {
    const supervised = start();
    await expect(supervised.call('untilCancelled', null, { timeoutMs: 50 })).rejects.toEqual(
      coded('model-timed-out', { limitMs: 50 }),
    );
    expect(supervised.crashes).toBe(0);
    expect(supervised.pending).toBe(0);
  });

  it('ends a call at its limit with the limit, though the child answers its cancellation with a result', async () => {
    const supervised = start();
    await expect(supervised.call('halfDone', null, { timeoutMs: 50 })).rejects.toEqual(
      coded('model-timed-out', { limitMs: 50 }),
    );
    expect(supervised.crashes).toBe(0);
  });

  it('calls a call cancelled that was cancelled before its limit, though the limit passes while it is being ended', async () => {
    const supervised = start({ cancelGraceMs: 20_000 });
    const controller = new AbortController();
    const options = { signal: controller.signal, timeoutMs: 3000, onEvent: () => controller.abort() };
    await expect(supervised.call('slowToStop', null, options)).rejects.toEqual(coded('cancelled'));
  });

  it('ends a deaf call at its limit too', async () => {
    const supervised = start({ timeoutMs: 50, cancelGraceMs: 50 });
    await expect(supervised.call('deaf', null)).rejects.toEqual(coded('model-timed-out', { limitMs: 50 }));
  });

  it.each(['abort', 'exit'])('rejects every pending call when the process ends by %s', async (end) => {
    const supervised = start();
    const waiting = [begin(supervised, 'untilCancelled'), begin(supervised, 'deaf')].map((call) =>
      call.then(
        () => 'answered',
        (error) => error,
      ),
    );
    await supervised.call('echo', null);
    await expect(supervised.call(end, null)).rejects.toEqual(coded('index-failed', { process: 'test process' }));
    expect(await Promise.all(waiting)).toEqual([coded('index-failed'), coded('index-failed')]);
    expect(supervised.crashes).toBe(1);
    expect(supervised.pending).toBe(0);
  });

  it('starts again with the next call after a crash, in another process', async () => {
    const launcher = countingLauncher();
    const supervised = start({ launcher });
    const before = await supervised.call('pid', null);
    await expect(supervised.call('abort', null)).rejects.toEqual(coded('index-failed'));
    expect(launcher.launches).toBe(1);
    expect(await supervised.call('pid', null)).not.toBe(before);
    expect(launcher.launches).toBe(2);
  });

  it('waits after a crash before it starts again, and a cancelled call does not wait', async () => {
    const launcher = countingLauncher();
    const supervised = start({ launcher, backOffMs: 60_000 });
    await expect(supervised.call('exit', null)).rejects.toEqual(coded('index-failed'));
    const controller = new AbortController();
    const next = supervised.call('echo', 1, { signal: controller.signal });
    controller.abort();
    await expect(next).rejects.toEqual(coded('cancelled'));
    expect(launcher.launches).toBe(1);
  });

  it('shares one start among calls that come while it waits to start again', async () => {
    const launcher = countingLauncher();
    const supervised = start({ launcher });
    await expect(supervised.call('exit', null)).rejects.toEqual(coded('index-failed'));
    expect(await Promise.all([1, 2, 3].map((value) => supervised.call('echo', value)))).toEqual([1, 2, 3]);
    expect(launcher.launches).toBe(2);
  });

  it('does not count an end that was asked for as a crash, and never runs two processes at once', async () => {
    const supervised = start();
    const before = await supervised.call<number>('pid', null);
    const lost = begin(supervised, 'deaf').catch((error) => error);
    await supervised.call('echo', null);
    supervised.kill();
    expect(supervised.running).toBe(false);
    const alive = await supervised.call('echo', 'next').then(() => isAlive(before));
    expect(alive).toBe(false);
    expect(await lost).toEqual(coded('index-failed'));
    expect(supervised.crashes).toBe(0);
  });

  it('ends a running call when it is closed, and the process with it', async () => {
    const supervised = start();
    const result = begin(supervised, 'deaf');
    const rejected = result.catch((error) => error);
    await supervised.call('echo', null);
    const pid = supervised.pid!;
    await supervised.close();
    expect(await rejected).toEqual(coded('index-failed'));
    expect(isAlive(pid)).toBe(false);
    await expect(supervised.call('echo', 1)).rejects.toEqual(coded('index-failed', { reason: 'closed' }));
  });

  it('closes at once while it waits to start again', async () => {
    const launcher = countingLauncher();
    const supervised = start({ launcher, backOffMs: 60_000 });
    await expect(supervised.call('exit', null)).rejects.toEqual(coded('index-failed'));
    const waiting = supervised.call('echo', 1).catch((error) => error);
    await supervised.close();
    expect(await waiting).toEqual(coded('index-failed', { reason: 'closed' }));
    expect(launcher.launches).toBe(1);
  });

  it('gives the crash code when the program of the child does not exist', async () => {
    const supervised = start({ entry: new URL('./no-such-process.ts', import.meta.url) });
    await expect(supervised.call('echo', 1)).rejects.toEqual(coded('index-failed'));
  });

  it('leaves no process behind when the parent is killed', async () => {
    const parent = fork(fileURLToPath(new URL('./parent-process.ts', import.meta.url)), { stdio: 'ignore' });
    const [pid] = (await once(parent, 'message')) as [number];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });
});
