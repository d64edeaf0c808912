import { relative, sep } from 'node:path';
import { watch } from 'chokidar';
// Not the whole contract: the thread needs nothing else of it.
import { formatOfName } from '../../core/contract/readable-endings.ts';
import type { FolderEvent } from '../../core/ports.ts';
import { createIgnores } from '../../core/text/watched-ignore.ts';

/** A path that goes while it is looked at, or may not be looked at, is no reason to stop watching the others. */
const passing = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EBUSY', 'ELOOP']);

/** Watches one folder by the operating system's own notices, one for each folder in it. */
export function watchFolder(
  folder: { path: string; ignore: readonly string[]; places: readonly string[] },
  tell: (event: FolderEvent) => void,
): { close(): Promise<void> } {
  const ignores = createIgnores(folder.ignore, { places: folder.places });
  const pathOf = (path: string) => relative(folder.path, path).split(sep).join('/');
  const watcher = watch(folder.path, {
    backend: 'auto',
    followSymlinks: false,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    // Whether a file has come to rest is decided by whoever listens, who looks at it anyway.
    atomic: false,
    ignored: (path, stats) => {
      const below = pathOf(path);
      if (below === '') return false;
      // What lies beside the folder is no concern of it.
      if (below.startsWith('..')) return true;
      return ignores(below) || (stats?.isFile() === true && formatOfName(below) === null);
    },
  });
  watcher.on('ready', () => tell({ type: 'ready' }));
  watcher.on('all', (_event, path) => {
    const below = pathOf(path);
    if (!below.startsWith('..')) tell({ type: 'changed', path: below });
  });
  watcher.on('error', (error) => {
    if (passing.has((error as NodeJS.ErrnoException).code ?? '')) return;
    tell({ type: 'failed', cause: String(error) });
    void watcher.close();
  });
  return { close: () => watcher.close() };
}
