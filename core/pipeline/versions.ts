import { readdirSync, readFileSync } from 'node:fs';
import { AppError, Manifest, type Pointer } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import { type Database, durably } from '../store/database.ts';
import { isMissing } from './model-digests.ts';
import { type StageDigests, stageDigests, textRecipe } from './stages.ts';

/** An installed version with everything the other parts need of it. */
export interface InstalledPipeline {
  /** name@version */
  id: string;
  manifest: Manifest;
  stages: StageDigests;
  /** See `textRecipe` of stages.ts. */
  textRecipe: string;
  /** Id of its embedding model when the file was not there at the last look; nothing can be embedded then. */
  embedderMissing: string | null;
  /** Row id of its chunking recipe; its full text is the table passages_<chunkSet>. */
  chunkSet: number;
  installedAt: number;
}

export interface Pointers {
  stable: string;
  beta: string | null;
  previous: string | null;
  generation: number;
}

export interface Versions {
  list(): InstalledPipeline[];
  pointers(): Pointers;
  pointerOf(id: string): Pointer | null;
  /** `stable`, `beta`, `previous` or an id. Fails with `version-unknown`. */
  resolve(reference: string): InstalledPipeline;
  /** Installs a manifest and makes it the beta. The same id may come again only with the same manifest. */
  install(manifest: Manifest): InstalledPipeline;
  /**
   * Uninstalls a version; what it alone needed is collected by `App.removeVersion`. Fails with `version-unknown`, and
   * with `conflict` while it is stable or beta.
   */
  remove(id: string): InstalledPipeline;
  /** True while this very version is installed with these stages. */
  has(pipeline: InstalledPipeline): boolean;
  /**
   * Looks at the model files' identities again: a version whose model changed has other stages from now on. Returns
   * such versions as they were.
   */
  refresh(): InstalledPipeline[];
}

/** Reads a manifest from JSON text. Fails with `manifest-invalid` and the paths of what is wrong. */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError('manifest-invalid', { cause: String(error) });
  }
  const result = Manifest.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`);
  throw new AppError(
    'manifest-invalid',
    { problems },
    { message: `The manifest is not valid. ${problems.join('; ')}` },
  );
}

/** The manifests that come with the product: [stable, beta]. */
export function builtInManifests(): Manifest[] {
  const folder = new URL('./manifests/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tandem.json'))
    .sort()
    .map((name) => parseManifest(readFileSync(new URL(name, folder), 'utf8')));
}

export function versionId(manifest: Manifest): string {
  return `${manifest.name}@${manifest.version}`;
}

/** Full text of a chunking recipe. Contentless: the words are stored once, in the index itself. */
function createChunkSet(database: Database, digest: string): number {
  const found = database.prepare('SELECT id FROM chunk_set WHERE digest = ?').get(digest) as { id: number } | undefined;
  if (found) return found.id;
  const id = Number(database.prepare('INSERT INTO chunk_set (digest) VALUES (?)').run(digest).lastInsertRowid);
  database.exec(`
    CREATE VIRTUAL TABLE passages_${id} USING fts5(tokens, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE passages_${id}_words USING fts5vocab(passages_${id}, row);
  `);
  return id;
}

export function createVersions(options: {
  database: Database;
  clock: Clock;
  /** Identity of a model file by model id. */
  modelDigest: (model: string) => string;
}): Versions {
  const { database, clock, modelDigest } = options;
  const installed = new Map<string, InstalledPipeline>();

  function register(manifest: Manifest, installedAt: number): InstalledPipeline {
    const stages = stageDigests(manifest, modelDigest);
    const pipeline = {
      id: versionId(manifest),
      manifest,
      stages,
      textRecipe: textRecipe(manifest, modelDigest),
      embedderMissing:
        manifest.embed.engine === 'llama' && isMissing(modelDigest(manifest.embed.model)) ? manifest.embed.model : null,
      chunkSet: createChunkSet(database, stages.chunk),
      installedAt,
    };
    installed.set(pipeline.id, pipeline);
    return pipeline;
  }

  function store(manifest: Manifest): InstalledPipeline {
    const id = versionId(manifest);
    const text = JSON.stringify(manifest);
    const now = clock.now();
    database.prepare('INSERT INTO version (id, manifest, installed_at) VALUES (?, ?, ?)').run(id, text, now);
    return register(manifest, now);
  }

  const rows = database.prepare('SELECT id, manifest, installed_at FROM version ORDER BY rowid').all() as {
    id: string;
    manifest: string;
    installed_at: number;
  }[];
  durably(database, () => {
    for (const row of rows) register(parseManifest(row.manifest), row.installed_at);
    if (rows.length > 0) return;
    const [stable, beta] = builtInManifests().map(store);
    if (!stable) throw new AppError('internal', { reason: 'no built-in manifest' });
    database
      .prepare('INSERT INTO pointer (id, stable, beta, previous, generation) VALUES (1, ?, ?, NULL, 1)')
      .run(stable.id, beta?.id ?? null);
  });

  const readPointers = database.prepare('SELECT stable, beta, previous, generation FROM pointer WHERE id = 1');
  const pointers = () => readPointers.get() as Pointers;

  return {
    list: () => [...installed.values()],
    pointers,
    pointerOf(id) {
      const now = pointers();
      if (now.stable === id) return 'stable';
      if (now.beta === id) return 'beta';
      return now.previous === id ? 'previous' : null;
    },
    resolve(reference) {
      const now = pointers();
      const id =
        reference === 'stable' || reference === 'beta' || reference === 'previous' ? now[reference] : reference;
      const found = id === null ? undefined : installed.get(id);
      if (!found) throw new AppError('version-unknown', { version: reference, installed: [...installed.keys()] });
      return found;
    },
    install(manifest) {
      const id = versionId(manifest);
      const existing = installed.get(id);
      if (existing && JSON.stringify(existing.manifest) !== JSON.stringify(manifest)) {
        throw new AppError('conflict', { version: id }, { message: `${id} is installed with other contents.` });
      }
      try {
        return durably(database, () => {
          const pipeline = existing ?? store(manifest);
          if (pointers().stable !== id) {
            database.prepare('UPDATE pointer SET beta = ?, generation = generation + 1 WHERE id = 1').run(id);
          }
          return pipeline;
        });
      } catch (error) {
        // The rows were rolled back, so memory must not say otherwise.
        if (!existing) installed.delete(id);
        throw error;
      }
    },
    remove(id) {
      const found = installed.get(id);
      if (!found) throw new AppError('version-unknown', { version: id, installed: [...installed.keys()] });
      durably(database, () => {
        const { stable, beta } = pointers();
        if (id === stable || id === beta) {
          const role = id === stable ? 'stable' : 'beta';
          throw new AppError('conflict', { version: id, pointer: role }, { message: `${id} is ${role} and in use.` });
        }
        database.prepare('UPDATE pointer SET previous = NULL WHERE previous = ?').run(id);
        database.prepare('DELETE FROM version WHERE id = ?').run(id);
      });
      installed.delete(id);
      return found;
    },
    has: (pipeline) => installed.get(pipeline.id) === pipeline,
    refresh() {
      const changed = [...installed.values()].filter(
        ({ manifest, stages }) => stageDigests(manifest, modelDigest).embed !== stages.embed,
      );
      for (const { manifest, installedAt } of changed) database.transaction(() => register(manifest, installedAt))();
      return changed;
    },
  };
}
