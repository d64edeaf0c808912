import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AppPorts } from '../core/app.ts';
import type { SettingsStore } from '../core/ports.ts';
import { createVectorIndex } from '../native/index/create-vector-index.ts';
import { createLlama } from '../native/llama/create-llama.ts';
import { createParser } from '../native/parse/create-parser.ts';
import type { Launcher } from '../native/supervise/launcher.ts';
import { createFolderWatcher } from '../native/watch/create-folder-watcher.ts';
import { nativeChecks } from './native-checks.ts';

/** The ports of core over real processes. Both shells use them; only the launcher and the settings differ. */
export function createNativePorts(options: { launcher: Launcher; settings: SettingsStore }): AppPorts {
  const { launcher, settings } = options;
  const parser = createParser({ launcher });
  const index = createVectorIndex({ launcher });
  const llama = createLlama({ launcher });
  return {
    parser,
    index,
    llama,
    settings,
    clock: { now: () => Date.now() },
    checks: nativeChecks({ parser, index, llama }),
    watcher: createFolderWatcher(),
  };
}

/** Folder of the sample documents, beside core in the sources as in the build. */
export const samplesFolder = fileURLToPath(new URL('../core/library/samples', import.meta.url));

/** The product's version, from the nearest package.json above the sources or the build. */
export function productVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (found.name === 'tandem' && found.version) return found.version;
    } catch {
      // Not there: the build lies one folder deeper than the sources.
    }
  }
  return '0.0.0';
}
