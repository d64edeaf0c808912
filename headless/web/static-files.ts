import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.bcmap': 'application/octet-stream',
};

/** Sends a file below `root`; false when there is none. Paths that lead outside are none. */
export async function sendStaticFile(root: string, pathname: string, response: ServerResponse): Promise<boolean> {
  let wanted: string;
  try {
    wanted = normalize(join(root, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  } catch {
    return false;
  }
  if (!wanted.startsWith(root + sep) || wanted.includes('\0')) return false;
  return await sendFile(wanted, types[extname(wanted).toLowerCase()] ?? 'application/octet-stream', response);
}

/** Sends one file; false when it is not there. */
export async function sendFile(path: string, type: string, response: ServerResponse): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) return false;
  response.setHeader('content-type', type);
  response.setHeader('content-length', info.size);
  // A listener that goes away in the middle ends the transfer; there is nobody left to tell.
  await pipeline(createReadStream(path), response).catch(() => response.destroy());
  return true;
}
