import { createHash } from 'node:crypto';
import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, formatOfName } from '../contract/index.ts';
import type { Ignores } from '../text/watched-ignore.ts';
import type { Patience } from './watched-patience.ts';

/** A file as the drive shows it without being read. */
export interface SeenFile {
  /** Path below the watched folder, with '/' between its parts. */
  path: string;
  size: number;
  mtimeMs: number;
  /** Device and number of the file: a file keeps them when it is renamed. Both may change when a drive is mounted. */
  identity: string;
  /** It lies on another device than the watched folder itself, below a place where something is mounted. */
  mounted: boolean;
}

export interface ScanResult {
  files: SeenFile[];
  /** Files and folders that are there and could not be looked at; nothing is known of what is below. */
  unread: string[];
}

export interface RootState {
  identity: string;
  device: string;
}

const hashBytes = 1 << 20;

const noEntry = new Set(['ENOENT', 'ENOTDIR']);
export const isGone = (error: unknown) => noEntry.has((error as NodeJS.ErrnoException).code ?? '');

/** What is at the path of a watched folder. Fails with `folder-unreachable` when no folder is. */
export async function lookAtRoot(root: string, patience: Patience): Promise<RootState> {
  const info = await patience.wait(stat(root, { bigint: true })).catch((error: unknown) => {
    if (AppError.from(error).code === 'cancelled') throw error;
    throw new AppError('folder-unreachable', { path: root, cause: String(error) }, { cause: error });
  });
  if (!info.isDirectory()) throw new AppError('folder-unreachable', { path: root, cause: 'not a folder' });
  // Folders made anew at the same place often get the number of the old one; the time of birth tells them apart.
  return { identity: `${info.dev}:${info.ino}:${info.birthtimeNs}`, device: String(info.dev) };
}

/**
 * The importable files at and below `scopes` (paths below the root, '' for everything), by looking and not by reading.
 * Links are not followed. Fails with `timed-out` when the drive stops answering.
 */
export async function scanWatched(options: {
  root: string;
  device: string;
  scopes: readonly string[];
  ignores: Ignores;
  /** Files that are looked at at the same time. Each takes one of the system's four threads while it is waited for. */
  atOnce: number;
  patience: Patience;
  /** Called as files are found, with their number so far. */
  onProgress?: (files: number) => void;
}): Promise<ScanResult> {
  const { root, device, scopes, ignores, atOnce, patience, onProgress } = options;
  const files: SeenFile[] = [];
  const unread: string[] = [];

  function take(path: string, info: BigIntStats): void {
    files.push({
      path,
      size: Number(info.size),
      mtimeMs: Number(info.mtimeNs) / 1e6,
      identity: `${info.dev}:${info.ino}`,
      mounted: String(info.dev) !== device,
    });
  }

  /** A path that cannot be looked at is noted, unless it is simply gone. */
  function note(path: string, error: unknown): void {
    const { code } = AppError.from(error);
    if (code === 'timed-out' || code === 'cancelled') throw error;
    if (!isGone(error)) unread.push(path);
  }

  async function lookAt(path: string): Promise<void> {
    try {
      const info = await patience.wait(lstat(join(root, path), { bigint: true }));
      if (info.isDirectory()) await walk(path);
      else if (info.isFile() && formatOfName(path)) take(path, info);
    } catch (error) {
      note(path, error);
    }
  }

  async function walk(folder: string): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await patience.wait(readdir(join(root, folder), { withFileTypes: true }));
    } catch (error) {
      note(folder, error);
      return;
    }
    const here = (entry: Dirent) => (folder === '' ? entry.name : `${folder}/${entry.name}`);
    const wanted = entries
      .filter((entry) => entry.isDirectory() || (entry.isFile() && formatOfName(entry.name)))
      .filter((entry) => !ignores(here(entry)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const plain = wanted.filter((entry) => !entry.isDirectory()).map(here);
    for (let from = 0; from < plain.length; from += atOnce) {
      await Promise.all(plain.slice(from, from + atOnce).map(lookAt));
    }
    onProgress?.(files.length);
    for (const entry of wanted) if (entry.isDirectory()) await walk(here(entry));
  }

  for (const scope of scopes) {
    if (scope === '') await walk('');
    else if (!ignores(scope)) await lookAt(scope);
  }
  return { files, unread };
}

/** SHA-256 (hex) of a file, read piece by piece; each piece has the drive's limit. Fails with the system's own error. */
export async function hashWatched(path: string, patience: Patience): Promise<string> {
  const opening = open(path, 'r');
  const handle = await patience.wait(opening).catch((error: unknown) => {
    // A file that opens only after it was given up on is closed again.
    void opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw error;
  });
  try {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(hashBytes);
    for (;;) {
      const { bytesRead } = await patience.wait(handle.read(piece, 0, hashBytes, null));
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    void handle.close().catch(() => undefined);
  }
}

/** Device of the nearest folder that is there, at or above the folder of `path`. */
export async function deviceAbove(root: string, path: string, patience: Patience): Promise<string> {
  for (let parts = path.split('/').slice(0, -1); ; parts = parts.slice(0, -1)) {
    try {
      const info = await patience.wait(lstat(join(root, ...parts), { bigint: true }));
      return String(info.dev);
    } catch (error) {
      if (!isGone(error) || parts.length === 0) throw error;
    }
  }
}
