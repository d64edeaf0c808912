import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The Node runtime that the checkout pins (the npm package `node`). The app runs on it whatever Node started it.
 *
 * @param {string} root
 * @param {NodeJS.Platform} platform
 */
export function pinnedRuntime(root, platform = process.platform) {
  return join(root, 'node_modules', 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * A folder for what may be deleted at any time: locks, remembered failures.
 *
 * @param {string} root
 */
export function cacheFolder(root) {
  return join(root, '.cache');
}
