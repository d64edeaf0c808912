import { resolve } from 'node:path';
import { AppError, isErrorCode, type WatchedFolder } from '../../core/contract/index.ts';
import type { Client } from '../client.ts';
import { type CommandContext, exitCodes } from './command.ts';

const lookEveryMs = 300;

function toLine(folder: WatchedFolder): string {
  const { id, path, state, code, files, waiting, failed, polling, ignore } = folder;
  const parts = [
    code ? `${state} (${code})` : state,
    `${files} files`,
    waiting > 0 && `${waiting} waiting`,
    failed > 0 && `${failed} not imported`,
    polling && 'polling',
    ignore.length > 0 && `without ${ignore.join(' ')}`,
  ];
  return `${id}  ${path}  ${parts.filter(Boolean).join(', ')}`;
}

async function find(client: Client, id: string): Promise<WatchedFolder> {
  const folder = (await client.watched.list({})).find((one) => one.id === id);
  if (!folder) throw new AppError('not-found', { folder: id });
  return folder;
}

/** The import queue as it is now. */
async function queueOf(client: Client, signal: AbortSignal): Promise<{ paused: boolean; busy: boolean }> {
  for await (const { paused, finished, total } of await client.imports.progress(undefined, { signal })) {
    return { paused, busy: finished < total };
  }
  return { paused: false, busy: false };
}

/** Waits until the folder has been looked through and every version has its files, and gives the exit code. */
async function untilImported(context: CommandContext, id: string): Promise<number> {
  const { client, signal, note, json, print } = context;
  const live = !json && process.stderr.isTTY;
  let folder = await find(client, id);
  while (!signal.aborted) {
    const queue = await queueOf(client, signal);
    folder = await find(client, id);
    if (folder.state !== 'scanning') {
      if (folder.waiting === 0 && !queue.busy) break;
      if (queue.paused) {
        note('tandem: the import queue is paused; the files are read when it goes on');
        break;
      }
    }
    if (live) process.stderr.write(`\r\u001b[K${folder.files} files, ${folder.waiting} waiting`);
    await new Promise((done) => setTimeout(done, lookEveryMs));
  }
  if (live) process.stderr.write('\r\u001b[K');
  if (folder.state === 'unreachable') throw new AppError(isErrorCode(folder.code) ? folder.code : 'folder-unreachable');
  print(folder, () => toLine(folder));
  if (signal.aborted) {
    note('tandem: stopped; the folder stays watched, and files already read are kept');
    return exitCodes.failed;
  }
  return folder.failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

export async function addWatched(
  context: CommandContext,
  path: string,
  options: { ignore?: string[]; polling?: boolean },
): Promise<number> {
  const { client, library } = context;
  const { ignore, polling } = options;
  const folder = await client.watched.add({ path: resolve(path), ignore, polling, library });
  return await untilImported(context, folder.id);
}

export async function listWatched({ client, library, print }: CommandContext): Promise<void> {
  const folders = await client.watched.list({ library });
  print(folders, () =>
    folders.length === 0 ? 'No folder is watched. Watch one with: tandem watch add PATH' : folders.map(toLine),
  );
}

export async function removeWatched(
  { client, print }: CommandContext,
  id: string,
  options: { removeDocuments?: boolean },
): Promise<void> {
  const removeDocuments = options.removeDocuments === true;
  const { removed } = await client.watched.remove({ id, removeDocuments });
  print({ removed, documents: removeDocuments ? 'removed' : 'kept' }, () =>
    removeDocuments
      ? `No longer watched, and its documents are removed: ${removed}`
      : `No longer watched; its documents stay in the library: ${removed}`,
  );
}

export async function rescanWatched(context: CommandContext, id: string): Promise<number> {
  await context.client.watched.rescan({ id });
  return await untilImported(context, id);
}
