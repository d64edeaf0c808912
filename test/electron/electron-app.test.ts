import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ElectronApplication, _electron as electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build.js';
import { hasDisplay } from '../../scripts/lib/electron.js';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..');

/** The installed program; null where only the npm package is there. */
function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return null;
  const program = join(folder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(program) ? program : null;
}

const program = electronProgram();
const missing =
  program === null
    ? 'the Electron binary is not installed'
    : hasDisplay(process.platform, process.env)
      ? null
      : 'there is no display';

describe.skipIf(missing !== null)(
  missing === null ? 'the app in Electron' : `the app in Electron, skipped: ${missing}`,
  () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let app: ElectronApplication;

    beforeAll(async () => {
      await ensureBuilt();
      folder = await temporaryFolder();
      // Chromium's own sandbox refuses to run as root.
      const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      app = await electron.launch({
        executablePath: program!,
        args: [...sandbox, join(root, 'dist', 'electron', 'main.js'), '--data', folder.at('data')],
        timeout: 60_000,
      });
    }, 360_000);
    afterAll(async () => {
      await app?.close();
      await folder?.[Symbol.asyncDispose]();
    });

    test('shows its page from tandem:// and connects it', async () => {
      const page = await app.firstWindow();
      await page.waitForLoadState('load');
      expect(page.url()).toMatch(/^tandem:\/\/app\/index\.html/);
      await page.locator('#root > *').first().waitFor();
      expect(await page.evaluate('window.tandem.shell')).toBe('electron');
      const connected = page.evaluate(`new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('no port')), 20000);
      addEventListener('message', (event) => event.data === 'tandem:port' && resolve(event.ports.length));
      window.tandem.connect();
    })`);
      expect(await connected).toBe(1);
    });

    test('gives the page no Node and no way out', async () => {
      const page = await app.firstWindow();
      expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
      const fetched = page.evaluate(`fetch('https://example.com/').then(() => 'out', () => 'blocked')`);
      expect(await fetched).toBe('blocked');
      expect(await page.evaluate(`String(window.open('https://example.com/'))`)).toBe('null');
      await page.evaluate(`location.href = 'https://example.com/'`);
      expect(page.url()).toMatch(/^tandem:\/\/app\/index\.html/);
      const permission = page.evaluate(
        `navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)`,
      );
      expect(await permission).toBe('denied');
    });
  },
);
