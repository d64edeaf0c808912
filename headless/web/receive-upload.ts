import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../core/contract/index.ts';

const longestName = 180;

/** A file name that every system can keep: the last part of the given path, without separators and control characters. */
export function safeFileName(given: string): string {
  const name = basename(given.replaceAll('\\', '/'))
    .replace(/[\u0000-\u001f<>:"|?*]/g, '_')
    .trim();
  if (name === '' || name === '.' || name === '..') return 'document';
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot).slice(0, 20) : '';
  return name.length <= longestName ? name : name.slice(0, longestName - ending.length) + ending;
}

/** Streams a request's body to disk below `incoming` and returns its path. An upload that breaks off leaves nothing. */
export async function receiveUpload(request: IncomingMessage, name: string, incoming: string): Promise<string> {
  const folder = join(incoming, randomUUID());
  await mkdir(folder, { recursive: true });
  const path = join(folder, safeFileName(name));
  try {
    await pipeline(request, createWriteStream(path, { mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw AppError.from(error, 'cancelled');
  }
}
