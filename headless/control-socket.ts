import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { RPCHandler } from '@orpc/server/node';
import { type Router, wireErrors } from '../core/router.ts';

/** Longest path of a Unix socket that every system takes. */
const longestSocketPath = 100;

/** Where the app that owns a data folder listens for the command line. */
export function controlSocketPath(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\tandem-${name}`;
  const inside = join(dataFolder, 'run', 'control.sock');
  return inside.length <= longestSocketPath ? inside : join(tmpdir(), `tandem-${name}.sock`);
}

/** Where the page is served: an address to show, and one that works once to hand to a browser. */
export interface WebAddress {
  address: string;
  oneTimeAddress: string;
}

export interface ControlSocket {
  close(): Promise<void>;
}

/**
 * Serves the router on the data folder's control socket, for this user only. The folder's lock is held by the
 * caller, so a socket file that is still there is left over from a process that is gone.
 */
export async function openControlSocket(
  dataFolder: string,
  router: Router,
  address: () => WebAddress | null,
): Promise<ControlSocket> {
  const path = controlSocketPath(dataFolder);
  const handler = new RPCHandler(router, { clientInterceptors: [wireErrors] });
  const server: Server = createServer((request, response) => {
    if (request.url === '/address') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(address() ?? {}));
      return;
    }
    void handler.handle(request, response, { prefix: '/rpc', context: {} }).then(({ matched }) => {
      if (!matched) response.writeHead(404).end();
    });
  });
  server.requestTimeout = 0;
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `fetch` over a local socket. An aborted request closes its connection, which stops the work behind it. */
export function socketFetch(path: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    const { pathname, search } = new URL(request.url);
    return await new Promise<Response>((resolve, reject) => {
      const sent = httpRequest(
        {
          socketPath: path,
          path: pathname + search,
          method: request.method,
          headers: Object.fromEntries(request.headers),
        },
        (received) => {
          const headers = new Headers();
          for (const [name, value] of Object.entries(received.headers))
            if (typeof value === 'string') headers.set(name, value);
          const status = received.statusCode ?? 500;
          const empty = status === 204 || status === 304;
          resolve(new Response(empty ? null : (Readable.toWeb(received) as ReadableStream), { status, headers }));
        },
      );
      sent.once('error', reject);
      const stop = () => sent.destroy(new DOMException('The request was stopped.', 'AbortError'));
      if (request.signal.aborted) stop();
      request.signal.addEventListener('abort', stop, { once: true });
      sent.end(body);
    });
  };
}
