import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';

export interface TandemShell {
  shell: string;
  pathOf(file: unknown): string;
  connect(): void;
  pickFiles(): Promise<string[]>;
  pickFolder(): Promise<string[]>;
}

export interface PreloadedPage {
  /** What the page finds as window.tandem. */
  tandem: TandemShell;
  /** The preload script's side of the messages from the main process. */
  ipcRenderer: EventEmitter;
  sent: string[];
  invoked: string[];
  /** Messages that were posted to the page. */
  posted: { message: unknown; origin: string; ports: unknown[] }[];
  exposed: string[];
}

/** Runs the preload script as a sandboxed page would: CommonJS, with nothing but `require('electron')`. */
export function runPreload(origin = 'tandem://app'): PreloadedPage {
  const source = readFileSync(new URL('../../electron/preload.cts', import.meta.url), 'utf8');
  const ipcRenderer = new EventEmitter();
  const worlds = new Map<string, TandemShell>();
  const page: Omit<PreloadedPage, 'tandem' | 'exposed'> = { ipcRenderer, sent: [], invoked: [], posted: [] };
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, shell: TandemShell) => void worlds.set(name, shell) },
    ipcRenderer: Object.assign(ipcRenderer, {
      send: (channel: string) => void page.sent.push(channel),
      invoke: async (channel: string) => {
        page.invoked.push(channel);
        return ['/chosen'];
      },
    }),
    webUtils: { getPathForFile: (file: { name: string }) => `/dropped/${file.name}` },
  };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload script cannot require ${name}`);
    return electron;
  };
  runInNewContext(stripTypeScriptTypes(source), {
    require,
    location: { origin },
    postMessage: (message: unknown, target: string, ports: unknown[]) =>
      void page.posted.push({ message, origin: target, ports }),
  });
  return { ...page, tandem: worlds.get('tandem')!, exposed: [...worlds.keys()] };
}
