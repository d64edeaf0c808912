import { z } from 'zod';
import { RolloutPolicyChange } from './rollout-policy.ts';

/** How a document's text is cut into chunks. `recursive` cuts by size alone; `headings` never crosses a heading. */
export const ChunkConfig = z
  .looseObject({
    strategy: z
      .enum(['recursive', 'headings'])
      .describe('recursive: by size; headings: a chunk never crosses a heading'),
    size: z.int().min(50).max(8000).describe('Largest chunk, in UTF-16 characters'),
    overlap: z.int().min(0).max(2000).describe('Characters repeated from the end of the chunk before'),
    unit: z.literal('chars'),
    headings: z.boolean().describe('Put the path of headings above the chunk into its indexed text'),
  })
  .refine((chunk) => chunk.overlap < chunk.size, 'overlap must be smaller than size');
export type ChunkConfig = z.infer<typeof ChunkConfig>;

export const EmbedConfig = z.discriminatedUnion('engine', [
  z.looseObject({ engine: z.literal('hash'), dimension: z.int().min(64).max(4096).describe('Length of each vector') }),
  z.looseObject({
    engine: z.literal('llama'),
    model: z.string().min(1).describe('Model id: the file name in <data>/models without .gguf'),
    queryPrefix: z.string().max(500).default(''),
    documentPrefix: z.string().max(500).default(''),
  }),
]);
export type EmbedConfig = z.infer<typeof EmbedConfig>;

export const IndexConfig = z.looseObject({
  engine: z.literal('hnsw'),
  space: z.literal('cosine'),
  m: z.int().min(2).max(128).describe('Links per node'),
  efConstruction: z.int().min(8).max(2000),
  efSearch: z.int().min(8).max(2000),
  exactBelow: z.int().min(0).default(20_000).describe('Below this many vectors search is exact'),
});
export type IndexConfig = z.infer<typeof IndexConfig>;

export const RetrieveConfig = z.looseObject({
  topK: z.int().min(1).max(100).describe('Passages handed to the generator'),
  lexicalWeight: z.number().min(0).max(1).describe('Weight of full text in the fusion; vectors get the rest'),
  fusion: z.literal('rrf'),
  rerank: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'Share of the word-by-word ranking in the score of fused passages; 0.8 or, with a model that embeds, 0.4',
    ),
  minScore: z.number().min(0).max(1).describe('Passages scoring below this share of the best one are dropped'),
  diversity: z.number().min(0).max(1).describe('0: by score alone; towards 1: passages unlike each other first'),
  neighbours: z.int().min(0).max(3).describe('Chunks before and after each hit that are joined to its passage'),
});
export type RetrieveConfig = z.infer<typeof RetrieveConfig>;

export const GenerateConfig = z.discriminatedUnion('engine', [
  z.looseObject({
    engine: z.literal('quote'),
    maxSentences: z.int().min(1).max(12).default(3).describe('Most sentences an answer quotes'),
    minSupport: z.number().min(0).max(1).default(0.3).describe('Share of the question the best passage must cover'),
  }),
  z.looseObject({
    engine: z.literal('llama'),
    model: z.string().min(1),
    chatWrapper: z.string().default('auto'),
    contextTokens: z.int().min(256).max(1_048_576).default(4096),
    maxTokens: z.int().min(1).max(65_536).default(512),
    temperature: z.number().min(0).max(2).default(0.2),
    seed: z.int().min(0).default(7),
  }),
]);
export type GenerateConfig = z.infer<typeof GenerateConfig>;

/** One version of the answering pipeline. Unknown keys are kept, so that a later format loses nothing here. */
export const Manifest = z.looseObject({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/),
  notes: z.string().max(2000).default(''),
  goal: z.string().max(500).default(''),
  parse: z.looseObject({ ocr: z.boolean() }),
  chunk: ChunkConfig,
  embed: EmbedConfig,
  index: IndexConfig,
  retrieve: RetrieveConfig,
  generate: GenerateConfig,
  prompt: z.looseObject({
    system: z.string().max(20_000),
    user: z.string().max(20_000).describe('Must hold {{passages}} and {{question}}'),
    language: z.enum(['auto', 'en', 'zh']),
  }),
  limits: z.looseObject({
    memoryMiB: z.int().min(0),
    threads: z.int().min(0).describe('0: measured per machine'),
    concurrent: z.int().min(1).max(64),
    timeoutSeconds: z.int().min(1).max(3600),
  }),
  rollout: RolloutPolicyChange.optional().describe('How this version is released; what is left out has a default'),
});
export type Manifest = z.infer<typeof Manifest>;
