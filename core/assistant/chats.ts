import { randomUUID } from 'node:crypto';
import { AppError, type Chat } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';

/** Chats and which version answers in them. Removed chats are hidden and can be restored. */
export interface Chats {
  list(text?: string): Chat[];
  create(options: { pointer?: 'stable' | 'beta'; library: string; title?: string }): Chat;
  get(id: string): Chat;
  rename(id: string, title: string): Chat;
  pin(id: string, pinned: boolean): Chat;
  setPointer(id: string, pointer: 'stable' | 'beta'): Chat;
  remove(id: string): void;
  restore(id: string): Chat;
  /** Notes a question: the chat moves up, and its first question names it. */
  touch(id: string, question: string): void;
}

interface Row {
  id: string;
  title: string;
  library: string;
  pointer: 'stable' | 'beta';
  manual: number;
  pinned: number;
  createdAt: number;
  updatedAt: number;
  turns: number;
}

const titleLength = 80;

export function createChats(options: { database: Database; clock: Clock; versions: Versions }): Chats {
  const { database, clock, versions } = options;
  const columns = `id, title, library_id AS library, pointer, manual, pinned, created_at AS createdAt,
    updated_at AS updatedAt, (SELECT count(*) FROM turn WHERE chat_id = chat.id) AS turns FROM chat`;

  function toChat(row: Row): Chat {
    const pointer = row.pointer === 'beta' && versions.pointers().beta === null ? 'stable' : row.pointer;
    return { ...row, pointer, manual: row.manual === 1, pinned: row.pinned === 1 };
  }

  function get(id: string): Chat {
    const row = database.prepare(`SELECT ${columns} WHERE id = ? AND deleted_at IS NULL`).get(id) as Row | undefined;
    if (!row) throw new AppError('not-found', { chat: id });
    return toChat(row);
  }

  function update(id: string, assignment: string, ...values: unknown[]): Chat {
    get(id);
    database.prepare(`UPDATE chat SET ${assignment} WHERE id = ?`).run(...values, id);
    return get(id);
  }

  return {
    list(text) {
      const like = text ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : null;
      const rows = database
        .prepare(
          `SELECT ${columns} WHERE deleted_at IS NULL AND (@like IS NULL OR title LIKE @like ESCAPE '\\' OR EXISTS
             (SELECT 1 FROM turn WHERE chat_id = chat.id AND (question LIKE @like ESCAPE '\\' OR answer LIKE @like ESCAPE '\\')))
           ORDER BY pinned DESC, updated_at DESC LIMIT 1000`,
        )
        .all({ like }) as Row[];
      return rows.map(toChat);
    },
    create({ pointer, library, title }) {
      const known = database.prepare('SELECT 1 FROM library WHERE id = ?').get(library);
      if (!known) throw new AppError('not-found', { library });
      if (pointer === 'beta') versions.resolve('beta');
      const id = randomUUID();
      const now = clock.now();
      database
        .prepare(
          `INSERT INTO chat (id, title, library_id, pointer, manual, pinned, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
        )
        .run(id, title ?? '', library, pointer ?? 'stable', pointer ? 1 : 0, now, now);
      return get(id);
    },
    get,
    rename: (id, title) => update(id, 'title = ?', title),
    pin: (id, pinned) => update(id, 'pinned = ?', pinned ? 1 : 0),
    setPointer(id, pointer) {
      versions.resolve(pointer);
      return update(id, 'pointer = ?, manual = 1', pointer);
    },
    remove(id) {
      update(id, 'deleted_at = NULL');
      database.prepare('UPDATE chat SET deleted_at = ? WHERE id = ?').run(clock.now(), id);
    },
    restore(id) {
      const result = database.prepare('UPDATE chat SET deleted_at = NULL WHERE id = ?').run(id);
      if (result.changes === 0) throw new AppError('not-found', { chat: id });
      return get(id);
    },
    touch(id, question) {
      const title = question.length > titleLength ? `${question.slice(0, titleLength - 1)}…` : question;
      database
        .prepare(`UPDATE chat SET updated_at = ?, title = CASE WHEN title = '' THEN ? ELSE title END WHERE id = ?`)
        .run(clock.now(), title, id);
    },
  };
}
