import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openWindow } from '../../electron/window.ts';
import { createWindowStateStore, placeWindow, type WindowState } from '../../electron/window-state.ts';
import { app, BrowserWindow } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));
vi.mock('electron-store', () => import('./fake-electron-store.ts'));

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const screenOnTheLeft = { x: -2560, y: 0, width: 2560, height: 1440 };

describe('the place of the window', () => {
  const state = (changes: Partial<WindowState>): WindowState => ({
    x: 100,
    y: 100,
    width: 1000,
    height: 700,
    maximised: false,
    ...changes,
  });

  test('is the middle of the primary display on the first start', () => {
    expect(placeWindow(null, [laptop, screenOnTheLeft])).toEqual({
      x: 120,
      y: 63,
      width: 1200,
      height: 800,
      maximised: false,
    });
  });

  test('is where it was, also on another display', () => {
    expect(placeWindow(state({}), [laptop])).toEqual(state({}));
    const left = state({ x: -2000, y: 300, maximised: true });
    expect(placeWindow(left, [laptop, screenOnTheLeft])).toEqual(left);
  });

  test('is the primary display again when the other one is gone', () => {
    const placed = placeWindow(state({ x: -2000, y: 300 }), [laptop]);
    expect(placed).toMatchObject({ x: 220, y: 113, width: 1000, height: 700 });
  });

  test('is moved and made smaller until all of it can be seen', () => {
    expect(placeWindow(state({ x: 1300, y: 800 }), [laptop])).toMatchObject({ x: 440, y: 200 });
    expect(placeWindow(state({ x: 5, y: -600 }), [laptop])).toMatchObject({ x: 5, y: 25 });
    expect(placeWindow(state({ x: 0, y: 25, width: 5000, height: 4000 }), [laptop])).toEqual({
      ...laptop,
      maximised: false,
    });
  });

  test('has a smallest size, which a smaller display overrules', () => {
    expect(placeWindow(state({ width: 10, height: 10 }), [laptop])).toMatchObject({ width: 720, height: 480 });
    const tiny = { x: 0, y: 0, width: 640, height: 400 };
    expect(placeWindow(state({}), [tiny])).toEqual({ ...tiny, maximised: false });
  });

  test('is found without any display', () => {
    expect(placeWindow(state({}), [])).toMatchObject({ width: 1000, height: 700 });
  });
});

describe('the window', () => {
  let folder: string;
  beforeAll(() => app.becomeReady());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-window-'));
  });
  afterEach(async () => {
    for (const window of [...BrowserWindow.all]) window.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = () =>
    openWindow({ preload: '/app/preload.cjs', state: createWindowStateStore(folder) }) as unknown as BrowserWindow;

  test('shows the page of the app in a sandbox of its own', () => {
    const window = open();
    expect(window.loaded).toEqual(['tandem://app/index.html']);
    expect(window.visible).toBe(true);
    expect(window.options.webPreferences).toMatchObject({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    });
  });

  test('opens again where and as it was closed', async () => {
    const first = open();
    first.bounds = { x: 300, y: 200, width: 900, height: 600 };
    first.maximised = true;
    first.close();
    expect(JSON.parse(await readFile(join(folder, 'window.json'), 'utf8'))).toMatchObject({ x: 300, maximised: true });
    const second = open();
    expect(second.bounds).toEqual({ x: 300, y: 200, width: 900, height: 600 });
    expect(second.maximised).toBe(true);
  });

  test.each(['{"x":', '{"x":"left","y":0,"width":1,"height":1,"maximised":false}', '[]'])(
    'opens in the middle when what was stored is %s',
    async (stored) => {
      await writeFile(join(folder, 'window.json'), stored);
      expect(open().bounds).toEqual({ x: 360, y: 120, width: 1200, height: 800 });
    },
  );

  test('loads its page again when that crashed, but not without end', () => {
    const window = open();
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(window.loaded).toHaveLength(1);
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.loaded).toHaveLength(2);
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.loaded).toHaveLength(2);
  });
});
