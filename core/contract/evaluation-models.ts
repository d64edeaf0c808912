import { z } from 'zod';
import { Citation, ManifestDifference, Pointer, SearchHit, Timings, Turn } from './models.ts';
import { Verdict } from './release-models.ts';

/** Question sets, what versions made of them, and how an answer came to be. Times are ms, shares are 0 to 1. */

/** One question of a set. Everything but the question is optional in a file and empty here. */
export const QuestionCase = z.object({
  id: z.string(),
  question: z.string(),
  expected: z.array(z.string()).describe('Right answers; one of them is enough'),
  document: z.string().nullable().describe('File name of the document that holds the answer'),
  pages: z.array(z.number()).describe('1-based physical pages that hold the answer'),
  spans: z
    .array(z.tuple([z.number(), z.number()]))
    .describe("Character ranges of the answer in the document's stored text"),
  tags: z.array(z.string()).describe('A case tagged "critical" may not be lost'),
  unanswerable: z.boolean().describe('The documents hold no answer: the right answer is to say so'),
});
export type QuestionCase = z.infer<typeof QuestionCase>;

export const QuestionSetSummary = z.object({
  name: z.string(),
  digest: z.string().describe('SHA-256 over the cases: equal questions, equal digest, however the file was written'),
  cases: z.number(),
  ignored: z.array(z.string()).describe('Keys or columns that are not used'),
});
export type QuestionSetSummary = z.infer<typeof QuestionSetSummary>;

/** Figures of one answer. Null where a case gives nothing to measure by. */
export const metricNames = [
  'score',
  'recall',
  'reciprocalRank',
  'ndcg',
  'citedPage',
  'citedSpan',
  'holds',
  'exact',
  'f1',
  'bleu4',
  'rouge1',
  'rouge2',
  'rougeL',
  'rougeLWords',
  'refusal',
  'support',
  'distinct2',
  'characters',
] as const;
export const MetricName = z.enum(metricNames);
export type MetricName = z.infer<typeof MetricName>;
export const CaseScores = z.record(MetricName, z.number().nullable());
export type CaseScores = z.infer<typeof CaseScores>;

/** `failed`: an error, or another part answered in the version's place. `missing`: never asked. Neither is a pass. */
export const CaseResult = z.object({
  case: z.string(),
  version: z.string(),
  state: z.enum(['answered', 'failed', 'missing']),
  code: z.string().nullable(),
  answer: z.string(),
  supported: z.boolean(),
  citations: z.array(Citation.pick({ document: true, page: true, quote: true })),
  ms: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  tokens: z.number(),
  scores: CaseScores,
});
export type CaseResult = z.infer<typeof CaseResult>;

const Interval = z.object({ low: z.number(), high: z.number() });
/** A difference other minus baseline over the same cases, with its 95 % interval. */
export const ScoreDifference = Interval.extend({ difference: z.number(), pairs: z.number() });
export type ScoreDifference = z.infer<typeof ScoreDifference>;
/** A ratio other / baseline over the same cases; low and high are one-sided 95 % bounds. */
export const LatencyRatio = Interval.extend({ ratio: z.number(), pairs: z.number(), medianSlowdownMs: z.number() });
export type LatencyRatio = z.infer<typeof LatencyRatio>;

export const MetricMean = z.object({ mean: z.number(), cases: z.number() });
export const VersionResult = z.object({
  version: z.string(),
  pointer: Pointer.nullable(),
  answered: z.number(),
  failed: z.number(),
  missing: z.number(),
  errorRate: z.number(),
  codes: z.record(z.string(), z.number()),
  metrics: z.partialRecord(MetricName, MetricMean),
  corpusBleu4: z.number().nullable().describe('BLEU-4 over all answers together'),
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), cases: z.number() }).nullable(),
  firstTokenP50: z.number().nullable(),
  tokensPerSecond: z.number().nullable().describe('Of a model, after its first token; null where no model answers'),
  documents: z.number().describe('Documents that it has indexed'),
  fingerprint: z.string().describe('SHA-256 over the sorted content hashes of those'),
  stages: z.record(z.string(), z.string()),
});
export type VersionResult = z.infer<typeof VersionResult>;

export const sliceKinds = ['language', 'length', 'format', 'tag'] as const;
export const SliceResult = z.object({
  kind: z.enum(sliceKinds),
  slice: z.string(),
  cases: z.number(),
  versions: z.array(
    z.object({
      version: z.string(),
      score: z.number().nullable(),
      recall: z.number().nullable(),
      citedPage: z.number().nullable(),
      failed: z.number(),
      p50: z.number().nullable(),
    }),
  ),
});
export type SliceResult = z.infer<typeof SliceResult>;

export const reasonCodes = [
  'not-comparable',
  'missing',
  'baseline-failed',
  'errors',
  'critical-lost',
  'worse',
  'slice-worse',
  'slower',
  'too-few',
  'score-open',
  'latency-open',
  'no-worse',
  'no-slower',
] as const;
/** Why a verdict is what it is. `figures` are the numbers that `message` tells in English. */
export const VerdictReason = z.object({
  code: z.enum(reasonCodes),
  message: z.string(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type VerdictReason = z.infer<typeof VerdictReason>;

export const Comparison = z.object({
  baseline: z.string(),
  version: z.string(),
  verdict: Verdict,
  reasons: z.array(VerdictReason),
  score: ScoreDifference.nullable(),
  metrics: z.partialRecord(MetricName, ScoreDifference),
  latency: LatencyRatio.nullable(),
  lost: z.number().describe('Cases that the baseline has right and the other has not'),
  gained: z.number(),
  worst: z.array(z.string()).describe('Cases that lost most, worst first'),
  best: z.array(z.string()),
  differences: z.array(ManifestDifference).describe('Keys in which the manifests differ; stable means the baseline'),
});
export type Comparison = z.infer<typeof Comparison>;

/** What people said of versions: ratings of answers, and blind choices between two. */
export const HumanScores = z.object({
  ratings: z.array(
    z.object({
      version: z.string(),
      rated: z.number(),
      stars: z.number().nullable().describe('Mean of 1 to 5'),
      starred: z.number(),
      up: z.number(),
      down: z.number(),
    }),
  ),
  votes: z.array(
    z.object({
      version: z.string(),
      against: z.string(),
      wins: z.number(),
      losses: z.number(),
      ties: z.number(),
      evidence: z.number().describe('e-value of "better"; 20 and more counts as shown'),
    }),
  ),
  strengths: z
    .array(z.object({ version: z.string(), strength: z.number(), low: z.number(), high: z.number() }))
    .describe('Bradley-Terry strengths (log scale, mean 0) where blind votes join more than two versions'),
  split: z
    .object({ beta: z.number(), control: z.number(), p: z.number(), exact: z.number() })
    .nullable()
    .describe('Chats per arm of the present split; a p below 0.001 means that the split itself is wrong'),
});
export type HumanScores = z.infer<typeof HumanScores>;

export const Environment = z.object({
  app: z.string(),
  runtime: z.string(),
  platform: z.string(),
  processor: z.string(),
  cores: z.number(),
  memoryMiB: z.number(),
  freeMemoryMiB: z.number(),
  load: z.number().describe('Processes waiting for a core in the last minute, at the start'),
});
export type Environment = z.infer<typeof Environment>;

export const EvaluationReport = z.object({
  id: z.string(),
  format: z.literal(1),
  set: QuestionSetSummary,
  library: z.object({ id: z.string(), name: z.string(), documents: z.number() }),
  unknownDocuments: z.array(z.string()).describe('Documents that cases name and the library does not have'),
  topK: z.number().describe('k of recall and nDCG'),
  seed: z.number(),
  startedAt: z.number(),
  finishedAt: z.number(),
  verdict: Verdict.nullable().describe('The worst of the comparisons; null with one version'),
  versions: z.array(VersionResult),
  comparisons: z.array(Comparison),
  slices: z.array(SliceResult),
  human: HumanScores,
  environment: Environment,
  cases: z.array(QuestionCase),
  results: z.array(CaseResult),
});
export type EvaluationReport = z.infer<typeof EvaluationReport>;

export const EvaluationRun = z.object({
  id: z.string(),
  name: z.string(),
  digest: z.string(),
  library: z.string(),
  versions: z.array(z.string()),
  state: z.enum(['running', 'finished', 'stopped', 'failed']),
  code: z.string().nullable(),
  verdict: Verdict.nullable(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
});
export type EvaluationRun = z.infer<typeof EvaluationRun>;

/** First `start`, then a `progress` per answer, then exactly one `result`. */
export const EvaluationEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), id: z.string(), set: QuestionSetSummary, versions: z.array(z.string()) }),
  z.object({
    type: z.literal('progress'),
    done: z.number(),
    total: z.number(),
    case: z.string(),
    version: z.string(),
    state: CaseResult.shape.state,
    ms: z.number().nullable(),
  }),
  z.object({ type: z.literal('result'), report: EvaluationReport }),
]);
export type EvaluationEvent = z.infer<typeof EvaluationEvent>;

const RetrievedHit = SearchHit.extend({ chunk: z.number() });

/** How an answer came to be. `stages` are in their order; ms is null where a stage did not run. */
export const Trace = z.object({
  answerId: z.string(),
  turn: Turn,
  stages: z.array(
    z.object({ stage: z.enum(['route', 'embed', 'search', 'rerank', 'generate', 'rest']), ms: z.number().nullable() }),
  ),
  timings: Timings,
  retrieved: z.array(RetrievedHit),
  prompt: z.string().nullable(),
  fingerprint: z.string().nullable(),
  installed: z.boolean().describe('The version is still installed; without it model and seed are not known'),
  model: z.string().nullable().describe('"quote" for the built-in generator'),
  embedder: z.string().nullable(),
  seed: z.number().nullable(),
  temperature: z.number().nullable(),
});
export type Trace = z.infer<typeof Trace>;

/** An answer made again by the same version on the same question in the same library. */
export const Replay = z.object({
  answerId: z.string(),
  version: z.string(),
  question: z.string(),
  same: z.boolean().describe('The same passages were retrieved in the same order'),
  before: z.array(RetrievedHit),
  now: z.array(RetrievedHit),
  firstDifference: z.number().nullable().describe('First rank (from 1) that differs'),
  answer: z.object({ before: z.string(), now: z.string(), same: z.boolean() }),
  library: z.object({ before: z.string().nullable(), now: z.string(), same: z.boolean() }).describe('Fingerprints'),
  citations: z.array(
    Citation.pick({ n: true, document: true, page: true }).extend({
      state: z
        .enum(['unchanged', 'replaced', 'changed', 'gone'])
        .describe('Of the cited document; replaced: read anew under its name, the cited passage stands where it stood'),
    }),
  ),
  code: z.string().nullable().describe('Error code where answering again failed'),
});
export type Replay = z.infer<typeof Replay>;
