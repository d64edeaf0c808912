import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, createReadStream, fsyncSync, openSync } from 'node:fs';
import { copyFile, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../contract/index.ts';

/** A name beside `file` for its unfinished form. */
export function temporaryName(file: string): string {
  return `${file}.tmp-${randomBytes(6).toString('hex')}`;
}

/** Flushes a file, or a folder so that a rename in it lasts. Windows cannot open folders, and needs no flush there. */
export function flushSync(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  } catch (error) {
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a file completely or not at all: temporary name, flush, rename. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw AppError.from(error, 'data-folder-unusable');
  }
}

/** SHA-256 (hex) of a file's bytes, read as a stream. */
export async function sha256File(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { signal, highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest('hex');
}

export function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}

/** Keeps a file's bytes under their hash in `folder`, as a reflink where the file system can. Returns hash and size. */
export async function keepOriginal(
  source: string,
  folder: string,
  signal?: AbortSignal,
): Promise<{ sha256: string; bytes: number }> {
  const info = await stat(source).catch(() => null);
  if (!info?.isFile()) throw new AppError('document-missing', { path: source });
  const temporary = temporaryName(`${folder}/copy`);
  try {
    await copyFile(source, temporary, constants.COPYFILE_FICLONE);
    // The copy is hashed, not the source: the source may change while it is read.
    const hash = await sha256File(temporary, signal);
    const { size } = await stat(temporary);
    const handle = await open(temporary, 'r+');
    await handle.sync();
    await handle.close();
    await rename(temporary, `${folder}/${hash}`);
    return { sha256: hash, bytes: size };
  } catch (error) {
    await rm(temporary, { force: true });
    // Deleted between the look at it and the copy.
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT' && !(await stat(source).catch(() => null));
    if (gone) throw new AppError('document-missing', { path: source }, { cause: error });
    throw AppError.from(error, 'document-unreadable');
  }
}

/** Removes an upload, and the folders that were made for it below `incoming` once they are empty. */
export async function removeUpload(path: string, incoming: string): Promise<void> {
  await rm(path, { force: true });
  for (let folder = dirname(path); folder !== incoming && folder.startsWith(incoming); folder = dirname(folder)) {
    const removed = await rmdir(folder).then(
      () => true,
      // Other uploads lie in it.
      () => false,
    );
    if (!removed) return;
  }
}
