import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchBrowser } from '../../headless/launch-browser.ts';
import { type Folder, temporaryFolder } from './fixture-checkout.ts';

const URL = 'http://127.0.0.1:4000/?token=secret';
const records = (folder: Folder, name: string) =>
  folder.write(`bin/${name}`, `#!/bin/sh\nfor a in "$@"; do echo "$a"; done > ${folder.path}/${name}-got\n`, 0o755);
const got = (folder: Folder, name: string) => readFileSync(join(folder.path, `${name}-got`), 'utf8').split('\n');

const launch = (folder: Folder, url = URL, env: NodeJS.ProcessEnv = { DISPLAY: ':99' }) =>
  launchBrowser(url, {
    dataFolder: join(folder.path, 'data'),
    platform: 'linux',
    env: { PATH: join(folder.path, 'bin'), ...env },
    usualPlaces: [],
    // The programs of these tests end at once, however slow the machine.
    settledAfterMs: 20_000,
  });

test('a Chromium on PATH opens a window of its own with a profile in the data folder', async () => {
  using folder = temporaryFolder();
  records(folder, 'chromium');
  records(folder, 'xdg-open');
  expect(await launch(folder)).toBe('app-window');
  const args = got(folder, 'chromium');
  expect(args).toContain(`--app=${URL}`);
  expect(args).toContain(`--user-data-dir=${join(folder.path, 'data', 'run', 'browser')}`);
  expect(args).toContain('--disable-background-networking');
  expect(existsSync(join(folder.path, 'xdg-open-got'))).toBe(false);
});

test('a browser that does not start gives way to the next', async () => {
  using folder = temporaryFolder();
  folder.write('bin/chromium', '#!/bin/sh\nexit 1\n', 0o755);
  records(folder, 'google-chrome');
  expect(await launch(folder)).toBe('app-window');
  expect(got(folder, 'google-chrome')).toContain(`--app=${URL}`);
});

test('without a Chromium, and past a confined one, the default browser opens the address', async () => {
  using folder = temporaryFolder();
  folder.write('bin/chromium-browser', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n', 0o755);
  records(folder, 'xdg-open');
  expect(await launch(folder)).toBe('default-browser');
  expect(got(folder, 'xdg-open')).toEqual([URL, '']);
});

test('nothing is opened without a display, a browser or a web address', async () => {
  using folder = temporaryFolder();
  expect(await launch(folder)).toBe('none');
  records(folder, 'chromium');
  records(folder, 'xdg-open');
  expect(await launch(folder, URL, {})).toBe('none');
  expect(await launch(folder, 'file:///etc/passwd')).toBe('none');
  expect(await launch(folder, 'no address')).toBe('none');
  expect(existsSync(join(folder.path, 'chromium-got'))).toBe(false);
});
