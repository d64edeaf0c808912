import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, type ImportFile } from '../contract/index.ts';
import type { VersionLanes } from '../pipeline/version-lanes.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import { keepOriginal } from '../store/files.ts';
import type { ContentLocks } from './content-locks.ts';
import type { Content, ContentStages } from './content-stages.ts';
import type { Documents } from './documents.ts';
import type { Indexes } from './indexes.ts';

/** What of a queue entry is needed to import its file. */
export interface FileToImport {
  id: number;
  library_id: string;
  path: string;
  name: string;
  /** 1: an upload, which belongs to the app. */
  owned: number;
}

export interface ImportSteps {
  signal: AbortSignal;
  onStage(stage: ImportFile['stage']): void;
  onPage(page: number, pages: number): void;
  /** Called in the transaction in which the document appears. */
  onAppeared(document: string, chunks: number): void;
}

/** The two halves of importing a file. */
export interface FileImport {
  /**
   * Reads the file and brings it into the stable version; then its document appears. Until then nothing of it is
   * visible, and nothing is left when it fails. Fails with `document-duplicate` when the library holds the bytes.
   */
  intoStable(file: FileToImport, steps: ImportSteps): Promise<void>;
  /** Brings a document that has appeared into every other version. What fails there is recorded and fails nothing. */
  intoOthers(document: string, signal: AbortSignal): Promise<void>;
}

export function createFileImport(options: {
  database: Database;
  folder: DataFolder;
  clock: Clock;
  versions: Versions;
  stages: ContentStages;
  indexes: Indexes;
  documents: Documents;
  locks: ContentLocks;
  lanes: VersionLanes;
  /** Looks again which model files there are. */
  refreshModels: () => Promise<void>;
}): FileImport {
  const { database, folder, clock, versions, stages, indexes, documents, locks, lanes, refreshModels } = options;
  const findDocument = database.prepare('SELECT id FROM document WHERE library_id = ? AND sha256 = ?').pluck();
  const insertDocument = database.prepare(
    'INSERT INTO document (id, library_id, sha256, name, source_path, added_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const findContent = database.prepare(
    'SELECT c.sha256, c.bytes, d.name FROM document d JOIN content c ON c.sha256 = d.sha256 WHERE d.id = ?',
  );

  function refuseDuplicate(library: string, sha256: string): void {
    const document = findDocument.get(library, sha256);
    if (document) throw new AppError('document-duplicate', { document });
  }

  async function bring(content: Content, stable: InstalledPipeline, steps: ImportSteps): Promise<number> {
    const { signal, onStage, onPage } = steps;
    await stages.parse(content, stable, { signal, onPage, primary: true });
    onStage('chunking');
    const chunks = await stages.chunk(content.sha256, stable, { signal });
    onStage('embedding');
    await stages.embed(content.sha256, stable, { signal });
    return chunks;
  }

  async function appear(file: FileToImport, kept: { sha256: string; bytes: number }, steps: ImportSteps) {
    const { signal } = steps;
    // Another import of the same bytes may have failed, or their document been removed, and taken the kept bytes along.
    const there = await access(folder.original(kept.sha256)).then(
      () => true,
      () => false,
    );
    if (!there) await keepOriginal(file.path, folder.originals, signal);
    refuseDuplicate(file.library_id, kept.sha256);
    const content = { ...kept, name: basename(file.name) };
    await refreshModels();
    const stable = versions.resolve('stable');
    const chunks = await bring(content, stable, steps);
    signal.throwIfAborted();
    const id = randomUUID();
    database.transaction(() => {
      refuseDuplicate(file.library_id, kept.sha256);
      const source = file.owned || isKept(file) ? null : file.path;
      insertDocument.run(id, file.library_id, kept.sha256, file.name, source, clock.now());
      steps.onAppeared(id, chunks);
    })();
    steps.onStage('indexing');
    const part = await stages.embed(kept.sha256, stable);
    // The vectors are stored: an index that fails here is built from them when it is next opened.
    if (part) await indexes.add(stable, part).catch(() => undefined);
  }

  /** Bytes that were found again after a database was restored have no copy elsewhere. */
  const isKept = (file: FileToImport) => file.path.startsWith(folder.originals);

  return {
    async intoStable(file, steps) {
      steps.onStage('reading');
      const kept = await keepOriginal(file.path, folder.originals, steps.signal);
      try {
        await locks.share(kept.sha256, (signal) => appear(file, kept, { ...steps, signal }), { signal: steps.signal });
      } catch (error) {
        // What cannot be taken away now goes with the sweep at the next start.
        await documents.forgetUnused(kept.sha256, { original: !isKept(file) }).catch(() => undefined);
        throw error;
      }
    },
    async intoOthers(document, signal) {
      const content = findContent.get(document) as Content | undefined;
      // Read after the document appeared: a version installed later finds it when it catches up.
      const others = content ? versions.list() : [];
      await Promise.all(others.map((pipeline) => lanes.bring(content!, pipeline, signal)));
    },
  };
}
