import type { QueryClient } from '@tanstack/react-query';
import type { ImportProgress } from '../../core/contract/models.ts';
import type { Client } from './client.ts';
import { createStore, type Store } from './createStore.ts';
import { desktopShell } from './desktopShell.ts';
import type { DroppedFile } from './droppedFiles.ts';
import { keys } from './keys.ts';
import { pause } from './pause.ts';
import { isCancelled } from './problem.ts';
import { upload } from './upload.ts';

/** A file on its way into the application; gone from the list once the application has it. */
export interface Upload {
  id: number;
  name: string;
  bytes: number;
  sent: number;
  error: unknown;
  file: DroppedFile;
  library: string | undefined;
}

export interface ImportsState {
  progress: ImportProgress | null;
  connected: boolean;
  uploads: Upload[];
}

/** True while anything is being copied or read. */
export function isBusy({ progress, uploads }: ImportsState): boolean {
  return uploads.length > 0 || (progress !== null && progress.finished < progress.total);
}

export interface Imports {
  store: Store<ImportsState>;
  /** Keeps the progress up to date until the signal aborts; reconnects with growing pauses. */
  watch(signal: AbortSignal): Promise<void>;
  addFiles(files: DroppedFile[], library: string | undefined): Promise<void>;
  addPaths(paths: string[], library: string | undefined): Promise<void>;
  addSamples(language: 'en' | 'zh-CN'): Promise<void>;
  retryUpload(id: number): Promise<void>;
  /** Forgets one upload, or stops all of them. */
  dropUploads(id?: number): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const REFRESH_EVERY_MS = 1000;
const UPLOADS_AT_ONCE = 3;
/** One drop is one batch of the queue, so that its figures make sense; only very many files are cut into several. */
const PATHS_PER_START = 1000;

/** The import queue as the window sees it: what the application reads, and what is still being handed to it. */
export function createImports(client: Client, cache: QueryClient): Imports {
  const store = createStore<ImportsState>({ progress: null, connected: false, uploads: [] });
  const running = new Map<number, AbortController>();
  let nextUpload = 1;
  let refreshTimer: ReturnType<typeof setTimeout> | null = null;

  const changeUpload = (id: number, part: Partial<Upload>) =>
    store.update((state) => ({
      ...state,
      uploads: state.uploads.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)),
    }));
  const forget = (ids: number[]) =>
    store.update((state) => ({ ...state, uploads: state.uploads.filter((entry) => !ids.includes(entry.id)) }));

  /** Lists that an import changes, at most once a second: a big folder finishes many files in that time. */
  const refreshLists = () => {
    if (refreshTimer !== null) return;
    refreshTimer = setTimeout(() => {
      refreshTimer = null;
      for (const queryKey of [keys.allDocuments, keys.libraries, keys.versions, keys.importFiles])
        void cache.invalidateQueries({ queryKey });
    }, REFRESH_EVERY_MS);
  };

  const receive = (progress: ImportProgress) => {
    const before = store.get().progress;
    store.update((state) => ({ ...state, progress, connected: true }));
    const changed =
      before === null ||
      before.finished !== progress.finished ||
      before.failed !== progress.failed ||
      before.skipped !== progress.skipped ||
      before.total !== progress.total;
    if (changed) refreshLists();
  };

  const addPaths = async (paths: string[], library: string | undefined) => {
    if (paths.length === 0) return;
    await client.imports.start({ paths, library });
    refreshLists();
  };

  /** Copies files a few at a time, then has them imported together. */
  const handOver = async (entries: Upload[]) => {
    const waiting = [...entries];
    const arrived: { id: number; path: string }[] = [];
    let firstError: unknown = null;
    const start = async (library: string | undefined) => {
      const group = arrived.splice(0);
      if (group.length === 0) return;
      try {
        await addPaths(
          group.map((entry) => entry.path),
          library,
        );
        forget(group.map((entry) => entry.id));
      } catch (error) {
        for (const entry of group) changeUpload(entry.id, { error });
        firstError ??= error;
      }
    };
    const worker = async () => {
      for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
        const { id, file, library } = entry;
        if (!store.get().uploads.some((known) => known.id === id)) continue;
        const controller = new AbortController();
        running.set(id, controller);
        try {
          const path = await upload(file, controller.signal, (sent) => changeUpload(id, { sent }));
          arrived.push({ id, path });
          if (arrived.length >= PATHS_PER_START) await start(library);
        } catch (error) {
          if (!isCancelled(error)) changeUpload(id, { error });
        } finally {
          running.delete(id);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(UPLOADS_AT_ONCE, entries.length) }, worker));
    await start(entries[0]?.library);
    if (firstError) throw firstError;
  };

  return {
    store,
    async watch(signal) {
      let wait = FIRST_PAUSE_MS;
      while (!signal.aborted) {
        try {
          const snapshots = await client.imports.progress(undefined, { signal });
          for await (const progress of snapshots) {
            wait = FIRST_PAUSE_MS;
            receive(progress);
          }
        } catch {
          // Whatever ended it, the next round tries again.
        }
        if (signal.aborted) return;
        store.update((state) => ({ ...state, connected: false }));
        await pause(wait, signal);
        wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      }
    },
    addPaths,
    async addFiles(files, library) {
      if (files.length === 0) return;
      const shell = desktopShell();
      if (shell) {
        await addPaths(
          files.map(({ file }) => shell.pathOf(file)),
          library,
        );
        return;
      }
      const entries: Upload[] = files.map((file) => ({
        id: nextUpload++,
        name: file.path,
        bytes: file.file.size,
        sent: 0,
        error: null,
        file,
        library,
      }));
      store.update((state) => ({ ...state, uploads: [...state.uploads, ...entries] }));
      await handOver(entries);
    },
    async addSamples(language) {
      await client.imports.samples({ language });
      refreshLists();
    },
    async retryUpload(id) {
      const entry = store.get().uploads.find((known) => known.id === id);
      if (!entry) return;
      changeUpload(id, { error: null, sent: 0 });
      await handOver([{ ...entry, error: null, sent: 0 }]);
    },
    dropUploads(id) {
      const ids = id === undefined ? store.get().uploads.map((entry) => entry.id) : [id];
      forget(ids);
      for (const one of ids) running.get(one)?.abort();
    },
  };
}
