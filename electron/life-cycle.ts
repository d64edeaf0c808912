import type { App, BrowserWindow } from 'electron';
import { focusWindow } from './window.ts';

/** Closing waits this long for answers and imports to stop. What is stored by then is complete in any case. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * True for the first instance on a data folder; a second one gets false, and the first comes to the front.
 * Electron tells instances apart by their userData folder.
 */
export function takeSingleInstance(app: App, window: () => BrowserWindow | undefined): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const present = window();
    if (present) focusWindow(present);
  });
  return true;
}

/** Ends the app when its last window is closed (macOS keeps it in the dock), after `close` has had its time. */
export function quitCleanly(app: App, close: () => Promise<void>, platform: NodeJS.Platform = process.platform): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('window-all-closed', () => {
    if (platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const { promise: limit, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    void Promise.race([close().catch(() => undefined), limit]).then(() => {
      clearTimeout(timer);
      state = 'closed';
      // Asked again rather than ended at once: windows that are still open write down where they are.
      app.quit();
    });
  });
}
