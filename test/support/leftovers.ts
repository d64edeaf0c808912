import { join } from 'node:path';
import { findLeftovers } from '../../core/pipeline/find-leftovers.ts';
import { digestModels } from '../../core/pipeline/model-digests.ts';
import { type Database, openDatabase } from '../../core/store/database.ts';

/** The database of a data folder, beside the app that has it open. Close it. */
export function openBeside(dataFolder: string): Database {
  return openDatabase(join(dataFolder, 'tandem.db'));
}

/** What is half there or not needed in a data folder at rest, one line each. */
export async function leftovers(dataFolder: string): Promise<string[]> {
  const at = (name: string) => join(dataFolder, name);
  const folder = {
    originals: at('originals'),
    incoming: at('incoming'),
    artifacts: at('artifacts'),
    snapshots: at('snapshots'),
  };
  const { digest } = await digestModels(at('models'), at('artifacts/model-digests.json'));
  const database = openBeside(dataFolder);
  try {
    return findLeftovers({ database, folder, modelDigest: digest });
  } finally {
    database.close();
  }
}
