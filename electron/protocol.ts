import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { contentSecurityPolicy } from '../core/contract/content-security-policy.ts';

/** The one page of the app. */
export const appPage = 'tandem://app/index.html';

export interface OpenedDocument {
  path: string;
  mime: string;
  name: string;
}

export interface ServedFiles {
  /** Folder of the bundled screens. */
  renderer: string;
  /** The stored file of a document; null when there is none. */
  openDocument(id: string): Promise<OpenedDocument | null>;
}

const mimeTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Must run before the app is ready. The privileges make tandem: a secure origin of its own, like https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'tandem',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Answers tandem://app/… with the app's own files and /documents/<id>/file; anything else is not found. */
export function serveFiles(files: ServedFiles): void {
  protocol.handle('tandem', async (request) => (await answer(request, files).catch(() => null)) ?? notFound());
}

/** True for the app's page, whatever stands behind its question mark or hash. */
export function isAppPage(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}${parsed.pathname}` === appPage;
}

async function answer(request: Request, { renderer, openDocument }: ServedFiles): Promise<Response | null> {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.host !== 'app') return null;
  const segments = url.pathname.slice(1).split('/').map(decodeURIComponent);
  // A decoded segment that could be read as more than one name, or as a way up, is none of ours.
  if (segments.some((segment) => segment === '..' || segment === '.' || /[/\\\0]/.test(segment))) return null;

  if (segments[0] === 'documents') {
    const [, id, file] = segments;
    if (segments.length !== 3 || !id || file !== 'file') return null;
    const document = await openDocument(id);
    // A document comes from anywhere. Opened as a page it would stand in the app's own origin, so it may do nothing.
    return document && (await send(document.path, document.mime, `${contentSecurityPolicy}; sandbox`));
  }

  const root = await realpath(renderer);
  const path = await realpath(join(root, ...segments));
  if (!path.startsWith(root + sep)) return null;
  return await send(path, mimeTypes[extname(path).toLowerCase()] ?? 'application/octet-stream', contentSecurityPolicy);
}

async function send(path: string, mime: string, policy: string): Promise<Response | null> {
  const found = await stat(path);
  // A folder can be opened as well, and would end the answer half way.
  if (!found.isFile()) return null;
  const stream = createReadStream(path);
  // Opened before the headers go out, so that a file that cannot be read is a 404 and not a broken answer.
  await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
  const body = Readable.toWeb(stream) as unknown as ConstructorParameters<typeof Response>[0];
  return new Response(body, {
    headers: { ...headers(policy), 'content-type': mime, 'content-length': String(found.size) },
  });
}

function notFound(): Response {
  const type = { 'content-type': 'text/plain; charset=utf-8' };
  return new Response('There is nothing here.', {
    status: 404,
    headers: { ...headers(contentSecurityPolicy), ...type },
  });
}

function headers(policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  };
}
