import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, say } from './problem.js';

const LOOK_AGAIN_MS = 200;
const WAIT_LIMIT_MS = 15 * 60_000;
/** No preparation takes this long: the lock was left by a process whose id another one has by now. */
const FORGOTTEN_AFTER_MS = 30 * 60_000;

/**
 * Runs `work` while no other process of this user runs work under the same lock.
 *
 * @template Result
 * @param {string} folder Made when missing.
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withLock(folder, name, work) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.lock`);
  const mine = `${process.pid} ${Date.now()} ${Math.random()}`;
  const deadline = Date.now() + WAIT_LIMIT_MS;
  let told = false;
  while (!take(file, mine)) {
    const left = abandoned(file);
    if (left !== undefined) {
      takeAway(file, left);
      continue;
    }
    if (Date.now() > deadline) throw new Problem(`Another start holds ${file} for too long. Remove it and try again.`);
    if (!told) say('Waiting for another start of Tandem that is preparing this checkout …');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const release = () => {
    try {
      if (readFileSync(file, 'utf8') === mine) rmSync(file, { force: true });
    } catch {
      // Taken away by another process that held it for abandoned.
    }
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
function take(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * What an abandoned lock holds; undefined when its owner lives or it is gone.
 *
 * @param {string} file
 */
function abandoned(file) {
  try {
    const content = readFileSync(file, 'utf8');
    const age = Date.now() - statSync(file).mtimeMs;
    const owner = Number.parseInt(content, 10);
    // An empty file is a lock that is being written at this moment, unless it stays so.
    if (!Number.isInteger(owner)) return age > 5000 ? content : undefined;
    return age > FORGOTTEN_AFTER_MS || !alive(owner) ? content : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Two processes may both find a lock abandoned. Renaming shows which file was really taken away; a fresh one goes back.
 *
 * @param {string} file
 * @param {string} expected
 */
function takeAway(file, expected) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== expected) linkSync(aside, file);
  } catch {
    // Another process was faster.
  }
  rmSync(aside, { force: true });
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
