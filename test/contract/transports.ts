import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { App } from '../../core/app.ts';
import { type Client, connectInProcess, connectToRunningApp } from '../../headless/client.ts';
import { openControlSocket } from '../../headless/control-socket.ts';
import { startWebServer } from '../../headless/web/web-server.ts';

export interface Connected {
  client: Client;
  close(): Promise<void>;
}

/** Every way in which a client reaches the router. */
export const transports: Record<string, (app: App, dataFolder: string) => Promise<Connected>> = {
  async 'message port'(app) {
    const { client, disconnect } = connectInProcess(app.router);
    return { client, close: async () => disconnect() };
  },
  async 'loopback HTTP'(app) {
    const server = await startWebServer(app, { port: 0, appVersion: '0.0.0-test' });
    const link = new RPCLink({
      url: `http://127.0.0.1:${server.port}/rpc`,
      headers: { authorization: `Bearer ${server.token}` },
    });
    return { client: createORPCClient(link), close: () => server.close() };
  },
  async 'control socket'(app, dataFolder) {
    const socket = await openControlSocket(dataFolder, app.router, () => null);
    const running = await connectToRunningApp(dataFolder);
    if (!running) throw new Error('the control socket did not answer');
    return { client: running.client, close: () => socket.close() };
  },
};
