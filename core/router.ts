import { implement, ORPCError } from '@orpc/server';
import type { Ask } from './assistant/ask.ts';
import type { Chats } from './assistant/chats.ts';
import type { Compare } from './assistant/compare.ts';
import type { Turns } from './assistant/turns.ts';
import { AppError, contract, errorCodes, type Health, Settings } from './contract/index.ts';
import type { Evaluations } from './evaluation/create-evaluations.ts';
import { evaluationRoutes } from './evaluation/evaluation-routes.ts';
import type { ReplayAnswer } from './evaluation/replay-answer.ts';
import type { Documents } from './library/documents.ts';
import type { Importer } from './library/importer.ts';
import type { Libraries } from './library/libraries.ts';
import type { Search } from './library/search.ts';
import type { WatchedFolders } from './library/watched-folders.ts';
import { connectionCount } from './observe/connections.ts';
import { overallStatus, type VersionReports } from './observe/health.ts';
import { selfTest } from './observe/self-test.ts';
import { manifestDifferences } from './pipeline/manifest-differences.ts';
import type { Versions } from './pipeline/versions.ts';
import type { SelfCheck, SettingsStore } from './ports.ts';
import { cloneManifest } from './release/clone-manifest.ts';
import type { Releases } from './release/create-releases.ts';
import { releaseRoutes } from './release/release-routes.ts';
import type { Notices } from './store/notices.ts';

export interface RouterServices {
  libraries: Libraries;
  documents: Documents;
  importer: Importer;
  watched: WatchedFolders;
  search: Search;
  chats: Chats;
  turns: Turns;
  ask: Ask;
  compare: Compare;
  evaluations: Evaluations;
  replay: ReplayAnswer;
  versions: Versions;
  reports: VersionReports;
  releases: Releases;
  installVersion(manifest: string): Promise<void>;
  removeVersion(id: string): Promise<void>;
  notices: Notices;
  settings: SettingsStore;
  checks: SelfCheck[];
  samples(language: 'en' | 'zh-CN'): string;
  about: { version: string; runtime: string; dataFolder: string };
  startedAt: number;
}

/** Implements every procedure of the contract by a call to the part that owns it. */
export function createRouter(services: RouterServices) {
  const { libraries, documents, importer, watched, search, chats, turns, versions, reports, releases } = services;
  const at = implement(contract);

  function settings(): Settings {
    const stored = services.settings.get();
    const defaults: Settings = { language: 'auto', theme: 'auto', library: 'default' };
    const result = Settings.safeParse({ ...defaults, ...stored });
    return result.success ? result.data : defaults;
  }
  const libraryOf = (name: string | undefined) => {
    const wanted = name ?? settings().library;
    // The library in the settings may have been removed since.
    return name === undefined && !libraries.list().some(({ id }) => id === wanted)
      ? libraries.resolve('default')
      : libraries.resolve(wanted);
  };
  const health = (): Health => {
    const all = reports.health();
    return {
      status: overallStatus(all),
      app: services.about.version,
      runtime: services.about.runtime,
      uptimeSeconds: Math.round((performance.now() - services.startedAt) / 1000),
      memoryMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
      connections: connectionCount(),
      versions: all,
      notices: services.notices.list(),
    };
  };

  const { evaluation, evidence } = evaluationRoutes({ ...services, libraryOf });

  return at.router({
    libraries: {
      list: at.libraries.list.handler(() => libraries.list()),
      create: at.libraries.create.handler(({ input }) => libraries.create(input.name)),
    },
    documents: {
      list: at.documents.list.handler(({ input }) =>
        documents.list(input?.library === undefined ? undefined : libraries.resolve(input.library)),
      ),
      text: at.documents.text.handler(({ input }) => documents.text(input.id)),
      boxes: at.documents.boxes.handler(({ input }) => documents.boxes(input.id, input.start, input.end)),
      remove: at.documents.remove.handler(async ({ input }) => {
        await documents.remove(input.id);
        return { removed: input.id };
      }),
    },
    imports: {
      start: at.imports.start.handler(({ input }) => importer.start(input.paths, libraryOf(input.library))),
      samples: at.imports.samples.handler(({ input }) =>
        importer.start([services.samples(input.language)], libraryOf(undefined)),
      ),
      progress: at.imports.progress.handler(({ input, signal }) => importer.progress(input?.batch, signal)),
      files: at.imports.files.handler(({ input }) => importer.files(input ?? {})),
      pause: at.imports.pause.handler(() => {
        importer.setPaused(true);
        return { paused: true };
      }),
      resume: at.imports.resume.handler(() => {
        importer.setPaused(false);
        return { paused: false };
      }),
      cancel: at.imports.cancel.handler(() => ({ cancelled: importer.cancel() })),
      retry: at.imports.retry.handler(({ input }) => ({ batch: importer.retry(input.file) })),
      dismiss: at.imports.dismiss.handler(({ input }) => ({ dismissed: importer.dismiss(input.file) })),
    },
    watched: {
      list: at.watched.list.handler(({ input }) =>
        watched.list(input?.library === undefined ? undefined : libraries.resolve(input.library)),
      ),
      add: at.watched.add.handler(({ input: { path, ignore = [], polling = false, library } }) =>
        watched.add({ path, ignore, polling, library: libraryOf(library) }),
      ),
      update: at.watched.update.handler(({ input: { id, ...change } }) => watched.update(id, change)),
      remove: at.watched.remove.handler(async ({ input }) => {
        await watched.remove(input.id, input.removeDocuments ?? false);
        return { removed: input.id };
      }),
      rescan: at.watched.rescan.handler(({ input }) => watched.rescan(input.id)),
    },
    search: {
      query: at.search.query.handler(async ({ input, signal }) => {
        const pipeline = versions.resolve(input.version ?? 'stable');
        const started = performance.now();
        const query = { text: input.text, top: input.top, library: libraryOf(input.library) };
        const { passages } = await search.retrieve(pipeline, query, { signal });
        const hits = passages.map(({ sha256: _, chunk: __, ...hit }) => hit);
        return { version: pipeline.id, hits, ms: Math.round((performance.now() - started) * 10) / 10 };
      }),
    },
    chats: {
      list: at.chats.list.handler(({ input }) => chats.list(input?.text)),
      create: at.chats.create.handler(({ input }) =>
        chats.create({ pointer: input.pointer, library: libraryOf(input.library) }),
      ),
      get: at.chats.get.handler(({ input }) => ({ ...chats.get(input.id), history: turns.history(input.id) })),
      rename: at.chats.rename.handler(({ input }) => chats.rename(input.id, input.title)),
      pin: at.chats.pin.handler(({ input }) => chats.pin(input.id, input.pinned)),
      setPointer: at.chats.setPointer.handler(({ input }) => chats.setPointer(input.id, input.pointer)),
      remove: at.chats.remove.handler(({ input }) => {
        chats.remove(input.id);
        return { removed: input.id };
      }),
      restore: at.chats.restore.handler(({ input }) => chats.restore(input.id)),
      ask: at.chats.ask.handler(({ input, signal }) =>
        services.ask({ ...input, library: libraryOf(input.library) }, signal),
      ),
      compare: at.chats.compare.handler(({ input, signal }) =>
        services.compare({ ...input, library: libraryOf(input.library) }, signal),
      ),
    },
    answers: {
      get: at.answers.get.handler(({ input }) => turns.get(input.id)),
      details: at.answers.details.handler(({ input }) => turns.details(input.id)),
      rate: at.answers.rate.handler(({ input: { id, ...change } }) => turns.rate(id, change)),
      ...evidence,
    },
    evaluation,
    versions: {
      list: at.versions.list.handler(() => reports.installed()),
      show: at.versions.show.handler(({ input }) => {
        const pipeline = versions.resolve(input.id);
        const installed = reports.installed().find((version) => version.id === pipeline.id);
        if (!installed) throw new AppError('version-unknown', { version: input.id });
        return { ...installed, manifest: pipeline.manifest };
      }),
      differences: at.versions.differences.handler(() => {
        const { stable, beta } = versions.pointers();
        const of = (id: string) => versions.resolve(id).manifest;
        return { stable, beta, keys: beta ? manifestDifferences(of(stable), of(beta)) : [] };
      }),
      install: at.versions.install.handler(async ({ input }) => {
        await services.installVersion(input.manifest);
        return releases.status();
      }),
      clone: at.versions.clone.handler(({ input }) => {
        const taken = new Set(versions.list().map((pipeline) => pipeline.id));
        return cloneManifest(versions.resolve(input.id).manifest, (id) => taken.has(id));
      }),
      remove: at.versions.remove.handler(async ({ input }) => {
        const { id } = versions.resolve(input.id);
        await services.removeVersion(id);
        return { removed: id };
      }),
    },
    ...releaseRoutes(releases),
    settings: {
      get: at.settings.get.handler(settings),
      set: at.settings.set.handler(({ input }) => {
        if (input.library !== undefined) libraries.resolve(input.library);
        services.settings.set(input);
        return settings();
      }),
    },
    system: {
      about: at.system.about.handler(() => ({
        ...services.about,
        platform: `${process.platform} ${process.arch}`,
        connections: connectionCount(),
      })),
      health: at.system.health.handler(health),
      selfTest: at.system.selfTest.handler(({ signal }) => selfTest(services.checks, signal)),
    },
  });
}

export type Router = ReturnType<typeof createRouter>;

/** Any error as the wire carries it: a code of the closed set, its sentence, its details. */
function toWireError(error: unknown): ORPCError<string, unknown> {
  let known: AppError;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    known = new AppError('bad-request', { issues: (error.data as { issues?: unknown } | undefined)?.issues });
  } else if (error instanceof ORPCError && error.code === 'NOT_FOUND') known = new AppError('not-found');
  else known = AppError.from(error);
  const { status } = errorCodes[known.code];
  return new ORPCError(known.code, { status, message: known.message, data: known.details, cause: error });
}

async function* withWireErrors(stream: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* stream;
  } catch (error) {
    throw toWireError(error);
  }
}

/** For every handler that serves the router: the one place where errors take their wire form. */
export async function wireErrors<Output>(call: { next(): Promise<Output> }): Promise<Output> {
  try {
    const output = await call.next();
    const isStream = typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
    return isStream ? (withWireErrors(output as unknown as AsyncIterable<unknown>) as Output) : output;
  } catch (error) {
    throw toWireError(error);
  }
}
