import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeDataFolder } from '../../core/store/data-folder.ts';
import { type Client, connectToRunningApp, errorOf } from '../../headless/client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { askWhole, handbook, importAll } from '../support/test-app.ts';

type Electron = typeof import('./fake-electron.ts');

const argv = process.argv;
// Each test starts the shell from nothing, as each start of the app does. Mocks keep what they once made, so they are
// made again as well.
beforeEach(() => {
  vi.resetModules();
  vi.doMock('electron', () => import('./fake-electron.ts'));
  vi.doMock('electron-store', () => import('./fake-electron-store.ts'));
});
afterEach(() => {
  process.argv = argv;
});

async function startShell(dataFolder: string): Promise<Electron> {
  const electron = await import('./fake-electron.ts');
  process.argv = ['/usr/bin/electron', '/app/dist/electron/main.js', '--data', dataFolder];
  await import('../../electron/main.ts');
  electron.app.becomeReady();
  await vi.waitFor(() => expect(electron.BrowserWindow.all.length + electron.dialog.errors.length).toBe(1), 20_000);
  return electron;
}

/** The page's client, over the port that the shell hands to it. */
function connectPage({ BrowserWindow, ipcMain }: Electron): Client {
  const { webContents } = BrowserWindow.all[0]!;
  ipcMain.send('tandem:connect', webContents);
  const { port } = webContents.posted.at(-1)!.ports[0]!;
  const link = new RPCLink({ port: port as unknown as globalThis.MessagePort });
  (port as MessagePort).start();
  return createORPCClient(link);
}

test('the desktop shell answers a question about an imported document and ends without a trace', async () => {
  await using folder = await temporaryFolder();
  const data = folder.at('data');
  const electron = await startShell(data);
  const { app, BrowserWindow, protocol, utilityProcess } = electron;
  expect(electron.dialog.errors).toEqual([]);
  expect(app.getPath('userData')).toBe(data);

  const client = connectPage(electron);
  await writeFile(folder.at('handbook.md'), handbook);
  expect(await importAll(client, [folder.at('handbook.md')])).toMatchObject({ done: 1, failed: 0 });
  const { turn, events } = await askWhole(client, { question: 'How much may a hotel night cost?' });
  expect(turn.answer).toContain('130 EUR');
  expect(events[0]?.type).toBe('start');
  const started = utilityProcess.started.map(({ serviceName }) => serviceName);
  expect(started).toContain('tandem-index');
  expect(new Set(started).size).toBeGreaterThan(1);

  const [document] = await client.documents.list();
  const file = await protocol.fetch(`tandem://app/documents/${document!.id}/file`);
  expect(await file.text()).toBe(handbook);
  expect((await protocol.fetch('tandem://app/index.html')).status).toBe(200);

  // Errors keep their code over the port, and the command line reaches the same app.
  const failure = await client.documents.text({ id: 'none' }).catch((error: unknown) => errorOf(error));
  expect(failure).toMatchObject({ code: 'not-found' });
  const commandLine = await connectToRunningApp(data);
  expect(await commandLine?.client.documents.list()).toHaveLength(1);
  await client.settings.set({ theme: 'dark' });
  expect(JSON.parse(await readFile(join(data, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'dark' });

  const processes = utilityProcess.started.map(({ process: { child } }) => child);
  BrowserWindow.all[0]!.close();
  await vi.waitFor(() => expect(app.exitCode).toBe(0), 20_000);
  expect(processes.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)).toBe(true);
  expect(await connectToRunningApp(data)).toBeNull();
  expect(await readdir(data)).toContain('window.json');
  // The data folder is free again.
  takeDataFolder(data).release();
});

test('a data folder that another program holds is named, and the app ends', async () => {
  await using folder = await temporaryFolder();
  const held = takeDataFolder(folder.at('data'));
  try {
    const { app, dialog, BrowserWindow } = await startShell(folder.at('data'));
    expect(dialog.errors).toHaveLength(1);
    expect(dialog.errors[0]!.content).toContain('Another Tandem is using this data folder');
    expect(dialog.errors[0]!.content).toContain(folder.at('data'));
    expect(BrowserWindow.all).toEqual([]);
    expect(app.exitCode).toBe(1);
  } finally {
    held.release();
  }
});

test('a data folder that cannot be made is named, and the app ends', async () => {
  const { app, dialog } = await startShell('/dev/null/data');
  expect(dialog.errors[0]!.content).toContain('/dev/null/data');
  expect(app.exitCode).toBe(1);
});
