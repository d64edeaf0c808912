import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentDigest, listFiles, listingDigest } from './listing.js';
import { withLock } from './lock.js';
import { cacheFolder, checkout, pinnedRuntime } from './paths.js';
import { Problem, say } from './problem.js';
import { runQuietly } from './run.js';

const STEP_LIMIT_MS = 5 * 60_000;

/** Folders that `tsc` compiles into dist/ and whose data files go along. */
const compiled = ['core', 'native', 'models', 'headless', 'electron'];

/**
 * Brings dist/ up to date with the sources. When nothing changed, that is found out from file times alone.
 *
 * @param {{ root?: string, force?: boolean }} [options]
 * @returns {Promise<boolean>} Whether it was built.
 * @throws {Problem} with the compiler's output.
 */
export async function ensureBuilt({ root = checkout, force = false } = {}) {
  if (!force && upToDate(root)) return false;
  return await withLock(cacheFolder(root), 'prepare', async () => {
    if (!force && upToDate(root)) return false;
    // Taken before the build: a file saved while it runs makes the next start build again.
    const files = listFiles(root);
    const stamp = { listing: listingDigest(root, files), content: contentDigest(root, files) };
    if (!force && readStamp(root)?.content === stamp.content) {
      writeStamp(root, stamp);
      return false;
    }
    const started = Date.now();
    say('Building Tandem …');
    rmSync(stampFile(root), { force: true });
    const complete = [await compile(root), await bundleRenderer(root)].every(Boolean);
    copyData(root, files);
    removeLeftovers(root, files);
    if (complete) writeStamp(root, stamp);
    say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    return true;
  });
}

/** @param {string} root */
function upToDate(root) {
  const stamp = readStamp(root);
  return stamp !== undefined && stamp.listing === listingDigest(root, listFiles(root));
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'dist', '.built');
}

/**
 * @param {string} root
 * @returns {{ listing: string, content: string } | undefined}
 */
function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} root
 * @param {{ listing: string, content: string }} stamp
 */
function writeStamp(root, stamp) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile(root), JSON.stringify(stamp));
}

/** @param {string} root */
async function compile(root) {
  const script = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = await step(root, [script, '-p', 'tsconfig.json', '--pretty', 'false']);
  return result.code === 0 || leaveOut('The TypeScript sources do not compile; see above.', result.output);
}

/** @param {string} root */
async function bundleRenderer(root) {
  const script = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', 'renderer', '--config', join('renderer', 'vite.config.ts'), '--logLevel', 'warn'];
  const result = await step(root, [script, ...args, '--outDir', '../dist/renderer', '--emptyOutDir']);
  return result.code === 0 || leaveOut('The screens could not be bundled; see above.', result.output);
}

/**
 * TANDEM_BUILD_ANYWAY=1 is for work in progress: parts that do not compile yet are reported and left as they are.
 *
 * @param {string} message
 * @param {string} output
 */
function leaveOut(message, output) {
  const problem = new Problem(message, output);
  if (process.env.TANDEM_BUILD_ANYWAY !== '1') throw problem;
  say(problem.output.split('\n').slice(0, 20).join('\n'));
  say(`${message} Going on, as TANDEM_BUILD_ANYWAY is set.`);
  return false;
}

/**
 * @param {string} root
 * @param {string[]} args
 */
async function step(root, args) {
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' };
  const result = await runQuietly(pinnedRuntime(root), args, { cwd: root, env, limitMs: STEP_LIMIT_MS });
  if (result.timedOut) throw new Problem('The build took longer than 5 minutes and was stopped.', result.output);
  return result;
}

/**
 * Manifests, samples and the like lie beside the code that reads them, compiled or not.
 *
 * @param {string} root
 * @param {readonly string[]} files
 */
function copyData(root, files) {
  for (const file of files) {
    if (!isData(file)) continue;
    const target = join(root, 'dist', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
  }
}

/** @param {string} file */
function isData(file) {
  const folder = file.slice(0, file.indexOf('/'));
  return compiled.includes(folder) && !/\.[cm]?tsx?$/.test(file) && !file.endsWith('/tsconfig.json');
}

/**
 * Removes what sources that are gone have left in dist/.
 *
 * @param {string} root
 * @param {readonly string[]} files
 */
function removeLeftovers(root, files) {
  const expected = new Set(files);
  for (const file of listFiles(join(root, 'dist'), compiled)) {
    const source = file.replace(/\.map$/, '').replace(/\.([cm]?)js$/, '.$1ts');
    if (!expected.has(source) && !expected.has(file)) rmSync(join(root, 'dist', file));
  }
  for (const folder of compiled) removeEmpty(join(root, 'dist', folder));
}

/** @param {string} folder */
function removeEmpty(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
