import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sha256File, writeWhole } from '../store/files.ts';

const Known = z.record(z.string(), z.object({ stamp: z.string(), digest: z.string() }));
type Known = z.infer<typeof Known>;

const missing = 'missing:';

/** True for the identity of a model whose file is not there. */
export const isMissing = (digest: string) => digest.startsWith(missing);

/**
 * Identity of model files by model id. A file that is not there has an identity of its own, so that a version
 * installed before its model is added does not share outputs with another file of the same name. `cacheFile` keeps
 * what was found over a restart: reading gigabytes of weights for their checksum takes seconds each.
 */
export async function digestModels(
  modelsFolder: string,
  cacheFile: string,
): Promise<{
  digest(model: string): string;
  /** Looks again for new, changed and removed files. A file that cannot be read counts as missing. */
  refresh(): Promise<void>;
}> {
  let known = await readCache(cacheFile);
  let running: Promise<void> | undefined;

  async function look(): Promise<void> {
    const found: Known = {};
    for (const name of (await readdir(modelsFolder)).filter((entry) => entry.endsWith('.gguf'))) {
      const file = join(modelsFolder, name);
      const model = basename(name, '.gguf');
      try {
        const { size, mtimeMs, ino } = await stat(file);
        const stamp = `${size} ${mtimeMs} ${ino}`;
        const before = known[model];
        found[model] = before?.stamp === stamp ? before : { stamp, digest: await sha256File(file) };
      } catch {
        // Removed while it was looked at, or not ours to read.
      }
    }
    const changed = JSON.stringify(found) !== JSON.stringify(known);
    known = found;
    // The cache only saves time: where it cannot be written, the files are read again.
    if (changed) await writeWhole(cacheFile, Buffer.from(JSON.stringify(known))).catch(() => undefined);
  }

  function refresh(): Promise<void> {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  }

  await refresh();
  return { refresh, digest: (model) => known[model]?.digest ?? `${missing}${model}` };
}

async function readCache(file: string): Promise<Known> {
  try {
    return Known.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
