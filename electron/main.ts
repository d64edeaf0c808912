import { app, type BrowserWindow, dialog, session } from 'electron';
import { createApp } from '../core/app.ts';
import { AppError } from '../core/contract/index.ts';
import { createVectorIndex } from '../native/index/create-vector-index.ts';
import { createLlama } from '../native/llama/create-llama.ts';
import { createParser } from '../native/parse/create-parser.ts';
import { useDataFolder } from './data-folder.ts';
import { locateInstallation } from './installation.ts';
import { connectRenderers } from './ipc.ts';
import { electronLauncher as launcher } from './launcher.ts';
import { quitCleanly, takeSingleInstance } from './life-cycle.ts';
import { lockContents, lockSession, switchOffNetwork } from './lock-down.ts';
import { setMenu } from './menu.ts';
import { registerScheme, serveFiles } from './protocol.ts';
import { createSettings } from './settings.ts';
import { openWindow } from './window.ts';
import { createWindowStateStore } from './window-state.ts';

/** The desktop shell: what has to happen before Electron is ready, then `start`. It wires and holds no rule. */
let window: BrowserWindow | undefined;

try {
  app.setName('Tandem');
  const dataFolder = useDataFolder(app);
  registerScheme();
  switchOffNetwork(app);
  lockContents(app);
  // Not awaited here: Electron becomes ready only after this file has run to its end.
  if (takeSingleInstance(app, () => window))
    void app
      .whenReady()
      .then(() => start(dataFolder))
      .catch(explain);
  else app.quit();
} catch (error) {
  explain(error);
}

async function start(dataFolder: string): Promise<void> {
  const installation = locateInstallation(import.meta.url);
  const tandem = await createApp({
    dataFolder,
    appVersion: installation.version,
    samplesFolder: installation.samples,
    ports: {
      parser: createParser({ launcher }),
      index: createVectorIndex({ launcher }),
      llama: createLlama({ launcher }),
      clock: { now: Date.now },
      settings: createSettings(dataFolder),
      checks: [],
    },
  });
  quitCleanly(app, () => tandem.close());
  setMenu();
  lockSession(session.defaultSession);
  serveFiles({ renderer: installation.renderer, openDocument: async (id) => tandem.openDocument(id) });
  connectRenderers(tandem.router);

  const state = createWindowStateStore(dataFolder);
  const open = () => {
    window = openWindow({ preload: installation.preload, state });
    window.on('closed', () => {
      window = undefined;
    });
  };
  open();
  // macOS: a click on the icon in the dock while no window is open.
  app.on('activate', () => window ?? open());
}

/** Without a data folder there is nothing to show but the reason. */
function explain(error: unknown): void {
  const { message, details } = AppError.from(error);
  dialog.showErrorBox(
    'Tandem could not start',
    [message, details.folder ?? details.cause].filter(Boolean).join('\n\n'),
  );
  app.exit(1);
}
