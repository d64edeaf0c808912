import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { App } from 'electron';
import { AppError } from '../core/contract/index.ts';

/**
 * Makes the data folder and tells Electron to keep everything of its own in there, so that each data folder has an
 * instance to itself. Must run before the app is ready. Fails with data-folder-unusable.
 */
export function useDataFolder(app: App, argv = process.argv.slice(1), env = process.env): string {
  const folder = chooseDataFolder(argv, env, join(app.getPath('appData'), 'Tandem'));
  // Chromium's caches stay apart from what is the user's.
  const browser = join(folder, 'browser');
  try {
    mkdirSync(browser, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('data-folder-unusable', { folder, cause: (error as Error).message }, { cause: error });
  }
  app.setPath('userData', folder);
  app.setPath('sessionData', browser);
  return folder;
}

/** The folder given with --data or TANDEM_DATA, as an absolute path, else `fallback`. */
export function chooseDataFolder(argv: string[], env: NodeJS.ProcessEnv, fallback: string): string {
  // Chromium and Electron have arguments of their own, so unknown ones are let through.
  const { values } = parseArgs({ args: argv, options: { data: { type: 'string' } }, strict: false });
  const given = typeof values.data === 'string' && values.data !== '' ? values.data : env.TANDEM_DATA;
  return given ? resolve(given) : fallback;
}
