import { join } from 'node:path';
import { createPrivateAnswers } from './assistant/answer-privately.ts';
import { createAsk } from './assistant/ask.ts';
import { createChats } from './assistant/chats.ts';
import { createCompare } from './assistant/compare.ts';
import { createTurns } from './assistant/turns.ts';
import { createEvaluations } from './evaluation/create-evaluations.ts';
import { createReplay } from './evaluation/replay-answer.ts';
import { createContentLocks } from './library/content-locks.ts';
import { createContentStages } from './library/content-stages.ts';
import { createDocuments } from './library/documents.ts';
import { createFileImport } from './library/import-file.ts';
import { createImporter } from './library/importer.ts';
import { createIndexFailures } from './library/index-failures.ts';
import { createIndexes } from './library/indexes.ts';
import { createLibraries } from './library/libraries.ts';
import { createPageFinder } from './library/page-finder.ts';
import { recoverOriginals } from './library/recover-originals.ts';
import { createSearch } from './library/search.ts';
import { sweepLeftovers } from './library/sweep.ts';
import { createWatchedFolders } from './library/watched-folders.ts';
import { watchConnections } from './observe/connections.ts';
import { createVersionReports } from './observe/health.ts';
import { coreChecks } from './observe/self-test.ts';
import { catchUp } from './pipeline/catch-up.ts';
import { createCollector } from './pipeline/collector.ts';
import { digestModels } from './pipeline/model-digests.ts';
import { createVersionLanes } from './pipeline/version-lanes.ts';
import {
  createVersions,
  type InstalledPipeline,
  parseManifest,
  type Versions,
  versionId,
} from './pipeline/versions.ts';
import type {
  Clock,
  DeviceState,
  FolderWatcher,
  Llama,
  Notifier,
  Parser,
  SelfCheck,
  SettingsStore,
  VectorIndex,
} from './ports.ts';
import { createReleases, type Releases } from './release/create-releases.ts';
import { createUnseenAnswers } from './release/unseen-answer.ts';
import { createRouter, type Router } from './router.ts';
import { takeDataFolder } from './store/data-folder.ts';
import type { Database } from './store/database.ts';
import { createNotices } from './store/notices.ts';
import { openOrRestore } from './store/open-or-restore.ts';
import { forgetRestored, readRestored } from './store/restored.ts';
import { createSnapshots } from './store/snapshots.ts';
import { createSteadyClock } from './store/steady-clock.ts';

export interface AppPorts {
  parser: Parser;
  index: VectorIndex;
  llama: Llama;
  clock: Clock;
  settings: SettingsStore;
  checks: SelfCheck[];
  watcher: FolderWatcher;
  /** What rules ask of the machine; left out: what the operating system's files tell. */
  device?: DeviceState;
  /** Left out: nobody is told of what the app does by itself. */
  notifier?: Notifier;
}

export interface AppOptions {
  dataFolder: string;
  ports: AppPorts;
  appVersion: string;
  /** Folder with one folder of sample documents per language. */
  samplesFolder: string;
  /** Files imported at the same time; default 2. */
  importConcurrency?: number;
  /** Follows watched folders; default true. Without, they are looked through only when that is asked for. */
  followFolders?: boolean;
}

export interface App {
  router: Router;
  versions: Versions;
  releases: Releases;
  /** Where shells put uploaded files before they are imported; files there belong to the app. */
  incoming: string;
  /** Kept bytes of a document, for showing them. Null for an unknown id. */
  openDocument(id: string): { path: string; name: string; mime: string } | null;
  /** Installs a manifest from JSON text as the beta and brings it up to date with the library. */
  installVersion(manifest: string): Promise<void>;
  /**
   * Uninstalls a version that is neither stable nor beta, and removes what no other version needs of it. Fails with
   * `version-unknown` or `conflict`.
   */
  removeVersion(id: string): Promise<void>;
  /** Stops work, writes what is open, frees the data folder. Called twice it waits for the first. */
  close(): Promise<void>;
}

/**
 * Takes the data folder and wires the application. The ports are closed with it.
 * Fails with `data-folder-in-use`, `data-folder-newer` or `data-folder-unusable`.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { parser, index, llama, settings, checks } = options.ports;
  watchConnections();
  const folder = takeDataFolder(options.dataFolder);
  let opened: Database | undefined;
  try {
    const database = openOrRestore(folder, options.ports.clock.now());
    opened = database;
    const restored = readRestored(folder);
    const latest = database.prepare('SELECT coalesce(max(updated_at), 0) FROM chat').pluck().get() as number;
    const clock = createSteadyClock(options.ports.clock, latest);
    const notices = createNotices({ database, clock });
    const snapshots = createSnapshots({ database, folder, clock });
    const models = await digestModels(folder.models, join(folder.artifacts, 'model-digests.json'));
    const versions = createVersions({ database, clock, modelDigest: models.digest });
    const libraries = createLibraries({ database, clock });
    const locks = createContentLocks();
    const failures = createIndexFailures({ database, clock });
    const parseStages = () => versions.list().map((pipeline) => pipeline.stages.parse);
    const stages = createContentStages({ database, folder, parser, llama, parseStages });
    const indexes = createIndexes({ database, folder, index, stages });
    const documents = createDocuments({ database, folder, versions, stages, indexes, locks, failures });
    const collector = createCollector({ database, folder, versions, stages, indexes });
    const onOrphaned = (pipeline: InstalledPipeline) => collector.collect([pipeline]);
    const lanes = createVersionLanes({ versions, stages, indexes, failures, locks, onOrphaned });
    const stopping = new AbortController();
    let catchingUp: Promise<void> = Promise.resolve();
    /** Brings versions up to date with the library, then removes what no version needs any more. */
    const bringUpToDate = () => {
      catchingUp = catchingUp
        .then(() => catchUp({ database, versions, lanes, signal: stopping.signal }))
        .then(() => (stopping.signal.aborted ? undefined : collector.collect([])))
        // What could not be removed now is found again at the next start.
        .catch(() => undefined);
      return catchingUp;
    };
    const refreshModels = async () => {
      await models.refresh();
      const changed = versions.refresh();
      if (changed.length === 0) return;
      void bringUpToDate()
        .then(() => collector.collect(changed))
        .catch(() => undefined);
    };
    const search = createSearch({ database, folder, indexes, llama });
    const concurrency = options.importConcurrency ?? 2;
    const files = createFileImport({
      database,
      folder,
      clock,
      versions,
      stages,
      indexes,
      documents,
      locks,
      lanes,
      refreshModels,
    });
    const importer = createImporter({ database, folder, clock, files, concurrency });
    const watched = createWatchedFolders({
      database,
      dataFolder: folder.root,
      importer,
      documents,
      watcher: options.ports.watcher,
      clock,
      follow: options.followFolders ?? true,
    });
    const reports = createVersionReports({ database, versions, indexes, llama, modelsFolder: folder.models });
    const chats = createChats({ database, clock, versions });
    const storedTurns = createTurns({ database, clock });
    const pageOf = createPageFinder(database);
    const answering = { folder, versions, search, llama, pageOf, fingerprint: reports.fingerprint };
    const privately = createPrivateAnswers(answering);
    const releases = createReleases({
      database,
      clock,
      versions,
      device: options.ports.device,
      notifier: options.ports.notifier,
      language: () => notificationLanguage(settings),
      answer: createUnseenAnswers(privately),
      history: storedTurns.history,
      indexed: (id) => reports.installed().find((version) => version.id === id) ?? { documents: 0, ready: 0 },
      probe: async (id, question, signal) => {
        await search.retrieve(versions.resolve(id), question, { signal });
      },
    });
    const turns = releases.observed(storedTurns);
    const ask = createAsk({ ...answering, route: releases.route, chats, turns });
    const about = { version: options.appVersion, runtime: runtimeName(), dataFolder: folder.root };
    const evaluations = createEvaluations({
      database,
      dataFolder: folder.root,
      clock,
      versions,
      installed: reports.installed,
      answer: privately,
      pageOf,
      about,
    });
    const replay = createReplay({
      database,
      turns,
      versions,
      answer: privately,
      fingerprint: (version) => reports.fingerprint(versions.resolve(version)),
      slice: documents.slice,
    });
    const installVersion = async (manifest: string) => {
      const parsed = parseManifest(manifest);
      releases.installs.check(versionId(parsed));
      await refreshModels();
      releases.installs.check(versionId(parsed));
      versions.install(parsed);
      releases.installs.begin();
      await bringUpToDate();
      await releases.installs.verify(stopping.signal);
    };
    const removeVersion = async (id: string) => {
      releases.installs.checkRemoval(id);
      const removed = versions.remove(id);
      releases.installs.archiveRemoved();
      await collector.collect([removed]);
    };
    const router = createRouter({
      libraries,
      documents,
      importer,
      watched,
      search,
      chats,
      turns,
      ask,
      compare: createCompare({ ask, versions, chats }),
      evaluations,
      replay,
      versions,
      reports,
      releases,
      installVersion,
      removeVersion,
      notices,
      settings,
      checks: [...coreChecks({ database, folder }), ...checks],
      samples: (language) => join(options.samplesFolder, language),
      about,
      startedAt: performance.now(),
    });

    turns.closeInterrupted();
    await sweepLeftovers({ database, folder, documents, versions, keepOriginals: restored !== null });
    if (restored) {
      const outcome = await recoverOriginals({ database, folder, documents, importer, restored });
      const code = restored.snapshotAt === null ? 'database-lost' : 'database-restored';
      notices.add(code, { ...restored, ...outcome });
      forgetRestored(folder);
    }
    // Documents that an installed version has not indexed yet, for example after an update of the product.
    void bringUpToDate()
      .then(() => releases.installs.verify(stopping.signal))
      .catch(() => undefined);
    releases.start();
    watched.start();
    importer.resumeOpenFiles();
    void snapshots.takeIfDue();
    snapshots.keepTaking();

    let closing: Promise<void> | undefined;
    return {
      router,
      versions,
      releases,
      incoming: folder.incoming,
      openDocument: documents.original,
      installVersion,
      removeVersion,
      close() {
        closing ??= (async () => {
          stopping.abort();
          evaluations.close();
          await releases.close();
          await watched.close();
          await importer.close();
          await catchingUp;
          await snapshots.close();
          await indexes.saveAll();
          await Promise.all([parser.close(), index.close(), llama.close()]);
          database.close();
          folder.release();
        })();
        return closing;
      },
    };
  } catch (error) {
    opened?.close();
    folder.release();
    throw error;
  }
}

function notificationLanguage(settings: SettingsStore): 'en' | 'zh-CN' {
  const { language } = settings.get();
  const chosen =
    typeof language === 'string' && language !== 'auto' ? language : Intl.DateTimeFormat().resolvedOptions().locale;
  return chosen.startsWith('zh') ? 'zh-CN' : 'en';
}

function runtimeName(): string {
  const { electron, node } = process.versions;
  return electron ? `Electron ${electron}` : `Node ${node}`;
}
