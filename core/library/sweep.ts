import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { outputDigest } from '../pipeline/stages.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { Database } from '../store/database.ts';
import type { Documents } from './documents.ts';

/**
 * Makes what an interrupted run left unfinished go away: rows and bytes of contents that no document has, uploads that
 * no queue entry waits for, files that no row stands for. Runs at start, while nothing else does.
 * With `keepOriginals` the bytes of unknown documents stay: after a database was restored they are what is newer.
 */
export async function sweepLeftovers(options: {
  database: Database;
  folder: DataFolder;
  documents: Documents;
  versions: Versions;
  keepOriginals: boolean;
}): Promise<void> {
  const { database, folder, documents, versions, keepOriginals } = options;
  const list = (sql: string) => database.prepare(sql).pluck().all() as string[];
  const used = new Set(list('SELECT DISTINCT sha256 FROM document'));

  // An original that waits in the queue, or failed to be read, is the only copy there is.
  const waiting = new Set(
    list(`SELECT path FROM import_file WHERE owned = 0 AND state NOT IN ('done', 'skipped')`)
      .filter((path) => path.startsWith(folder.originals))
      .map((path) => basename(path)),
  );
  const stored = list(
    'SELECT sha256 FROM content UNION SELECT sha256 FROM chunk UNION SELECT sha256 FROM chunked UNION SELECT sha256 FROM vectors',
  );
  for (const sha256 of stored) {
    const original = !keepOriginals && !waiting.has(sha256);
    if (!used.has(sha256)) await documents.forgetUnused(sha256, { original });
  }
  if (!keepOriginals) {
    await removeOthers(folder.originals, (name) => used.has(name) || waiting.has(name));
  }

  const uploads = list(`SELECT path FROM import_file WHERE owned = 1 AND state IN ('queued', 'running', 'failed')`);
  await removeOthers(folder.incoming, (name) => {
    const path = join(folder.incoming, name);
    return uploads.some((upload) => upload === path || upload.startsWith(`${path}/`) || upload.startsWith(`${path}\\`));
  });
  await sweepArtifacts(database, folder, versions);
}

async function sweepArtifacts(database: Database, folder: DataFolder, versions: Versions): Promise<void> {
  const contents = database.prepare('SELECT sha256, parse_digest AS shown FROM content').all() as {
    sha256: string;
    shown: string;
  }[];
  const installed = versions.list();
  const parseStages = new Set(installed.map((pipeline) => pipeline.stages.parse));
  const readings = new Set(contents.map((content) => content.shown));
  for (const stage of parseStages) for (const { sha256 } of contents) readings.add(outputDigest(stage, sha256));
  await removeOthers(join(folder.artifacts, 'parse'), (name) => readings.has(name));

  const vectors = database.prepare('SELECT embed_digest AS digest, sha256 FROM vectors').all() as {
    digest: string;
    sha256: string;
  }[];
  const files = new Set(vectors.map(({ digest, sha256 }) => outputDigest(digest, sha256)));
  await removeOthers(join(folder.artifacts, 'embed'), (name) => files.has(name));

  const graphs = new Set(installed.map((pipeline) => pipeline.stages.index));
  await removeOthers(join(folder.artifacts, 'index'), (name) => graphs.has(name));
}

async function removeOthers(place: string, isNeeded: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(place)) {
    // What cannot be removed now, an open file on Windows for example, goes at another start.
    if (!isNeeded(name)) await rm(join(place, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
