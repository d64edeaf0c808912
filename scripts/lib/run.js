import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { Problem } from './problem.js';

/** Some programs colour their output even where there is no terminal. */
const COLOURS = /\x1b\[[0-9;]*m/g;

/**
 * Runs a program to its end, keeps what it prints and shows none of it.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, limitMs: number, shell?: boolean }} options
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean }>} `code` is null when it could not be
 *   started or was ended by a signal. Never rejects.
 */
export function runQuietly(program, args, options) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    // A group of its own lets the limit end everything that the program has started as well.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const keep = (/** @type {Buffer} */ part) => {
      output = (output + part.toString('utf8')).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      timedOut = true;
      endTree(child.pid);
    }, options.limitMs);
    // Outside our group, the program would survive a Ctrl-C that ends us.
    const interrupted = (/** @type {NodeJS.Signals} */ signal) => {
      endTree(child.pid);
      process.exit(exitCode(null, signal));
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, interrupted);
    const finish = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, interrupted);
      resolve({ code, output: output.replace(COLOURS, ''), timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(null);
    });
    child.once('close', (code) => finish(code));
  });
}

/**
 * Ends a program started in a group of its own, with everything below it.
 *
 * @param {number | undefined} pid
 */
function endTree(pid) {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}

/**
 * The exit code a shell would report.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  if (code !== null) return code;
  return signal ? 128 + (constants.signals[signal] ?? 0) : 3;
}

/** A terminal sends Ctrl-C to the child as well; only when it did not stop by then does it get ours. */
const CTRL_C_PATIENCE_MS = 2000;

/** What a program over its limit gets to end by itself. */
const LIMIT_GRACE_MS = 5000;

/**
 * Runs a program in our place: same input, output and signals. Resolves with how it ended, after it ended.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options] Without a limit it runs as long
 *   as it likes.
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, error?: Error, asked: boolean }>} `asked`
 *   tells that a signal had been passed on.
 */
export function runInPlace(program, args, options = {}) {
  return new Promise((resolve) => {
    let asked = false;
    /** @type {NodeJS.Timeout | undefined} */
    let patience;
    /** @type {NodeJS.Timeout | undefined} */
    let limit;
    const child = spawn(program, args, {
      stdio: 'inherit',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? process.env,
    });
    if (options.limitMs !== undefined) {
      limit = setTimeout(() => {
        child.kill('SIGTERM');
        limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_GRACE_MS);
      }, options.limitMs);
    }
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      asked = true;
      const terminal = process.stdin.isTTY || process.stderr.isTTY;
      if (signal === 'SIGINT' && terminal) patience ??= setTimeout(() => child.kill('SIGINT'), CTRL_C_PATIENCE_MS);
      else child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const finish = (/** @type {{ code: number | null, signal: NodeJS.Signals | null, error?: Error }} */ end) => {
      clearTimeout(patience);
      clearTimeout(limit);
      for (const signal of signals) process.off(signal, pass);
      resolve({ ...end, asked });
    };
    child.once('error', (error) => finish({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => finish({ code, signal }));
  });
}

/**
 * Runs a program in our place and gives the exit code to keep.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options]
 * @throws {Problem} when it could not be started.
 */
export async function runToExitCode(program, args, options = {}) {
  const end = await runInPlace(program, args, options);
  if (end.error) throw new Problem(`${program} could not be started: ${end.error.message}`);
  return exitCode(end.code, end.signal);
}
