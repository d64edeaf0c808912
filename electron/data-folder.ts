import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { App } from 'electron';
import { AppError } from '../core/contract/index.ts';
import { dataFolderFor } from '../headless/default-data-folder.ts';

/**
 * Makes the data folder, the same one that the command line uses, and tells Electron to keep everything of its own in
 * there, so that each data folder has an instance to itself. Must run before the app is ready.
 * Fails with data-folder-unusable.
 */
export function useDataFolder(app: App, argv = process.argv.slice(1), env = process.env): string {
  // Chromium and Electron have arguments of their own, so unknown ones are let through.
  const { values } = parseArgs({ args: argv, options: { data: { type: 'string' } }, strict: false });
  const folder = dataFolderFor(typeof values.data === 'string' && values.data ? values.data : undefined, env);
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
