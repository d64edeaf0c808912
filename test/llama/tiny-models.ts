import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { GenerateEvent, GenerateRequest } from '../../core/ports.ts';
import { createLlama, type LlamaEngine, type LlamaOptions } from '../../native/llama/create-llama.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';

/** A folder for model files, removed at the end. */
export async function createModelFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tandem-models-'));
  return {
    path: (name: string) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export function createTestLlama(options: Partial<LlamaOptions> = {}): LlamaEngine & AsyncDisposable {
  const llama = createLlama({ launcher: nodeLauncher, gpu: 'off', ...options });
  return { ...llama, [Symbol.asyncDispose]: () => llama.close() };
}

export function createRequest(model: string, changes: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    model,
    system: 'Answer from the documents alone.',
    user: 'When does the contract end?',
    history: [],
    chatWrapper: 'auto',
    contextTokens: 1024,
    maxTokens: 40,
    temperature: 0.2,
    seed: 7,
    threads: 0,
    ...changes,
  };
}

export async function collect(events: AsyncIterable<GenerateEvent>) {
  let text = '';
  const ends: Extract<GenerateEvent, { type: 'end' }>[] = [];
  for await (const event of events) {
    if (event.type === 'text') text += event.text;
    else ends.push(event);
  }
  return { text, ends, end: ends[0]! };
}

/** Whether a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
