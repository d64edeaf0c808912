import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads: folders with everything below, and single files. */
export const sources = [
  'core',
  'native',
  'models',
  'headless',
  'electron',
  'renderer',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/lib/build.js',
];

/**
 * Every file of the sources, sorted, as paths from the root with forward slashes.
 *
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function listFiles(root, names = sources) {
  /** @type {string[]} */
  const files = [];
  const walk = (/** @type {string} */ path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) walk(`${path}/${entry.name}`);
      else if (entry.isFile()) files.push(`${path}/${entry.name}`);
    }
  };
  for (const name of names) {
    const kind = statSync(join(root, name), { throwIfNoEntry: false });
    if (kind?.isDirectory()) walk(name);
    else if (kind) files.push(name);
  }
  return files.sort();
}

/**
 * Digest of names, sizes and times: cheap, and different whenever a file was written.
 *
 * @param {string} root
 * @param {readonly string[]} files
 */
export function listingDigest(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Digest of names and contents: the same after a checkout that only touched the files.
 *
 * @param {string} root
 * @param {readonly string[]} files
 */
export function contentDigest(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex');
    hash.update(`${file}\0${content}\n`);
  }
  return hash.digest('hex');
}
