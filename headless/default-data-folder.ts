import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The data folder: `--data`, else TANDEM_DATA, else the place the operating system keeps application data in. */
export function dataFolderFor(option: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = option ?? environment.TANDEM_DATA;
  if (chosen) return resolve(chosen);
  if (process.platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Tandem');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tandem');
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'tandem');
}
