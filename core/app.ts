import { join } from 'node:path';
import { createAsk } from './assistant/ask.ts';
import { createChats } from './assistant/chats.ts';
import { createCompare } from './assistant/compare.ts';
import { createTurns } from './assistant/turns.ts';
import { createContentStages } from './library/content-stages.ts';
import { createDocuments } from './library/documents.ts';
import { createImporter } from './library/importer.ts';
import { createIndexes } from './library/indexes.ts';
import { createLibraries } from './library/libraries.ts';
import { createPageFinder } from './library/page-finder.ts';
import { createSearch } from './library/search.ts';
import { watchConnections } from './observe/connections.ts';
import { createVersionReports } from './observe/health.ts';
import { coreChecks } from './observe/self-test.ts';
import { catchUp } from './pipeline/catch-up.ts';
import { digestModels } from './pipeline/model-digests.ts';
import { createVersions, parseManifest, type Versions } from './pipeline/versions.ts';
import type { Clock, Llama, Parser, SelfCheck, SettingsStore, VectorIndex } from './ports.ts';
import { createRouter, type Router } from './router.ts';
import { takeDataFolder } from './store/data-folder.ts';
import { openDatabase } from './store/database.ts';

export interface AppPorts {
  parser: Parser;
  index: VectorIndex;
  llama: Llama;
  clock: Clock;
  settings: SettingsStore;
  checks: SelfCheck[];
}

export interface AppOptions {
  dataFolder: string;
  ports: AppPorts;
  appVersion: string;
  /** Folder with one folder of sample documents per language. */
  samplesFolder: string;
  /** Files imported at the same time; default 2. */
  importConcurrency?: number;
}

export interface App {
  router: Router;
  versions: Versions;
  /** Where shells put uploaded files before they are imported; files there belong to the app. */
  incoming: string;
  /** Kept bytes of a document, for showing them. Null for an unknown id. */
  openDocument(id: string): { path: string; name: string; mime: string } | null;
  /** Installs a manifest from JSON text as the beta and brings it up to date with the library. */
  installVersion(manifest: string): Promise<void>;
  /** Stops work, writes what is open, frees the data folder. Called twice it waits for the first. */
  close(): Promise<void>;
}

/**
 * Takes the data folder and wires the application. The ports are closed with it.
 * Fails with `data-folder-in-use`, `data-folder-newer` or `data-folder-unusable`.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { parser, index, llama, clock, settings, checks } = options.ports;
  watchConnections();
  const folder = takeDataFolder(options.dataFolder);
  try {
    const database = openDatabase(folder.database);
    const models = await digestModels(folder.models);
    const versions = createVersions({ database, clock, modelDigest: models.digest });
    const libraries = createLibraries({ database, clock });
    const stages = createContentStages({ database, folder, parser, llama });
    const indexes = createIndexes({ database, folder, index, stages });
    const documents = createDocuments({ database, folder, versions, stages, indexes });
    const search = createSearch({ database, folder, indexes, llama });
    const concurrency = options.importConcurrency ?? 2;
    const importer = createImporter({ database, folder, clock, versions, stages, indexes, concurrency });
    const reports = createVersionReports({ database, versions, indexes, llama, modelsFolder: folder.models });
    const chats = createChats({ database, clock, versions });
    const turns = createTurns({ database, clock });
    const pageOf = createPageFinder(database);
    const ask = createAsk({
      folder,
      versions,
      chats,
      turns,
      search,
      llama,
      pageOf,
      fingerprint: reports.fingerprint,
    });
    const router = createRouter({
      libraries,
      documents,
      importer,
      search,
      chats,
      turns,
      ask,
      compare: createCompare({ ask, versions, chats }),
      versions,
      reports,
      settings,
      checks: [...coreChecks({ database, folder }), ...checks],
      samples: (language) => join(options.samplesFolder, language),
      about: { version: options.appVersion, runtime: runtimeName(), dataFolder: folder.root },
      startedAt: performance.now(),
    });

    turns.closeInterrupted();
    await documents.sweep();
    const stopping = new AbortController();
    const bringUpToDate = () => catchUp({ database, versions, stages, indexes, signal: stopping.signal });
    // Documents that an installed version has not indexed yet, for example after an update of the product.
    let catchingUp = bringUpToDate();
    importer.resumeOpenFiles();

    let closing: Promise<void> | undefined;
    return {
      router,
      versions,
      incoming: folder.incoming,
      openDocument: documents.original,
      async installVersion(manifest) {
        const parsed = parseManifest(manifest);
        await models.refresh();
        versions.install(parsed);
        await catchingUp;
        catchingUp = bringUpToDate();
        await catchingUp;
      },
      close() {
        closing ??= (async () => {
          stopping.abort();
          await importer.close();
          await catchingUp;
          await indexes.saveAll();
          await Promise.all([parser.close(), index.close(), llama.close()]);
          database.close();
          folder.release();
        })();
        return closing;
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

function runtimeName(): string {
  const { electron, node } = process.versions;
  return electron ? `Electron ${electron}` : `Node ${node}`;
}
