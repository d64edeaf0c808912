import type { ChildProcess } from 'node:child_process';
import { ended, outputOf, startTandem } from '../support/run-process.ts';

export interface ServedApp {
  readonly address: string;
  stop(): Promise<number | null>;
}

/** The web shell as a process of its own on a data folder. */
export async function serveApp(dataFolder: string): Promise<ServedApp> {
  const child: ChildProcess = startTandem(['serve', '--port', '0', '--no-open', '--data', dataFolder]);
  const [address] = await outputOf(child, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  return {
    address,
    async stop() {
      child.kill('SIGTERM');
      return await ended(child);
    },
  };
}
