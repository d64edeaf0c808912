import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { App, BrowserWindow as RealWindow } from 'electron';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { useDataFolder } from '../../electron/data-folder.ts';
import { quitCleanly, takeSingleInstance } from '../../electron/life-cycle.ts';
import { setMenu } from '../../electron/menu.ts';
import { createNotifier } from '../../electron/notifier.ts';
import { createSettings } from '../../electron/settings.ts';
import { dataFolderFor } from '../../headless/default-data-folder.ts';
import { app, BrowserWindow, FakeApp, Menu, Notification } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));
vi.mock('electron-store', () => import('./fake-electron-store.ts'));

const asApp = (fake: FakeApp) => fake as unknown as App;
beforeAll(() => app.becomeReady());

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-electron-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('a second instance', () => {
  test('is refused on the same data folder, and the first one comes to the front', async () => {
    await inFolder(async (folder) => {
      const [first, second, elsewhere] = [new FakeApp(), new FakeApp(), new FakeApp()];
      const window = new BrowserWindow({ webPreferences: {} });
      window.minimised = true;
      const take = (fake: FakeApp, data: string) => {
        useDataFolder(asApp(fake), ['--data', join(folder, data)], {});
        return takeSingleInstance(asApp(fake), () => window as unknown as RealWindow);
      };
      expect(take(first, 'one')).toBe(true);
      expect(window.focused).toBe(false);
      expect(take(second, 'one')).toBe(false);
      expect(window).toMatchObject({ minimised: false, visible: true, focused: true });
      expect(take(elsewhere, 'two')).toBe(true);
    });
  });

  test('is refused quietly while the first one has no window yet', async () => {
    await inFolder(async (folder) => {
      const [first, second] = [new FakeApp(), new FakeApp()];
      for (const fake of [first, second]) useDataFolder(asApp(fake), ['--data', folder], {});
      expect(takeSingleInstance(asApp(first), () => undefined)).toBe(true);
      expect(takeSingleInstance(asApp(second), () => undefined)).toBe(false);
    });
  });
});

describe('quitting', () => {
  let fake: FakeApp;
  beforeEach(() => {
    fake = new FakeApp();
  });

  test('closes the app once before anything ends', async () => {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    let closed = 0;
    quitCleanly(asApp(fake), () => {
      closed += 1;
      return promise;
    });
    fake.quit();
    fake.quit();
    expect(fake.exitCode).toBeNull();
    finish();
    await vi.waitFor(() => expect(fake.exitCode).toBe(0));
    expect(closed).toBe(1);
  });

  test('ends even if closing fails', async () => {
    quitCleanly(asApp(fake), () => Promise.reject(new Error('no')));
    fake.quit();
    await vi.waitFor(() => expect(fake.exitCode).toBe(0));
  });

  test('follows the last window, except on macOS', async () => {
    quitCleanly(asApp(fake), async () => undefined, 'linux');
    fake.emit('window-all-closed');
    await vi.waitFor(() => expect(fake.exitCode).toBe(0));
    const mac = new FakeApp();
    const close = vi.fn(async () => undefined);
    quitCleanly(asApp(mac), close, 'darwin');
    mac.emit('window-all-closed');
    expect(close).not.toHaveBeenCalled();
    expect(mac.exitCode).toBeNull();
  });
});

describe('the data folder', () => {
  test('is the one given, first as an argument, then in the environment', async () => {
    await inFolder(async (folder) => {
      const chosen = (argv: string[], env: NodeJS.ProcessEnv) => useDataFolder(asApp(new FakeApp()), argv, env);
      const env = { TANDEM_DATA: join(folder, 'environment') };
      expect(chosen(['--data', join(folder, 'argument')], env)).toBe(join(folder, 'argument'));
      expect(chosen(['--no-sandbox', `--data=${relative('.', folder)}`, 'file'], env)).toBe(folder);
      expect(chosen(['--inspect', '--data='], env)).toBe(env.TANDEM_DATA);
    });
  });

  test('is the one of the command line where none is given', async () => {
    await inFolder(async (folder) => {
      const env = { XDG_DATA_HOME: folder, APPDATA: folder };
      if (process.platform !== 'darwin') {
        expect(useDataFolder(asApp(new FakeApp()), [], env)).toBe(dataFolderFor(undefined, env));
      }
    });
  });

  test('holds what Electron stores as well, in a folder apart', async () => {
    await inFolder(async (folder) => {
      const fake = new FakeApp();
      const data = join(folder, 'new', 'data');
      expect(useDataFolder(asApp(fake), ['--data', data], {})).toBe(data);
      expect(fake.getPath('userData')).toBe(data);
      expect(fake.getPath('sessionData')).toBe(join(data, 'browser'));
      expect(await readdir(data)).toEqual(['browser']);
    });
  });

  test('that cannot be made is named', () => {
    const fake = new FakeApp();
    expect(() => useDataFolder(asApp(fake), ['--data', '/dev/null/data'], {})).toThrow(
      expect.objectContaining({
        code: 'data-folder-unusable',
        details: expect.objectContaining({ folder: '/dev/null/data' }),
      }),
    );
  });
});

test('settings are kept in settings.json and survive a restart; what is not given stays', async () => {
  await inFolder(async (folder) => {
    createSettings(folder).set({ language: 'zh-CN', theme: 'dark' });
    createSettings(folder).set({ theme: 'light', language: undefined });
    expect(await readdir(folder)).toEqual(['settings.json']);
    expect(createSettings(folder).get()).toEqual({ language: 'zh-CN', theme: 'light' });
  });
});

test('a notification is shown where the system has them, and a click on it brings the app to the front', () => {
  let clicks = 0;
  const notifier = createNotifier(() => (clicks += 1));
  notifier.notify('Beta is ready', 'Two answers differ');
  expect(Notification.shown.map(({ options }) => options)).toEqual([
    { title: 'Beta is ready', body: 'Two answers differ' },
  ]);
  Notification.shown[0]!.emit('click');
  expect(clicks).toBe(1);
  Notification.supported = false;
  notifier.notify('Unheard', '');
  expect(Notification.shown).toHaveLength(1);
});

test('the menu has no links to the web: the usual entries on macOS, none elsewhere', () => {
  setMenu('darwin');
  expect(Menu.current).toEqual([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
  setMenu('linux');
  expect(Menu.current).toBeNull();
});
