import { AppError } from '../../core/contract/index.ts';
import { connectToRunningApp } from '../client.ts';
import { type ControlSocket, openControlSocket } from '../control-socket.ts';
import { createNodeApp } from '../create-node-app.ts';
import { dataFolderFor } from '../default-data-folder.ts';
import { launchBrowser } from '../launch-browser.ts';
import { productVersion } from '../native-ports.ts';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import { exitCodes, type GlobalOptions, interruption, printError } from './command.ts';

export interface ServeOptions extends GlobalOptions {
  port: number;
  open?: boolean;
}

/** Serves the app on loopback until it is asked to end. A data folder that is served already is opened again. */
export async function serve(options: ServeOptions): Promise<void> {
  const json = options.json === true;
  const dataFolder = dataFolderFor(options.data);
  const announce = (event: string, line: string, more: Record<string, unknown>) =>
    process.stdout.write(`${json ? JSON.stringify({ event, ...more }) : line}\n`);
  const signal = interruption();
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  let server: WebServer | undefined;
  let socket: ControlSocket | undefined;
  try {
    const app = await createNodeApp(dataFolder).catch(async (error: unknown) => {
      const web = (await connectToRunningApp(dataFolder))?.web;
      if (!(error instanceof AppError) || error.code !== 'data-folder-in-use' || !web) throw error;
      announce('already-running', `Tandem is already running at ${web.address}`, { address: web.address });
      if (options.open) await launchBrowser(web.oneTimeAddress, { dataFolder });
      return null;
    });
    if (!app) return;
    try {
      server = await startWebServer(app, { port: options.port, appVersion: productVersion() });
      const { address, port, token, oneTimeAddress } = server;
      socket = await openControlSocket(dataFolder, app.router, () => ({ address, oneTimeAddress: oneTimeAddress() }));
      announce('ready', `Tandem is ready at ${address}`, { address, port, token, dataFolder });
      if (options.open && !signal.aborted) await launchBrowser(oneTimeAddress(), { dataFolder });
      if (!signal.aborted) await ended;
    } finally {
      await server?.close();
      await socket?.close();
      await app.close();
    }
    announce('stopped', 'Tandem has stopped; everything is stored.', {});
  } catch (error) {
    printError(error, json);
    process.exitCode = exitCodes.failed;
  }
}
