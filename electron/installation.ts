import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of this installation lie; all paths are absolute. */
export interface Installation {
  version: string;
  /** The bundled screens. */
  renderer: string;
  preload: string;
  samples: string;
}

/** Finds the installation from the file that runs, compiled in dist/ or not. */
export function locateInstallation(mainUrl: string): Installation {
  const electronFolder = dirname(fileURLToPath(mainUrl));
  const compiled = dirname(electronFolder);
  let root = compiled;
  while (!existsSync(join(root, 'package.json')) && dirname(root) !== root) root = dirname(root);
  // Started from a file, Electron reports its own version as the app's.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    renderer: join(root, 'dist', 'renderer'),
    preload: join(root, 'dist', 'electron', 'preload.cjs'),
    samples: join(compiled, 'core', 'library', 'samples'),
  };
}
