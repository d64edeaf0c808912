import { join } from 'node:path';
import type { Clock } from '../ports.ts';
import type { Documents } from './documents.ts';
import type { FinishedFile, Importer } from './importer.ts';
import type { SeenFile } from './watched-scan.ts';
import type { FileRow, FolderRow, WatchedStore } from './watched-store.ts';

/** What a change of a watched file does to the library. A document stays as long as one watched file stands for it. */
export interface WatchedDocuments {
  /** Imports files. A document that one of them stands for already stays until the new one is ready. */
  queue(folder: FolderRow, batch: string, files: readonly SeenFile[]): void;
  /** The file holds what an existing document holds; `moved` when the document's own file is gone. */
  link(folder: FolderRow, seen: SeenFile, document: { id: string; sha256: string }, moved: boolean): void;
  /** The file is one that was elsewhere before: its document, if any, gets the new name and path. */
  relocate(row: FileRow, folder: FolderRow, seen: SeenFile): void;
  /** The file has the contents it had; only its looks changed. What is queued or failed for it is dropped. */
  unchanged(folder: FolderRow, seen: SeenFile): void;
  /** The file is no longer followed; its document goes with the last file, if it came by watching. */
  remove(row: FileRow, folder: FolderRow): void;
  /** Stops imports of the file that have not ended, and forgets one that failed. */
  dropImport(row: FileRow): void;
  /** Waits until everything that documents left behind has been taken away. */
  settled(): Promise<void>;
}

export function createWatchedDocuments(options: {
  store: WatchedStore;
  importer: Importer;
  documents: Documents;
  clock: Clock;
  /** Called for a file that was gone when the import came to it, and should be looked at again. */
  onMissing(folder: string, path: string): void;
}): WatchedDocuments {
  const { store, importer, documents, clock, onMissing } = options;
  /** Imports that were stopped while they ran: one may have been past its last chance to stop. */
  const stopped = new Set<number>();
  const leaving = new Set<Promise<void>>();

  const changed = (folder: string) => store.setLastChange(folder, clock.now());

  /** Takes away what is stored for contents, outside of the transaction that removed their document. */
  function release(sha256: string): void {
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => documents.forgetUnused(sha256))
      // The sweep at the next start takes what could not be taken away now.
      .catch(() => undefined)
      .finally(() => leaving.delete(work));
    leaving.add(work);
  }

  function deleteDocument(id: string): void {
    const document = store.documentById(id);
    if (!document) return;
    store.deleteDocument(id);
    release(document.sha256);
  }

  /** After `row` stopped standing for its document: another file takes the name over, or the document goes. */
  function leave(row: FileRow, root: string): void {
    const document = row.document ? store.documentById(row.document) : undefined;
    if (!document) return;
    const [other] = store.filesOf(document.id);
    if (!other) {
      if (row.brought) deleteDocument(document.id);
    } else if (document.path === join(root, row.path)) {
      store.rename(document.id, other.path, join(other.root, other.path));
    }
  }

  function stand(row: FileRow, root: string, document: { id: string; sha256: string }, brought: boolean): void {
    store.setDocument(row.id, document.sha256, document.id, brought);
    if (row.document !== document.id) leave(row, root);
    changed(row.folder);
  }

  function dropImport(row: FileRow): void {
    if (row.import === null) return;
    if (store.importState(row.import) === 'running') stopped.add(row.import);
    store.setImport(row.id, null);
    importer.drop([row.import]);
  }

  function finished(file: FinishedFile): void {
    if (stopped.delete(file.id)) {
      if (file.state === 'done' && file.document) deleteDocument(file.document);
      return;
    }
    const row = store.byImport(file.id);
    if (!row) return;
    const document = file.document ? store.documentById(file.document) : undefined;
    if (document && (file.state === 'done' || file.state === 'skipped')) {
      const brought = file.state === 'done' || store.wasBrought(document.id);
      stand(row, store.folder(row.folder)?.path ?? '', document, brought);
      // Two files with the same contents are nothing to tell the user about.
      if (file.state === 'skipped') importer.dismiss(file.id);
    } else if (file.code === 'document-missing' || file.state === 'skipped') {
      store.setImport(row.id, null);
      importer.dismiss(file.id);
      onMissing(row.folder, row.path);
    }
  }
  importer.onFinished(finished);

  return {
    queue(folder, batch, files) {
      for (const seen of files) {
        const row = store.file(folder.id, seen.path);
        if (row) dropImport(row);
      }
      const found = files.map((seen) => ({ path: join(folder.path, seen.path), name: seen.path }));
      importer.enqueue(batch, folder.library, found, (ids) => {
        for (const [index, seen] of files.entries()) store.setImport(store.saw(folder.id, seen), ids[index]!);
      });
    },
    link(folder, seen, document, moved) {
      store.transaction(() => {
        const brought = store.wasBrought(document.id);
        const before = store.file(folder.id, seen.path);
        if (before) dropImport(before);
        store.saw(folder.id, seen);
        stand(store.file(folder.id, seen.path)!, folder.path, document, brought);
        if (moved) store.rename(document.id, seen.path, join(folder.path, seen.path));
      });
    },
    relocate(row, folder, seen) {
      store.transaction(() => {
        const from = store.folder(row.folder);
        store.move(row.id, folder.id, seen.path);
        store.saw(folder.id, seen);
        const document = row.document ? store.documentById(row.document) : undefined;
        if (document && from && document.path === join(from.path, row.path)) {
          store.rename(document.id, seen.path, join(folder.path, seen.path));
        }
        changed(folder.id);
        if (row.folder !== folder.id) changed(row.folder);
      });
    },
    unchanged(folder, seen) {
      const row = store.file(folder.id, seen.path);
      if (row) dropImport(row);
      store.saw(folder.id, seen);
    },
    remove(row, folder) {
      store.transaction(() => {
        dropImport(row);
        store.removeFile(row.id);
        leave(row, folder.path);
        changed(folder.id);
      });
    },
    dropImport,
    async settled() {
      while (leaving.size > 0) await Promise.all(leaving);
    },
  };
}
