import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../../scripts/lib/lock.js';
import { runScript, temporaryFolder } from './fixture-checkout.ts';

test('work under one lock never runs at the same time', async () => {
  using folder = temporaryFolder();
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(folder.path, 'prepare', work)));
  expect(most).toBe(1);
  expect(existsSync(join(folder.path, 'prepare.lock'))).toBe(false);
});

test('a lock is given back when its work fails', async () => {
  using folder = temporaryFolder();
  const failing = withLock(folder.path, 'prepare', () => Promise.reject(new Error('out of luck')));
  await expect(failing).rejects.toThrow('out of luck');
  expect(await withLock(folder.path, 'prepare', async () => 'done')).toBe('done');
});

test('a lock whose process has ended is taken over', async () => {
  using folder = temporaryFolder();
  const ended = await runScript(folder.path, ['-e', 'process.stdout.write(String(process.pid))']);
  writeFileSync(join(folder.path, 'prepare.lock'), `${ended.stdout} left behind`);
  expect(await withLock(folder.path, 'prepare', async () => 'done')).toBe('done');
});
