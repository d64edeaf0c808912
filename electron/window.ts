import { BrowserWindow, screen } from 'electron';
import { appPage } from './protocol.ts';
import { placeWindow, smallestWindow, type WindowStateStore } from './window-state.ts';

/** A page that ends again this soon after it was loaded anew is left alone. */
const RELOAD_PAUSE_MS = 10_000;

export interface WindowOptions {
  /** Absolute path of the compiled preload script. */
  preload: string;
  state: WindowStateStore;
}

/** Opens the window where it was left and loads the app's page into it. */
export function openWindow({ preload, state }: WindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const placed = placeWindow(
    state.read(),
    [primary, ...others].map((display) => display.workArea),
  );
  const { x, y, width, height } = placed;

  const window = new BrowserWindow({
    x,
    y,
    width,
    height,
    minWidth: Math.min(width, smallestWindow.width),
    minHeight: Math.min(height, smallestWindow.height),
    title: 'Tandem',
    // Shown once there is something to see.
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (placed.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => state.write({ ...window.getNormalBounds(), maximised: window.isMaximized() }));
  loadAgainAfterCrash(window);
  void window.loadURL(appPage);
  return window;
}

/** Brings a window to the front, from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function loadAgainAfterCrash(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now();
    if (reason === 'clean-exit' || now - last < RELOAD_PAUSE_MS) return;
    last = now;
    void window.loadURL(appPage);
  });
}
