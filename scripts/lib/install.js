import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock.js';
import { cacheFolder, checkout, pinnedRuntime } from './paths.js';
import { Problem, say } from './problem.js';
import { runQuietly } from './run.js';

const INSTALL_LIMIT_MS = 15 * 60_000;
const REBUILD_LIMIT_MS = 10 * 60_000;
const CHECK_LIMIT_MS = 60_000;

/** Opening a database is what loads better-sqlite3's binary; requiring it alone does not. */
const ADDON_CHECK =
  "const Database = require('better-sqlite3'); new Database(':memory:').close(); require('hnswlib-node');";

/**
 * Makes sure that the packages of package-lock.json are installed and that the native ones load in the pinned runtime.
 * A stamp in node_modules makes every later call take about a millisecond.
 *
 * @param {{ root?: string }} [options]
 * @returns {Promise<boolean>} Whether anything had to be done.
 * @throws {Problem} with what a person has to do.
 */
export async function ensureInstalled({ root = checkout } = {}) {
  const wanted = installStamp(root);
  if (stampedWith(root, wanted)) return false;
  return await withLock(cacheFolder(root), 'prepare', async () => {
    if (stampedWith(root, wanted)) return false;
    if (!installedAsLocked(root)) await installPackages(root);
    await ensureRuntime(root);
    await ensureAddons(root);
    writeFileSync(stampFile(root), wanted);
    return true;
  });
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.tandem-installed');
}

/**
 * What node_modules must have been made from and for.
 *
 * @param {string} root
 */
export function installStamp(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${process.platform}-${process.arch} ${lock}\n`;
}

/**
 * @param {string} root
 * @param {string} wanted
 */
function stampedWith(root, wanted) {
  try {
    return readFileSync(stampFile(root), 'utf8') === wanted && existsSync(pinnedRuntime(root));
  } catch {
    return false;
  }
}

/**
 * Whether npm has already installed exactly the locked packages, say by an `npm ci` given by hand. npm leaves a list
 * of what it installed; packages that are optional may be missing from it, as they are made for other machines.
 *
 * @param {string} root
 */
export function installedAsLocked(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} root */
async function installPackages(root) {
  say('Installing packages (npm ci); the first time takes a minute or two …');
  // The build needs the development packages too, whatever NODE_ENV says.
  const result = await npm(root, ['ci', '--include=dev', '--no-audit', '--no-fund'], INSTALL_LIMIT_MS);
  if (result.timedOut) throw new Problem('npm ci took longer than 15 minutes and was stopped.', result.output);
  if (result.code !== 0) {
    throw new Problem(
      'Installing the packages failed; npm’s words are above. Check the network and the free disk space. ' +
        'hnswlib-node is compiled while it is installed: that needs a C++ toolchain and python3.',
      result.output,
    );
  }
}

/** @param {string} root */
async function ensureRuntime(root) {
  const runtime = pinnedRuntime(root);
  const works = async () =>
    existsSync(runtime) &&
    (await runQuietly(runtime, ['--version'], { cwd: root, limitMs: CHECK_LIMIT_MS })).code === 0;
  if (await works()) return;
  // npm skips the script that fetches the runtime when scripts are switched off in its configuration.
  const result = await npm(root, ['rebuild', 'node', '--ignore-scripts=false'], REBUILD_LIMIT_MS);
  if (await works()) return;
  throw new Problem(
    `The Node runtime that Tandem pins is missing or does not start (${runtime}). ` +
      'Delete node_modules and run npm ci again, with install scripts allowed for the package "node".',
    result.output,
  );
}

/** @param {string} root */
async function ensureAddons(root) {
  const check = () => runQuietly(pinnedRuntime(root), ['-e', ADDON_CHECK], { cwd: root, limitMs: CHECK_LIMIT_MS });
  if ((await check()).code === 0) return;
  say('Compiling the native search index (hnswlib-node) …');
  const rebuilt = await npm(root, ['rebuild', 'hnswlib-node', '--ignore-scripts=false'], REBUILD_LIMIT_MS);
  const result = await check();
  if (result.code === 0) return;
  throw new Problem(
    'A native part (better-sqlite3 or hnswlib-node) does not load. hnswlib-node is compiled on this machine: ' +
      `${toolchainAdvice()} Then run the command again.`,
    `${rebuilt.output}\n${result.output}`,
  );
}

function toolchainAdvice() {
  if (process.platform === 'darwin') return 'install a C++ toolchain with xcode-select --install, and python3.';
  if (process.platform === 'win32') return 'install Visual Studio Build Tools (C++ toolchain) and python3.';
  return 'install a C++ toolchain and python3 (Debian, Ubuntu: apt install build-essential python3).';
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {number} limitMs
 */
function npm(root, args, limitMs) {
  const env = { ...process.env };
  // Headers that came with this Node save node-gyp a download.
  const prefix = dirname(dirname(process.execPath));
  if (!env.npm_config_nodedir && existsSync(join(prefix, 'include', 'node', 'node_api.h'))) {
    env.npm_config_nodedir = prefix;
  }
  const options = { cwd: root, env, limitMs };
  // Under `npm start` npm names its own program, which needs neither PATH nor a shell.
  const program = process.env.npm_execpath;
  if (program && /npm-cli\.[cm]?js$/.test(program)) return runQuietly(process.execPath, [program, ...args], options);
  return runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
}
