import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, dialog, session } from 'electron';
import { createApp } from '../core/app.ts';
import { AppError } from '../core/contract/index.ts';
import { openControlSocket } from '../headless/control-socket.ts';
import { createNativePorts, productVersion, samplesFolder } from '../headless/native-ports.ts';
import { useDataFolder } from './data-folder.ts';
import { connectRenderers } from './ipc.ts';
import { electronLauncher } from './launcher.ts';
import { quitCleanly, takeSingleInstance } from './life-cycle.ts';
import { lockContents, lockSession, switchOffNetwork } from './lock-down.ts';
import { setMenu } from './menu.ts';
import { createNotifier } from './notifier.ts';
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
  const notifier = createNotifier(() => window?.show());
  const ports = {
    ...createNativePorts({ launcher: electronLauncher, settings: createSettings(dataFolder) }),
    notifier,
  };
  const tandem = await createApp({ dataFolder, ports, appVersion: productVersion(), samplesFolder });
  // The command line talks to the running app through this socket.
  const socket = await openControlSocket(dataFolder, tandem.router, () => null);
  quitCleanly(app, async () => {
    await socket.close();
    await tandem.close();
  });

  setMenu();
  lockSession(session.defaultSession);
  serveFiles({ renderer: beside('../renderer'), openDocument: async (id) => tandem.openDocument(id) });
  connectRenderers(tandem.router);

  const state = createWindowStateStore(dataFolder);
  const open = () => {
    window = openWindow({ preload: beside('./preload.cjs'), state });
    window.on('closed', () => {
      window = undefined;
    });
  };
  open();
  // macOS: a click on the icon in the dock while no window is open.
  app.on('activate', () => window ?? open());
}

/** Electron runs this file compiled, beside the bundled screens. */
function beside(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Without a data folder there is nothing to show but the reason. */
function explain(error: unknown): void {
  const { message, details } = AppError.from(error);
  const more = details.folder ?? details.cause;
  dialog.showErrorBox('Tandem could not start', [message, more].filter(Boolean).join('\n\n'));
  app.exit(1);
}
