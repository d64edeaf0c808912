import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { RPCHandler } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { App } from '../../core/app.ts';
import { contentSecurityPolicy } from '../../core/contract/content-security-policy.ts';
import { AppError, contract, errorCodes } from '../../core/contract/index.ts';
import { wireErrors } from '../../core/router.ts';
import { createGuard } from './guard.ts';
import { receiveUpload } from './receive-upload.ts';
import { sendFile, sendStaticFile } from './static-files.ts';

export interface WebServer {
  readonly port: number;
  readonly token: string;
  /** Address of the page, token included. */
  readonly address: string;
  /** Address of the page with a token that works once, for handing to a browser. */
  oneTimeAddress(): string;
  close(): Promise<void>;
}

/** The built user interface, beside the compiled shell or in dist/ beside the sources. */
const rendererFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : '../../renderer', import.meta.url),
);

/** Serves the user interface, the contract and REST on loopback. Port 0 picks a free one. */
export async function startWebServer(
  app: App,
  options: { port: number; appVersion: string; rendererFolder?: string },
): Promise<WebServer> {
  let port = options.port;
  const guard = createGuard(() => port);
  const renderer = options.rendererFolder ?? rendererFolder;
  const rpc = new RPCHandler(app.router, { clientInterceptors: [wireErrors] });
  const rest = new OpenAPIHandler(app.router, { clientInterceptors: [wireErrors] });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.setHeader('content-security-policy', contentSecurityPolicy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('cache-control', 'no-store');
    if (!guard.isOwnOrigin(request) || !guard.isAuthorised(request, url)) throw new AppError('not-allowed');
    const { pathname } = url;
    if (pathname.startsWith('/rpc/')) {
      const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: {} });
      if (matched) return;
    } else if (pathname === '/api/openapi.json') {
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify(await openApiDocument(options.appVersion)));
      return;
    } else if (pathname.startsWith('/api/')) {
      const { matched } = await rest.handle(request, response, { prefix: '/api', context: {} });
      if (matched) return;
    } else if (pathname === '/upload' && request.method === 'POST') {
      const path = await receiveUpload(request, url.searchParams.get('name') ?? '', app.incoming);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ path }));
      return;
    } else if (request.method === 'GET') {
      const document = /^\/documents\/([^/]+)\/file$/.exec(pathname);
      const original = document ? app.openDocument(decodeURIComponent(document[1]!)) : null;
      if (original) {
        response.setHeader('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(original.name)}`);
        // Whatever the file holds, nothing in it may run in the app's name.
        response.setHeader('content-security-policy', "default-src 'none'; sandbox");
        if (await sendFile(original.path, original.mime, response)) return;
      } else if (!document) {
        if (pathname === '/') response.setHeader('set-cookie', guard.cookie());
        if (await sendStaticFile(renderer, pathname, response)) return;
      }
    }
    throw new AppError('not-found', { path: pathname });
  }

  const server: Server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      const known = AppError.from(error);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(errorCodes[known.code].status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: known.toWire() }));
      request.resume();
    });
  });
  // Imports and answers stream for as long as they take; idle connections still end.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
          ? new AppError(
              'conflict',
              { port },
              { message: `Port ${port} is in use. Choose another with --port, or 0 for a free one.` },
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const listening = server.address();
  if (listening && typeof listening === 'object') port = listening.port;

  return {
    port,
    token: guard.token,
    address: `http://127.0.0.1:${port}/?token=${guard.token}`,
    oneTimeAddress: () => `http://127.0.0.1:${port}/?token=${guard.createOneTimeToken()}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function openApiDocument(version: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(contract, {
    info: { title: 'Tandem', version },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
}
