import { randomUUID } from 'node:crypto';
import { AppError, type Library } from '../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';

/** Named collections of documents. One named "default" is there from the start. */
export interface Libraries {
  list(): Library[];
  create(name: string): Library;
  /** Id of the library with this id or name. Fails with `not-found`. */
  resolve(idOrName: string): string;
}

export function createLibraries(options: { database: Database; clock: Clock }): Libraries {
  const { database, clock } = options;
  const insert = database.prepare('INSERT INTO library (id, name, created_at) VALUES (?, ?, ?)');
  if (!database.prepare('SELECT 1 FROM library').get()) insert.run('default', 'default', clock.now());

  const list = () =>
    database
      .prepare(
        `SELECT id, name, (SELECT count(*) FROM document WHERE library_id = library.id) AS documents
         FROM library ORDER BY created_at, name`,
      )
      .all() as Library[];

  return {
    list,
    create(name) {
      if (list().some((library) => library.name === name)) {
        throw new AppError('conflict', { library: name }, { message: `There is already a library named “${name}”.` });
      }
      const id = randomUUID();
      insert.run(id, name, clock.now());
      return { id, name, documents: 0 };
    },
    resolve(idOrName) {
      const found = list().find((library) => library.id === idOrName || library.name === idOrName);
      if (!found)
        throw new AppError('not-found', { library: idOrName }, { message: `There is no library named “${idOrName}”.` });
      return found.id;
    },
  };
}
