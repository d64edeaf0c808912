import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureChromium } from '../../scripts/lib/chromium.js';
import { type Folder, temporaryFolder } from './fixture-checkout.ts';

const STARTS = '#!/bin/sh\n[ "$1" = --version ] && echo Chromium 150\n';
const STUB = '#!/bin/sh\necho please install the snap >&2\nexit 1\n';

const look = (folder: Folder, env: NodeJS.ProcessEnv = {}, isRoot = false) =>
  ensureChromium({
    root: folder.path,
    env: { PATH: join(folder.path, 'bin'), ...env },
    platform: 'linux',
    usualPlaces: [join(folder.path, 'opt', 'chrome')],
    isRoot,
  });

test('the browser that was named is used before any other', async () => {
  using folder = temporaryFolder();
  folder.write('bin/chromium', STARTS, 0o755);
  const named = folder.write('named', STARTS, 0o755);
  expect(await look(folder, { TANDEM_CHROMIUM: named })).toBe(named);
});

test('a named browser that does not start is an error, not a reason to take another', async () => {
  using folder = temporaryFolder();
  folder.write('bin/chromium', STARTS, 0o755);
  await expect(look(folder, { TANDEM_CHROMIUM: '/nowhere' })).rejects.toThrow('TANDEM_CHROMIUM names /nowhere');
});

test('a stub on PATH is passed over for a browser in a usual place', async () => {
  using folder = temporaryFolder();
  folder.write('bin/chromium', STUB, 0o755);
  const usual = folder.write('opt/chrome', STARTS, 0o755);
  expect(await look(folder)).toBe(usual);
});

test('root on Debian gets a browser and a Chinese font from apt-get', async () => {
  using folder = temporaryFolder();
  const target = join(folder.path, 'opt', 'chrome');
  folder.write('chrome', STARTS, 0o755);
  const install = `[ "$1 $2" = "install -y" ] || exit 0\n/bin/mkdir -p ${join(target, '..')}\n/bin/cp ${folder.path}/chrome ${target}`;
  folder.write('bin/apt-get', `#!/bin/sh\necho "$@" >> ${folder.path}/asked\n${install}\n`, 0o755);
  expect(await look(folder, {}, true)).toBe(target);
  expect(readFileSync(join(folder.path, 'asked'), 'utf8').split('\n')).toEqual([
    'update',
    'install -y --no-install-recommends chromium fonts-noto-cjk',
    '',
  ]);
});

test('nobody but root is led to apt-get, and no browser is no error', async () => {
  using folder = temporaryFolder();
  folder.write('bin/apt-get', `#!/bin/sh\necho asked > ${folder.path}/asked\n`, 0o755);
  expect(await look(folder)).toBeUndefined();
  expect(existsSync(join(folder.path, 'asked'))).toBe(false);
});
