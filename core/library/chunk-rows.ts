import type { ChunkRow } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { nextTurn } from '../store/next-turn.ts';

/** The chunks of contents with their full text, as rows of a chunk set. A `chunked` row says that all are stored. */
export interface ChunkRows {
  find(setId: number, contentSha256: string): { first: number; count: number } | undefined;
  /** Stores all chunks of a content under new, contiguous ids. Aborted half way, what is there stays invisible. */
  store(setId: number, contentSha256: string, rows: readonly ChunkRow[], signal?: AbortSignal): Promise<void>;
  /** Takes them out, the `chunked` row first. With `while`, only as long as that says so. */
  remove(setId: number, contentSha256: string, goOn?: () => boolean): Promise<void>;
}

/** Rows per transaction: the main thread is free for other work between two of them. */
const slice = 400;

export function createChunkRows(database: Database): ChunkRows {
  const statements = {
    find: database.prepare('SELECT first_chunk AS first, count FROM chunked WHERE set_id = ? AND sha256 = ?'),
    reserve: database.prepare("UPDATE sequence SET next = next + ? WHERE name = 'chunk' RETURNING next - ? AS first"),
    insert: database.prepare(
      `INSERT INTO chunk (id, set_id, sha256, ordinal, start, "end", page, heading, text)
       VALUES (@id, @setId, @sha256, @ordinal, @start, @end, @page, @heading, @text)`,
    ),
    complete: database.prepare('INSERT INTO chunked (set_id, sha256, first_chunk, count) VALUES (?, ?, ?, ?)'),
    incomplete: database.prepare('DELETE FROM chunked WHERE set_id = ? AND sha256 = ?'),
    some: database.prepare(`SELECT id FROM chunk WHERE set_id = ? AND sha256 = ? LIMIT ${slice}`).pluck(),
    delete: database.prepare('DELETE FROM chunk WHERE id = ?'),
  };

  async function remove(setId: number, contentSha256: string, goOn: () => boolean = () => true): Promise<void> {
    if (!goOn()) return;
    statements.incomplete.run(setId, contentSha256);
    while (goOn()) {
      const ids = statements.some.all(setId, contentSha256) as number[];
      if (ids.length === 0) return;
      const deleteTokens = database.prepare(`DELETE FROM passages_${setId} WHERE rowid = ?`);
      database.transaction(() => {
        for (const id of ids) {
          deleteTokens.run(id);
          statements.delete.run(id);
        }
      })();
      await nextTurn();
    }
  }

  return {
    find: (setId, contentSha256) =>
      statements.find.get(setId, contentSha256) as { first: number; count: number } | undefined,
    async store(setId, contentSha256, rows, signal) {
      await remove(setId, contentSha256);
      const { first } = statements.reserve.get(rows.length, rows.length) as { first: number };
      const insertTokens = database.prepare(`INSERT INTO passages_${setId} (rowid, tokens) VALUES (?, ?)`);
      for (let from = 0; from < rows.length; from += slice) {
        signal?.throwIfAborted();
        database.transaction(() => {
          for (const { tokens, ...row } of rows.slice(from, from + slice)) {
            const id = first + row.ordinal;
            statements.insert.run({ ...row, id, setId, sha256: contentSha256 });
            insertTokens.run(id, tokens);
          }
        })();
        await nextTurn();
      }
      signal?.throwIfAborted();
      statements.complete.run(setId, contentSha256, first, rows.length);
    },
    remove,
  };
}
