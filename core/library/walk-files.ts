import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { AppError, formatOfName } from '../contract/index.ts';

export interface FoundFile {
  path: string;
  /** What the user sees: the file name, with the folders below the chosen one. */
  name: string;
}

const ignoredNames = new Set(['node_modules', '__MACOSX', 'Thumbs.db', 'desktop.ini']);

/**
 * Files and folders as given, folders walked in name order. Hidden files, links and system files inside folders are
 * left out. Fails with `document-missing` for a path that is not there.
 */
export async function walkFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch(() => null);
    if (!info) throw new AppError('document-missing', { path }, { message: `There is no file or folder at ${path}.` });
    if (info.isDirectory()) await walk(path, path, found);
    else found.set(path, { path, name: basename(path) });
  }
  return [...found.values()];
}

async function walk(root: string, folder: string, found: Map<string, FoundFile>): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name.startsWith('~$') || ignoredNames.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(root, path, found);
    else if (entry.isFile() && formatOfName(entry.name)) {
      found.set(path, { path, name: relative(root, path).split('\\').join('/') });
    }
  }
}
