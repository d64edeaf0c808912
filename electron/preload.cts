const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron');

/** The parts of the page that are used here; the rest of the app compiles without the browser's types. */
const page = globalThis as unknown as {
  location: { origin: string };
  postMessage(message: unknown, targetOrigin: string, transfer: unknown[]): void;
};

// A message port cannot pass the context bridge; posted to the page itself it arrives there and nowhere else.
ipcRenderer.on('tandem:port', (event) => page.postMessage('tandem:port', page.location.origin, [...event.ports]));

contextBridge.exposeInMainWorld('tandem', {
  shell: 'electron',
  /** Absolute path of a dropped or chosen file; empty for one that is not on a disk. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
  /** Asks for a message port to the app; it arrives as the window message 'tandem:port'. */
  connect: (): void => ipcRenderer.send('tandem:connect'),
  /** Absolute paths that the user chose; empty when the dialog was closed. */
  pickFiles: (): Promise<string[]> => ipcRenderer.invoke('tandem:pick-files'),
  pickFolder: (): Promise<string[]> => ipcRenderer.invoke('tandem:pick-folder'),
});
