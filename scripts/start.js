import { join } from 'node:path';
import { ensureBuilt } from './lib/build.js';
import { electronFailedToStart, findElectron } from './lib/electron.js';
import { ensureInstalled } from './lib/install.js';
import { checkout, pinnedRuntime } from './lib/paths.js';
import { explain, say } from './lib/problem.js';
import { exitCode, runInPlace, runToExitCode } from './lib/run.js';
import { readStartArguments } from './lib/start-arguments.js';

/** `npm start`: the desktop app; where Electron cannot run, the same app in a browser window. */
async function start() {
  const { open, pass } = readStartArguments(process.argv.slice(2));
  await ensureInstalled();
  await ensureBuilt();
  const env = { ...process.env, NODE_ENV: 'production' };
  if (open) {
    const code = await startElectron(pass, env);
    if (code !== undefined) return code;
  }
  const main = join(checkout, 'dist', 'headless', 'main.js');
  return await runToExitCode(pinnedRuntime(checkout), [main, 'serve', ...(open ? ['--open'] : []), ...pass], { env });
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | undefined>} Undefined when the browser has to take over.
 */
async function startElectron(args, env) {
  const found = await findElectron({ root: checkout });
  if ('reason' in found) {
    say(`Electron is not available here (${found.reason}); Tandem opens in a browser window instead.`);
    return undefined;
  }
  const electronEnv = { ...env };
  // Set by shells that run inside Electron themselves; it would make Electron a plain Node.
  delete electronEnv.ELECTRON_RUN_AS_NODE;
  // Chromium's sandbox refuses to run as root, and Electron with it.
  if (process.platform === 'linux' && process.getuid?.() === 0) electronEnv.ELECTRON_DISABLE_SANDBOX = '1';
  const started = Date.now();
  const end = await runInPlace(found.program, [join(checkout, 'dist', 'electron', 'main.js'), ...args], {
    env: electronEnv,
  });
  if (!electronFailedToStart(end, Date.now() - started)) return exitCode(end.code, end.signal);
  const reason = end.error?.message ?? (end.signal ? `it ended with ${end.signal}` : 'a system library is missing');
  say(`Electron is not available here (${reason}); Tandem opens in a browser window instead.`);
  return undefined;
}

try {
  process.exitCode = await start();
} catch (error) {
  process.exitCode = explain(error);
}
