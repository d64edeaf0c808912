import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { electronFailedToStart, findElectron } from '../../scripts/lib/electron.js';
import { readStartArguments } from '../../scripts/lib/start-arguments.js';
import { type Folder, fixtureCheckout, linkPackages, runScript, temporaryFolder } from './fixture-checkout.ts';

let folder: Folder;
beforeAll(() => {
  folder = fixtureCheckout();
});
afterAll(() => folder[Symbol.dispose]());

const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '', ELECTRON_OVERRIDE_DIST_PATH: '' };
const display = { ...noDisplay, DISPLAY: ':99' };
const start = (args: string[], env: NodeJS.ProcessEnv) =>
  runScript(folder.path, [join(folder.path, 'scripts', 'start.js'), ...args], { env });
const served = (stdout: string) => JSON.parse(stdout).args as string[];

test('--no-open serves without a word about Electron', async () => {
  const end = await start(['--no-open', '--data', 'my data', '--port=4000'], display);
  expect(served(end.stdout)).toEqual(['serve', '--data', 'my data', '--port', '4000']);
  expect(end.stderr).not.toContain('Electron');
});

test('without a display one line says why the browser is used', async () => {
  const end = await start(['--data', 'x'], noDisplay);
  expect(served(end.stdout)).toEqual(['serve', '--open', '--data', 'x']);
  expect(end.stderr.split('\n').filter((line) => line.includes('Electron'))).toEqual([
    'Electron is not available here (there is no display); Tandem opens in a browser window instead.',
  ]);
});

test('Electron runs the compiled main file with the same arguments, and its exit code is kept', async () => {
  using dist = temporaryFolder();
  dist.write('electron', '#!/bin/sh\necho "$@"\nexit 5\n', 0o755);
  const env = { ...display, ELECTRON_OVERRIDE_DIST_PATH: dist.path, ELECTRON_RUN_AS_NODE: '1' };
  const end = await start(['--data', 'x', '--port', '0'], env);
  expect(end.code).toBe(5);
  expect(end.stdout.trim()).toBe(`${join(folder.path, 'dist', 'electron', 'main.js')} --data x --port 0`);
});

test('an Electron that is killed as it starts gives way to the browser', async () => {
  using dist = temporaryFolder();
  dist.write('electron', '#!/bin/sh\nkill -TRAP $$\n', 0o755);
  const end = await start([], { ...display, ELECTRON_OVERRIDE_DIST_PATH: dist.path });
  expect(served(end.stdout)).toEqual(['serve', '--open']);
  expect(end.stderr).toContain('Electron is not available here (it ended with SIGTRAP)');
});

test('an exit code of the app is no reason to start it again elsewhere', () => {
  expect(electronFailedToStart({ code: 3, signal: null, asked: false }, 100)).toBe(false);
  expect(electronFailedToStart({ code: null, signal: 'SIGTERM', asked: true }, 100)).toBe(false);
  expect(electronFailedToStart({ code: null, signal: 'SIGSEGV', asked: false }, 3_600_000)).toBe(false);
  expect(electronFailedToStart({ code: 127, signal: null, asked: false }, 100)).toBe(true);
});

test('wrong arguments are refused before anything else happens', async () => {
  const end = await start(['--prot', '1'], noDisplay);
  expect(end).toMatchObject({ code: 2, stdout: '' });
  expect(end.stderr).toContain('--prot is not known here. Use: npm start -- [--data DIR] [--port N] [--no-open]');
  expect(() => readStartArguments(['--data'])).toThrow('--data needs a value');
  expect(() => readStartArguments(['--data', '--no-open'])).toThrow('--data needs a value');
  expect(() => readStartArguments(['--port', '70000'])).toThrow('from 0 to 65535');
});

/** A checkout whose Electron package fetches its runtime with the given program. */
function electronPackage(installer: string): Folder {
  const root = temporaryFolder();
  linkPackages(root.path, ['electron']);
  mkdirSync(join(root.path, 'node_modules', 'electron'));
  root.write('node_modules/electron/package.json', '{ "version": "45.0.0" }');
  root.write('node_modules/electron/install.js', installer);
  return root;
}

test('a fetch that hangs is ended at its limit', async () => {
  using root = electronPackage('setInterval(() => {}, 1000);');
  const found = await findElectron({ root: root.path, platform: 'linux', env: display, fetchLimitMs: 500 });
  expect(found).toEqual({ reason: 'its runtime did not arrive in time' });
});

test('a fetch that failed is not tried again before a day has passed or Electron is another one', async () => {
  using root = electronPackage("require('node:fs').appendFileSync('tried', 'x'); process.exit(1);");
  let time = 1_000_000;
  const options = { root: root.path, platform: 'linux' as const, env: display, now: () => time, fetchLimitMs: 20_000 };
  const triesAfterAsking = async () => {
    expect(await findElectron(options)).toEqual({ reason: 'its runtime could not be fetched' });
    return readFileSync(join(root.path, 'tried'), 'utf8').length;
  };
  expect(await triesAfterAsking()).toBe(1);
  expect(await triesAfterAsking()).toBe(1);
  time += 24 * 60 * 60_000;
  expect(await triesAfterAsking()).toBe(2);
  root.write('node_modules/electron/package.json', '{ "version": "45.0.1" }');
  expect(await triesAfterAsking()).toBe(3);
});

test('a runtime that arrives is used', async () => {
  using root = electronPackage(`
    const fs = require('node:fs'), path = require('node:path');
    fs.mkdirSync(path.join(__dirname, 'dist'));
    fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '');
    fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`);
  const found = await findElectron({ root: root.path, platform: 'linux', env: display, fetchLimitMs: 20_000 });
  expect(found).toEqual({ program: join(root.path, 'node_modules', 'electron', 'dist', 'electron') });
});
