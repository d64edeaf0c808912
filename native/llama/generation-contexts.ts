import type { LlamaContext, LlamaContextSequence } from 'node-llama-cpp';
import type { OpenModel } from './open-model.ts';
import { createSemaphore } from './semaphore.ts';

/** A context with its one sequence, lent to one generation at a time. */
export interface GenerationContext {
  sequence: LlamaContextSequence;
  /** Tokens at the start of the sequence that were evaluated by themselves; see prefill. */
  prefixTokens: number;
}

export interface GenerationContexts {
  /**
   * Runs `work` with a context of at least `contextTokens`. At most `limit` run at once, the others wait and stop
   * waiting with cancelled when `signal` aborts. A context is kept for the next generation unless `work` throws.
   */
  use<Result>(
    size: { contextTokens: number; threads: number },
    signal: AbortSignal,
    work: (context: GenerationContext) => Promise<Result>,
  ): Promise<Result>;
}

interface Kept extends GenerationContext {
  owner: LlamaContext;
  contextTokens: number;
  threads: number;
}

export function createGenerationContexts({ model, toError }: OpenModel, limit: number): GenerationContexts {
  const places = createSemaphore(limit);
  /** Contexts nobody uses, least recently used first. With those in use there are never more than `limit`. */
  const idle: Kept[] = [];
  let existing = 0;

  async function borrow(contextTokens: number, threads: number): Promise<Kept> {
    const fitting = idle.findLastIndex((kept) => kept.contextTokens === contextTokens && kept.threads === threads);
    if (fitting !== -1) return idle.splice(fitting, 1)[0]!;
    if (existing >= limit) await drop(idle.shift()!);
    existing += 1;
    try {
      const owner = await model.createContext({ contextSize: contextTokens, threads });
      return { owner, sequence: owner.getSequence(), prefixTokens: 0, contextTokens, threads };
    } catch (error) {
      existing -= 1;
      throw toError(error);
    }
  }

  async function drop(kept: Kept): Promise<void> {
    existing -= 1;
    await kept.owner.dispose();
  }

  return {
    async use({ contextTokens, threads }, signal, work) {
      const leave = await places.acquire(signal);
      try {
        const kept = await borrow(contextTokens, threads);
        try {
          const result = await work(kept);
          idle.push(kept);
          return result;
        } catch (error) {
          // Nobody knows what is in it now.
          await drop(kept);
          throw error;
        }
      } finally {
        leave();
      }
    },
  };
}
