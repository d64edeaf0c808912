import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes away with the scope that made it: `await using folder = await temporaryFolder()`. */
export async function temporaryFolder(): Promise<{ path: string; at(...parts: string[]): string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'tandem-test-'));
  return {
    path,
    at: (...parts) => join(path, ...parts),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
