import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureInstalled, installedAsLocked } from '../../scripts/lib/install.js';
import { checkout } from '../../scripts/lib/paths.js';
import { type Folder, temporaryFolder } from './fixture-checkout.ts';

/**
 * In place of npm and its registry: `ci` links the real runtime and native packages as they are installed here, and
 * `rebuild` does what the file `rebuild.js` of the checkout says. Each call is written down.
 */
const NPM = `
const fs = require('node:fs'), path = require('node:path');
const args = process.argv.slice(2);
fs.appendFileSync('npm-calls', args.join(' ') + '\\n');
if (args[0] === 'ci') {
  fs.rmSync('node_modules', { recursive: true, force: true });
  fs.mkdirSync('node_modules');
  const packages = JSON.parse(fs.readFileSync('linked.json', 'utf8'));
  for (const [name, target] of Object.entries(packages)) fs.symlinkSync(target, path.join('node_modules', name));
  fs.copyFileSync('package-lock.json', path.join('node_modules', '.package-lock.json'));
} else if (fs.existsSync('rebuild.js')) require(path.resolve('rebuild.js'));
`;
const real = (name: string) => join(checkout, 'node_modules', name);

let folder: Folder;
let npmBefore: string | undefined;
beforeEach(() => {
  folder = temporaryFolder();
  folder.write('package-lock.json', lock('1.0.0'));
  const names = ['node', 'better-sqlite3', 'hnswlib-node'];
  folder.write('linked.json', JSON.stringify(Object.fromEntries(names.map((name) => [name, real(name)]))));
  npmBefore = process.env.npm_execpath;
  process.env.npm_execpath = folder.write('npm-cli.js', NPM);
});
afterEach(() => {
  if (npmBefore === undefined) delete process.env.npm_execpath;
  else process.env.npm_execpath = npmBefore;
  folder[Symbol.dispose]();
});

const lock = (version: string) =>
  JSON.stringify({
    packages: {
      '': { name: 'tandem' },
      'node_modules/left': { version, integrity: `sha512-${version}` },
      'node_modules/for-another-machine': { version: '1.0.0', optional: true },
    },
  });
const calls = () => (existsSync(join(folder.path, 'npm-calls')) ? readCalls() : []);
const readCalls = () => readFileSync(join(folder.path, 'npm-calls'), 'utf8').trim().split('\n');
const ensure = () => ensureInstalled({ root: folder.path });
const CI = 'ci --include=dev --no-audit --no-fund';

test('packages are installed once', async () => {
  expect(await ensure()).toBe(true);
  expect(await ensure()).toBe(false);
  expect(calls()).toEqual([CI]);
});

test('another lock file installs them again', async () => {
  await ensure();
  folder.write('package-lock.json', lock('1.0.1'));
  expect(await ensure()).toBe(true);
  expect(calls()).toEqual([CI, CI]);
});

test('two starts at once install once', async () => {
  await Promise.all([ensure(), ensure()]);
  expect(calls()).toEqual([CI]);
});

test('what npm ci has installed by hand is taken as it is', async () => {
  await ensure();
  rmSync(join(folder.path, 'node_modules', '.tandem-installed'));
  expect(await ensure()).toBe(true);
  expect(calls()).toEqual([CI]);
});

test('an install is as locked when only packages for other machines are missing', () => {
  const installed = JSON.parse(lock('1.0.0')).packages;
  delete installed['node_modules/for-another-machine'];
  folder.write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
  expect(installedAsLocked(folder.path)).toBe(true);
  delete installed['node_modules/left'];
  folder.write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
  expect(installedAsLocked(folder.path)).toBe(false);
});

test('a native package that does not load is compiled again, once', async () => {
  const broken = folder.write('broken/index.js', "throw new Error('wrong architecture')");
  const packages = { node: real('node'), 'better-sqlite3': real('better-sqlite3'), 'hnswlib-node': join(broken, '..') };
  folder.write('linked.json', JSON.stringify(packages));
  folder.write('rebuild.js', "require('node:fs').writeFileSync('broken/index.js', '')");
  expect(await ensure()).toBe(true);
  expect(calls()).toEqual([CI, 'rebuild hnswlib-node --ignore-scripts=false']);
});

test('one that still does not load asks for a toolchain and is tried again by the next start', async () => {
  const broken = folder.write('broken/index.js', "throw new Error('wrong architecture')");
  const packages = { node: real('node'), 'better-sqlite3': real('better-sqlite3'), 'hnswlib-node': join(broken, '..') };
  folder.write('linked.json', JSON.stringify(packages));
  await expect(ensure()).rejects.toThrow(/C\+\+ toolchain.*python3/);
  await expect(ensure()).rejects.toMatchObject({ output: expect.stringContaining('wrong architecture') });
  expect(calls().filter((call) => call === CI)).toHaveLength(1);
});

test('a missing runtime is told with its place', async () => {
  folder.write('linked.json', JSON.stringify({ 'better-sqlite3': real('better-sqlite3') }));
  await expect(ensure()).rejects.toThrow(join('node_modules', 'node', 'bin'));
});

test('an npm that fails is quoted', async () => {
  process.env.npm_execpath = folder.write('npm-cli.js', "console.error('no route to the registry'); process.exit(1);");
  await expect(ensure()).rejects.toMatchObject({ output: 'no route to the registry', exitCode: 3 });
});
