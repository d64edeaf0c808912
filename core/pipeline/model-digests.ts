import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256File } from '../store/files.ts';

/**
 * Identity of model files by model id. A file that is not there has an identity of its own, so that a version
 * installed before its model is added does not share outputs with another file of the same name.
 */
export async function digestModels(modelsFolder: string): Promise<{
  digest(model: string): string;
  /** Looks again for new and changed files. */
  refresh(): Promise<void>;
}> {
  const known = new Map<string, { stamp: string; digest: string }>();

  async function refresh(): Promise<void> {
    for (const name of await readdir(modelsFolder)) {
      if (!name.endsWith('.gguf')) continue;
      const file = join(modelsFolder, name);
      const { size, mtimeMs } = await stat(file);
      const stamp = `${size} ${mtimeMs}`;
      const model = basename(name, '.gguf');
      if (known.get(model)?.stamp !== stamp) known.set(model, { stamp, digest: await sha256File(file) });
    }
  }

  await refresh();
  return { refresh, digest: (model) => known.get(model)?.digest ?? `missing:${model}` };
}
