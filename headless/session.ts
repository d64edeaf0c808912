import type { App } from '../core/app.ts';
import { AppError } from '../core/contract/index.ts';
import { type Client, connectInProcess, connectToRunningApp } from './client.ts';
import { openControlSocket } from './control-socket.ts';
import { createNodeApp } from './create-node-app.ts';

/** A client for one command, and what ends it. */
export interface Session {
  client: Client;
  close(): Promise<void>;
}

/** Talks to the app that owns the data folder, or starts one for the length of a command. */
export async function openSession(dataFolder: string): Promise<Session> {
  const running = await connectToRunningApp(dataFolder);
  if (running) return { client: running.client, close: async () => undefined };
  let app: App;
  try {
    app = await createNodeApp(dataFolder, { followFolders: false });
  } catch (error) {
    // Another command may have taken the folder since; it has a socket as well.
    const other =
      error instanceof AppError && error.code === 'data-folder-in-use' ? await waitForOther(dataFolder) : null;
    if (!other) throw error;
    return { client: other, close: async () => undefined };
  }
  const socket = await openControlSocket(dataFolder, app.router, () => null);
  const { client, disconnect } = connectInProcess(app.router);
  return {
    client,
    async close() {
      disconnect();
      await socket.close();
      await app.close();
    },
  };
}

async function waitForOther(dataFolder: string): Promise<Client | null> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const running = await connectToRunningApp(dataFolder);
    if (running) return running.client;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}
