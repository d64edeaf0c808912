import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os, type RouterClient } from '@orpc/server';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectRenderers } from '../../electron/ipc.ts';
import { app, BrowserWindow, dialog, FakeWebContents, ipcMain, type PortMain } from './fake-electron.ts';
import { runPreload } from './run-preload.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

let stopped = false;
const router = {
  greet: os.handler(({ input }) => `hello ${input}`),
  count: os.handler(async function* ({ signal }) {
    try {
      for (let i = 1; ; i++) {
        if (signal?.aborted) return;
        yield i;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      stopped = true;
    }
  }),
};
type Client = RouterClient<typeof router>;

const ports: PortMain[] = [];
let window: BrowserWindow;

beforeAll(async () => {
  app.becomeReady();
  connectRenderers(router);
  window = new BrowserWindow({ webPreferences: {} });
  await window.loadURL('tandem://app/index.html');
});
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  window.webContents.posted = [];
});

/** The page's client over the port that was posted last. */
function clientOf(contents: FakeWebContents): Client {
  const port = contents.posted.at(-1)!.ports[0]!;
  ports.push(port);
  const link = new RPCLink({ port: port.port as unknown as globalThis.MessagePort });
  (port.port as MessagePort).start();
  return createORPCClient(link);
}

describe('the page of the app', () => {
  test('reaches the router through the port it is handed', async () => {
    ipcMain.send('tandem:connect', window.webContents);
    expect(window.webContents.posted).toMatchObject([{ channel: 'tandem:port', message: null }]);
    expect(await clientOf(window.webContents).greet('you')).toBe('hello you');
  });

  test('gets a port of its own each time it connects, as after it was loaded again', async () => {
    ipcMain.send('tandem:connect', window.webContents);
    const first = clientOf(window.webContents);
    ipcMain.send('tandem:connect', window.webContents);
    const second = clientOf(window.webContents);
    expect(await Promise.all([first.greet('one'), second.greet('two')])).toEqual(['hello one', 'hello two']);
  });

  test('receives streams, and what it no longer wants is stopped', async () => {
    ipcMain.send('tandem:connect', window.webContents);
    const received: number[] = [];
    for await (const value of await clientOf(window.webContents).count(undefined)) {
      received.push(value);
      if (value === 3) break;
    }
    expect(received).toEqual([1, 2, 3]);
    await vi.waitFor(() => expect(stopped).toBe(true));
  });

  test('gets the paths chosen in a dialog of its own window', async () => {
    dialog.answer = { canceled: false, filePaths: ['/papers/a.pdf', '/papers/b.pdf'] };
    expect(await ipcMain.invoke('tandem:pick-files', window.webContents)).toEqual(['/papers/a.pdf', '/papers/b.pdf']);
    expect(dialog.asked.at(-1)).toEqual({ window, properties: ['openFile', 'multiSelections'] });
    dialog.answer = { canceled: true, filePaths: [] };
    expect(await ipcMain.invoke('tandem:pick-folder', window.webContents)).toEqual([]);
    expect(dialog.asked.at(-1)?.properties).toEqual(['openDirectory', 'multiSelections']);
  });
});

describe('a stranger gets nothing:', () => {
  test.each([
    ['a page of another origin', 'https://example.com/index.html'],
    ['another host of the same scheme', 'tandem://other/index.html'],
    ['another page of the app, such as a document', 'tandem://app/documents/1/file'],
    ['an empty page', 'about:blank'],
  ])('%s', async (_, url) => {
    const foreign = new FakeWebContents();
    foreign.mainFrame = { url };
    const asked = dialog.asked.length;
    ipcMain.send('tandem:connect', foreign);
    expect(foreign.posted).toEqual([]);
    await expect(ipcMain.invoke('tandem:pick-files', foreign)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(dialog.asked.length).toBe(asked);
  });

  test('a frame inside the page, even one that shows the app', async () => {
    const frame = { url: 'tandem://app/index.html' };
    ipcMain.send('tandem:connect', window.webContents, frame);
    expect(window.webContents.posted).toEqual([]);
    await expect(ipcMain.invoke('tandem:pick-folder', window.webContents, frame)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  test('a frame that is gone', async () => {
    ipcMain.send('tandem:connect', window.webContents, null);
    expect(window.webContents.posted).toEqual([]);
    await expect(ipcMain.invoke('tandem:pick-files', window.webContents, null)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });
});

describe('the preload script', () => {
  test('exposes the shell and nothing else', () => {
    const { exposed, tandem } = runPreload();
    expect(exposed).toEqual(['tandem']);
    expect(Object.keys(tandem).sort()).toEqual(['connect', 'pathOf', 'pickFiles', 'pickFolder', 'shell']);
    expect(tandem.shell).toBe('electron');
  });

  test('asks the main process, and tells the path of a dropped file', async () => {
    const { tandem, sent, invoked } = runPreload();
    tandem.connect();
    expect(sent).toEqual(['tandem:connect']);
    expect(await tandem.pickFiles()).toEqual(['/chosen']);
    await tandem.pickFolder();
    expect(invoked).toEqual(['tandem:pick-files', 'tandem:pick-folder']);
    expect(tandem.pathOf({ name: 'a.pdf' })).toBe('/dropped/a.pdf');
  });

  test('passes the port on to the page and to no other origin', async () => {
    const { ipcRenderer, posted } = runPreload();
    ipcMain.send('tandem:connect', window.webContents);
    const [port] = window.webContents.posted.at(-1)!.ports;
    ipcRenderer.emit('tandem:port', { ports: [port] }, null);
    // Arrays of the script's own world are compared by what they hold.
    expect(posted.map(({ message, origin, ports }) => ({ message, origin, ports: [...ports] }))).toEqual([
      { message: 'tandem:port', origin: 'tandem://app', ports: [port] },
    ]);
    expect(await clientOf(window.webContents).greet('page')).toBe('hello page');
  });
});
