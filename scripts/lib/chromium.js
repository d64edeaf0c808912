import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pinnedRuntime } from './paths.js';
import { Problem, say } from './problem.js';
import { runQuietly } from './run.js';

const TRY_LIMIT_MS = 30_000;
const INSTALL_LIMIT_MS = 10 * 60_000;
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @typedef {{ root: string, env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform, usualPlaces?: readonly string[],
 *   isRoot?: boolean }} ChromiumOptions
 */

/**
 * Finds the Chromium that the tests of the screens drive, or installs one. Also sees to a Chinese font where it can.
 *
 * @param {ChromiumOptions} options
 * @returns {Promise<string | undefined>} Its path; undefined, after a line that says so, when there is none to be had.
 * @throws {Problem} when TANDEM_CHROMIUM names something that does not start.
 */
export async function ensureChromium(options) {
  const { env = process.env } = options;
  if (env.TANDEM_CHROMIUM) {
    if (await starts(env.TANDEM_CHROMIUM, options)) return env.TANDEM_CHROMIUM;
    throw new Problem(`TANDEM_CHROMIUM names ${env.TANDEM_CHROMIUM}, which does not start.`);
  }
  const found = await installedChromium(options);
  if (found) {
    await ensureChineseFont(options);
    return found;
  }
  const installed = (await installWithApt(options)) ?? (await installWithPlaywright(options));
  if (!installed) {
    say('There is no Chromium for the tests of the screens. Install one, or name one with TANDEM_CHROMIUM.');
  }
  return installed;
}

/** @param {ChromiumOptions} options */
async function installedChromium(options) {
  const { env = process.env, platform = process.platform, usualPlaces = defaultPlaces(platform, env) } = options;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = platform === 'linux' ? folders.flatMap((folder) => names.map((name) => join(folder, name))) : [];
  for (const file of [...onPath, ...usualPlaces]) {
    if (isProgram(file) && (await starts(file, options))) return file;
  }
  return await playwrightChromium(options);
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
function defaultPlaces(platform, env) {
  if (platform === 'darwin') {
    const folders = ['/Applications', join(homedir(), 'Applications')];
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    return folders.flatMap((folder) => apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)));
  }
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter((folder) => folder);
    return folders.flatMap((folder) => [
      join(/** @type {string} */ (folder), 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(/** @type {string} */ (folder), 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
  }
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => join(folder, name)));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A file of the right name may be a stub that only tells how to install the browser.
 *
 * @param {string} file
 * @param {ChromiumOptions} options
 */
async function starts(file, { root, env = process.env, platform = process.platform }) {
  // There, asking for the version opens a window.
  if (platform === 'win32') return existsSync(file);
  const result = await runQuietly(file, ['--version'], { cwd: root, env, limitMs: TRY_LIMIT_MS });
  return result.code === 0;
}

/** @param {ChromiumOptions} options */
async function ensureChineseFont(options) {
  const { root, env = process.env } = options;
  if (!mayUseApt(options)) return;
  const fonts = await runQuietly('fc-list', [':lang=zh', 'family'], { cwd: root, env, limitMs: TRY_LIMIT_MS });
  if (fonts.code === 0 && fonts.output.trim() !== '') return;
  say('Installing a font for Chinese text …');
  await apt(options, ['fonts-noto-cjk']);
}

/** @param {ChromiumOptions} options */
async function installWithApt(options) {
  if (!mayUseApt(options)) return undefined;
  say('Installing Chromium and a font for Chinese text (apt-get) …');
  await apt(options, ['chromium', 'fonts-noto-cjk']);
  return await installedChromium(options);
}

/** @param {ChromiumOptions} options */
function mayUseApt({ env = process.env, platform = process.platform, isRoot = process.getuid?.() === 0 }) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return platform === 'linux' && isRoot && folders.some((folder) => isProgram(join(folder, 'apt-get')));
}

/**
 * @param {ChromiumOptions} options
 * @param {string[]} packages
 */
async function apt({ root, env = process.env }, packages) {
  const run = { cwd: root, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, limitMs: INSTALL_LIMIT_MS };
  await runQuietly('apt-get', ['update'], run);
  await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], run);
}

/** @param {ChromiumOptions} options */
async function installWithPlaywright(options) {
  const { root, env = process.env, isRoot = process.getuid?.() === 0 } = options;
  const script = join(root, 'node_modules', 'playwright-core', 'cli.js');
  if (!existsSync(script)) return undefined;
  say('Fetching Chromium (Playwright’s build) …');
  const run = { cwd: root, env, limitMs: INSTALL_LIMIT_MS };
  // System libraries can be added by root alone; without it this would ask for a password nobody can give.
  const libraries = isRoot ? ['--with-deps'] : [];
  await runQuietly(pinnedRuntime(root), [script, 'install', 'chromium', ...libraries], run);
  return await playwrightChromium(options);
}

/** @param {ChromiumOptions} options */
async function playwrightChromium(options) {
  const { root, env = process.env } = options;
  const question = "process.stdout.write(require('playwright-core').chromium.executablePath())";
  const result = await runQuietly(pinnedRuntime(root), ['-e', question], { cwd: root, env, limitMs: TRY_LIMIT_MS });
  const file = result.output.trim();
  return result.code === 0 && isProgram(file) && (await starts(file, options)) ? file : undefined;
}
