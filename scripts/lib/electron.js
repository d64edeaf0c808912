import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, pinnedRuntime } from './paths.js';
import { say } from './problem.js';
import { runQuietly } from './run.js';

/** Electron's runtime is not an npm package. Someone who starts the app waits this long for it, once a day. */
const FETCH_LIMIT_MS = 10_000;
const ASK_AGAIN_AFTER_MS = 24 * 60 * 60_000;

/**
 * @typedef {{ root: string, platform?: NodeJS.Platform, env?: NodeJS.ProcessEnv, now?: () => number,
 *   fetchLimitMs?: number }} ElectronOptions
 */

/**
 * Finds Electron's program, fetching it once where that is possible within the limit.
 *
 * @param {ElectronOptions} options
 * @returns {Promise<{ program: string } | { reason: string }>} The reason fits into "not available here (reason)".
 */
export async function findElectron(options) {
  const { root, platform = process.platform, env = process.env } = options;
  if (!hasDisplay(platform, env)) return { reason: 'there is no display' };
  const present = electronProgram(options);
  if (present) return { program: present };
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return { reason: 'ELECTRON_OVERRIDE_DIST_PATH holds no Electron' };
  if (!existsSync(join(root, 'node_modules', 'electron', 'install.js'))) return { reason: 'it is not installed' };
  return await fetchElectron(options);
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(platform, env) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** @param {ElectronOptions} options */
function electronProgram({ root, platform = process.platform, env = process.env }) {
  const folder = join(root, 'node_modules', 'electron');
  const named = readText(join(folder, 'path.txt'));
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  // Written last when Electron is unpacked: without it the folder may hold half of it.
  if (!named && !override) return undefined;
  const program = join(override || join(folder, 'dist'), named || programName(platform));
  return existsSync(program) ? program : undefined;
}

/** @param {NodeJS.Platform} platform */
function programName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * @param {ElectronOptions} options
 * @returns {Promise<{ program: string } | { reason: string }>}
 */
async function fetchElectron(options) {
  const { root, env = process.env, now = Date.now, fetchLimitMs = FETCH_LIMIT_MS } = options;
  const memory = join(cacheFolder(root), 'electron-not-fetched.json');
  const version = electronVersion(root);
  const known = readFailure(memory);
  const age = known ? now() - known.at : Number.NaN;
  if (known && known.version === version && age >= 0 && age < ASK_AGAIN_AFTER_MS) return { reason: known.reason };

  say(`Fetching Electron ${version}; this is tried for ${fetchLimitMs / 1000} seconds …`);
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const result = await runQuietly(pinnedRuntime(root), [installer], { cwd: root, env, limitMs: fetchLimitMs });
  const program = electronProgram(options);
  if (program) {
    rmSync(memory, { force: true });
    return { program };
  }
  const reason = result.timedOut ? 'its runtime did not arrive in time' : 'its runtime could not be fetched';
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ at: now(), version, reason }));
  return { reason };
}

/** @param {string} root */
function electronVersion(root) {
  try {
    return String(JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version);
  } catch {
    return 'unknown';
  }
}

/**
 * @param {string} file
 * @returns {{ at: number, version: string, reason: string } | undefined}
 */
function readFailure(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * Whether Electron ended before it could be of use, so that the browser takes over: it could not be started, a library
 * is missing (127), or the system or its own sandbox check killed it. An exit code of the app itself is no such case.
 *
 * @param {{ code: number | null, signal: NodeJS.Signals | null, error?: Error, asked: boolean }} end
 * @param {number} milliseconds How long it ran.
 */
export function electronFailedToStart(end, milliseconds) {
  if (end.asked || milliseconds > 10_000) return false;
  return end.error !== undefined || end.code === 127 || end.signal !== null;
}
