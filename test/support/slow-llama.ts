import { setTimeout as wait } from 'node:timers/promises';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import type { GenerateEvent, Llama } from '../../core/ports.ts';

/**
 * A generator that says the same word until it is stopped, for tests of stopping. Endings are noted in `stopped`.
 * Everything else is the real port.
 */
export function slowLlama(real: Llama, stopped: GenerateEvent[]): Llama {
  return {
    embed: (request, options) => real.embed(request, options),
    countTokens: (request, options) => real.countTokens(request, options),
    loaded: () => real.loaded(),
    close: () => real.close(),
    async *generate(_, options = {}) {
      const { signal } = options;
      let tokens = 0;
      try {
        while (!signal?.aborted && tokens < 2000) {
          yield { type: 'text', text: tokens++ === 0 ? 'word' : ' word' };
          await wait(5, undefined, { signal }).catch(() => undefined);
        }
        yield { type: 'end', tokens, promptTokens: 1, stop: signal?.aborted ? 'aborted' : 'max-tokens' };
      } finally {
        stopped.push({ type: 'end', tokens, promptTokens: 1, stop: 'aborted' });
      }
    },
  };
}

const [stable] = builtInManifests();

/** The built-in stable with a model in the place of quoting. */
export const endlessManifest = {
  ...stable,
  name: 'endless',
  version: '1.0.0',
  generate: { engine: 'llama', model: 'endless', contextTokens: 2048, maxTokens: 64, temperature: 0, seed: 1 },
};
