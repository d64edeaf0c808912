import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, fixtureCheckout, runScript } from './fixture-checkout.ts';

let folder: Folder;
const tandem = (...args: string[]) => runScript(folder.path, [join(folder.path, 'bin', 'tandem.js'), ...args]);

beforeAll(async () => {
  folder = fixtureCheckout();
  // Two at once on a checkout that was never built.
  const [first, second] = await Promise.all([tandem('search', 'a b'), tandem('search', 'a b')]);
  started = [first, second];
});
afterAll(() => folder[Symbol.dispose]());
let started: Awaited<ReturnType<typeof tandem>>[];

test('two commands that start at once build the checkout once', () => {
  expect(started.map((end) => end.code)).toEqual([0, 0]);
  const lines = started.flatMap((end) => end.stderr.split('\n'));
  expect(lines.filter((line) => line.startsWith('Building'))).toHaveLength(1);
});

test('the command gets its arguments, the pinned runtime and stdout for itself', () => {
  const printed = JSON.parse(started[0]!.stdout);
  expect(printed.args).toEqual(['search', 'a b']);
  expect(printed.environment).toBe('production');
  expect(printed.node).toMatch(/^24\./);
});

test('a second run builds nothing, says nothing and keeps the exit code', async () => {
  const end = await tandem('fail');
  expect(end.stderr).toBe('');
  expect(end.code).toBe(7);
});

test('data files lie beside the compiled code and the screens in dist/renderer', () => {
  for (const file of [
    'core/pipeline/manifests/everyday.json',
    'core/library/samples/en/Guide.md',
    'models/catalogue.json',
    'renderer/index.html',
    'native/part.js',
  ]) {
    expect(existsSync(join(folder.path, 'dist', file)), file).toBe(true);
  }
});

test('a file that was touched and not changed is not built again', async () => {
  const soon = new Date(Date.now() + 5000);
  utimesSync(join(folder.path, 'core', 'answer.ts'), soon, soon);
  expect((await tandem('search')).stderr).toBe('');
  expect((await tandem('search')).stderr).toBe('');
});

test('a change is built, and what was removed leaves dist', async () => {
  folder.write('core/answer.ts', 'export const answer: number = 42;\n');
  rmSync(join(folder.path, 'native', 'part.ts'));
  rmSync(join(folder.path, 'core', 'library'), { recursive: true });
  const end = await tandem('search');
  expect(end.stderr).toContain('Building Tandem');
  expect(readFileSync(join(folder.path, 'dist', 'core', 'answer.js'), 'utf8')).toContain('42');
  expect(existsSync(join(folder.path, 'dist', 'native'))).toBe(false);
  expect(existsSync(join(folder.path, 'dist', 'core', 'library'))).toBe(false);
});

test('sources that do not compile end the command with the place of the error', async () => {
  folder.write('core/answer.ts', 'export const answer: number = "many";\n');
  const end = await tandem('search');
  expect(end).toMatchObject({ code: 3, stdout: '' });
  expect(end.stderr).toContain('core/answer.ts(1,');
  expect(existsSync(join(folder.path, 'dist', '.built'))).toBe(false);
  folder.write('core/answer.ts', 'export const answer: number = 42;\n');
  expect((await tandem('search')).code).toBe(0);
});

test('a signal reaches the command, which decides the exit code', async () => {
  let sent = false;
  const end = await runScript(folder.path, [join(folder.path, 'bin', 'tandem.js'), 'wait'], {
    onOutput(stdout, pid) {
      if (sent || !stdout.includes('\n')) return;
      sent = true;
      process.kill(pid, 'SIGTERM');
    },
  });
  expect(end.code).toBe(9);
});
