import { stat } from 'node:fs/promises';
import os from 'node:os';
import { getLlama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import { checkGguf } from './check-gguf.ts';
import { chooseThreads } from './choose-threads.ts';
import { toModelError } from './to-model-error.ts';

/** A GGUF whose weights are loaded, inside the process that has it. */
export interface OpenModel {
  path: string;
  model: LlamaModel;
  /** True when layers run on a graphics card. */
  accelerated: boolean;
  /** Threads for a request that wants `wanted`; 0 leaves the choice to this machine. */
  threads(wanted: number): number;
  /** Turns what the engine threw into an error with a model code. */
  toError(error: unknown): Error;
}

const keptLogLines = 20;

/** Checks and loads the GGUF at `path`. Fails with model-missing, model-invalid, model-too-large or internal. */
export async function openModel(path: string, gpu: 'auto' | 'off'): Promise<OpenModel> {
  await checkGguf(path);
  const { size } = await stat(path);
  const log: string[] = [];
  const toError = (error: unknown) => toModelError(error, { path, log: log.join(' ') });
  try {
    const llama = await getLlama({
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      gpu: gpu === 'off' ? false : 'auto',
      // Threads are chosen per model below; without a limit of its own the library takes them as they are.
      maxThreads: 0,
      logLevel: LlamaLogLevel.warn,
      logger: (_level, message) => {
        log.push(message.trim());
        if (log.length > keptLogLines) log.shift();
      },
    });
    const model = await llama.loadModel({ modelPath: path });
    return {
      path,
      model,
      accelerated: llama.gpu !== false,
      threads: (wanted) => chooseThreads(wanted, size, os.availableParallelism()),
      toError,
    };
  } catch (error) {
    throw toModelError(error, { path, log: log.join(' ') }, 'model-invalid');
  }
}
