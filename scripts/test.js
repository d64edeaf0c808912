import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.js';
import { ensureChromium } from './lib/chromium.js';
import { ensureInstalled } from './lib/install.js';
import { cacheFolder, checkout, pinnedRuntime } from './lib/paths.js';
import { explain, Problem } from './lib/problem.js';
import { runQuietly, runToExitCode } from './lib/run.js';
import { readTestReport, summaryLine } from './lib/test-summary.js';

const CHECK_LIMIT_MS = 5 * 60_000;
const TESTS_LIMIT_MS = 30 * 60_000;

/** Each folder compiles for its own host, with its own tsconfig.json. */
const folders = ['core', 'native', 'models', 'headless', 'electron', 'renderer', 'scripts', 'test'];

const typescript = join('node_modules', 'typescript', 'bin', 'tsc');

/** @type {[name: string, args: string[]][]} */
const checks = [
  ['Format and lint', [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--colors=off']],
  ...folders.map(
    (folder) =>
      /** @type {[string, string[]]} */ ([
        `Types of ${folder}/`,
        [typescript, '-p', join(folder, 'tsconfig.json'), '--noEmit', '--pretty', 'false'],
      ]),
  ),
  ['Imports between folders', [join('scripts', 'check-dependencies.js')]],
  ['Unused files, exports and packages', [join('node_modules', 'knip', 'bin', 'knip.js'), '--no-progress']],
];

/**
 * @param {string} name
 * @param {string[]} args
 */
async function check(name, args) {
  const started = Date.now();
  const env = { ...process.env, NO_COLOR: '1' };
  const result = await runQuietly(pinnedRuntime(checkout), args, { cwd: checkout, env, limitMs: CHECK_LIMIT_MS });
  if (result.timedOut) throw new Problem(`${name}: stopped after 5 minutes.`, result.output, 1);
  if (result.code !== 0) throw new Problem(`${name}: failed; see above.`, result.output, 1);
  console.log(`${name}: good (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/**
 * @param {string[]} args
 * @param {string | undefined} chromium
 */
async function runTests(args, chromium) {
  const report = join(cacheFolder(checkout), 'test-report.json');
  mkdirSync(cacheFolder(checkout), { recursive: true });
  rmSync(report, { force: true });
  const env = { ...process.env, NODE_ENV: 'test', ...(chromium ? { TANDEM_CHROMIUM: chromium } : {}) };
  const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runToExitCode(pinnedRuntime(checkout), [vitest, 'run', ...reporters, ...args], {
    cwd: checkout,
    env,
    limitMs: TESTS_LIMIT_MS,
  });
  try {
    const counts = readTestReport(report);
    // Vitest also fails for errors outside of any test.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    console.log(`\n${summaryLine(counts)}`);
  } catch {
    throw new Problem('The tests ended without a report.', '', code || 1);
  }
  return code;
}

/** `npm test`: every check in order, up to the first that fails. Arguments go to vitest, which then runs alone. */
try {
  const args = process.argv.slice(2);
  await ensureInstalled();
  await ensureBuilt();
  const chromium = await ensureChromium({ root: checkout });
  if (args.length === 0) for (const [name, command] of checks) await check(name, command);
  process.exitCode = await runTests(args, chromium);
} catch (error) {
  process.exitCode = explain(error);
}
