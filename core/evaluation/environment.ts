import { cpus, freemem, loadavg, totalmem } from 'node:os';
import type { Environment } from '../contract/index.ts';

/** The machine and the program that a run was made on; times of other machines cannot be compared with it. */
export function readEnvironment(about: { version: string; runtime: string }): Environment {
  const processors = cpus();
  return {
    app: about.version,
    runtime: about.runtime,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    freeMemoryMiB: Math.round(freemem() / 2 ** 20),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
