import type { GenerateRequest } from '../../core/ports.ts';
import { serveCalls } from '../supervise/serve-calls.ts';
import { createTextEmbedder, type TextEmbedder } from './embed-texts.ts';
import { generateText } from './generate-text.ts';
import { createGenerationContexts, type GenerationContexts } from './generation-contexts.ts';
import { type OpenModel, openModel } from './open-model.ts';

/** How a process opens its one file. Every call carries it, so that a process started anew needs no other word. */
export interface ModelFile {
  path: string;
  gpu: 'auto' | 'off';
  /** Generations that run at once. */
  parallel: number;
}

interface Loaded {
  open: OpenModel;
  contexts: GenerationContexts;
  embedder: TextEmbedder;
}

let loading: Promise<Loaded> | undefined;

function load(file: ModelFile): Promise<Loaded> {
  loading ??= openModel(file.path, file.gpu)
    .then((open) => ({
      open,
      contexts: createGenerationContexts(open, file.parallel),
      embedder: createTextEmbedder(open),
    }))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

serveCalls({
  async load({ file }: { file: ModelFile }) {
    await load(file);
  },
  async generate({ file, request }: { file: ModelFile; request: GenerateRequest }, { signal, emit }) {
    const { open, contexts } = await load(file);
    return await generateText(open, contexts, request, { signal, emit });
  },
  async embed({ file, texts, threads }: { file: ModelFile; texts: string[]; threads: number }, { signal }) {
    const { open, embedder } = await load(file);
    return await embedder.embed(texts, open.threads(threads), signal);
  },
  async countTokens({ file, texts }: { file: ModelFile; texts: string[] }) {
    const { open } = await load(file);
    return texts.map((text) => open.model.tokenize(text).length);
  },
});
