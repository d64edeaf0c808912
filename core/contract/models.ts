import { z } from 'zod';

/** Everything below is the vocabulary that the screens, the command line and REST share. Times are ms since 1970. */

export const VersionRef = z
  .string()
  .min(1)
  .max(200)
  .describe('"stable", "beta", or a version id such as everyday@1.0.0');
export const Pointer = z.enum(['stable', 'beta', 'previous']);
export type Pointer = z.infer<typeof Pointer>;

export const Library = z.object({ id: z.string(), name: z.string(), documents: z.number() });
export type Library = z.infer<typeof Library>;

export const DocumentFormat = z.enum([
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'odt',
  'ods',
  'odp',
  'epub',
  'html',
  'csv',
  'json',
  'email',
  'markdown',
  'text',
  'code',
]);
export type DocumentFormat = z.infer<typeof DocumentFormat>;

export const IndexState = z.enum(['waiting', 'ready', 'failed']);
export type IndexState = z.infer<typeof IndexState>;
/** One document of a library. `pages` is null where the format has none. */
export const Document = z.object({
  id: z.string(),
  library: z.string(),
  name: z.string(),
  sha256: z.string(),
  format: DocumentFormat,
  bytes: z.number(),
  characters: z.number(),
  pages: z.number().nullable(),
  addedAt: z.number(),
  state: IndexState.describe('ready: every installed version has indexed it'),
  chunks: z.number().describe('Chunks in the stable version'),
  versions: z.array(
    z.object({
      version: z.string(),
      state: IndexState,
      chunks: z.number(),
      code: z.string().nullable().optional().describe('Error code where the version could not index it'),
    }),
  ),
});
export type Document = z.infer<typeof Document>;

/** What the source viewer needs. Offsets count UTF-16 characters of `text`; page sizes are points (1/72 inch). */
export const DocumentText = z.object({
  id: z.string(),
  name: z.string(),
  format: DocumentFormat,
  text: z.string(),
  pages: z.array(z.object({ start: z.number(), end: z.number(), width: z.number(), height: z.number() })),
  headings: z.array(z.object({ start: z.number(), end: z.number(), level: z.number(), text: z.string() })),
});
export type DocumentText = z.infer<typeof DocumentText>;

/** A rectangle on a page, as fractions of the page's width and height from its top left corner. */
export const Box = z.object({
  page: z.number().describe('1-based physical page'),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type Box = z.infer<typeof Box>;

export const ImportFileState = z.enum(['queued', 'running', 'done', 'skipped', 'failed', 'cancelled']);
export const ImportFile = z.object({
  id: z.number(),
  path: z.string(),
  name: z.string(),
  state: ImportFileState,
  stage: z.enum(['waiting', 'reading', 'chunking', 'embedding', 'indexing', 'finished']),
  page: z.number().nullable(),
  pages: z.number().nullable(),
  code: z.string().nullable().describe('Error code of a failed or skipped file'),
  message: z.string().nullable(),
  document: z.string().nullable(),
});
export type ImportFile = z.infer<typeof ImportFile>;

/** The state of the import queue. A new snapshot is sent on each change, at most ten a second. */
export const ImportProgress = z.object({
  batch: z.string().nullable(),
  paused: z.boolean(),
  total: z.number(),
  finished: z.number(),
  done: z.number(),
  skipped: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  chunks: z.number(),
  pagesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  current: z.array(ImportFile),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

export const SearchHit = z.object({
  document: z.string().describe("The document's file name"),
  documentId: z.string(),
  page: z.number().nullable(),
  score: z.number(),
  text: z.string(),
  start: z.number(),
  end: z.number(),
  heading: z.string().nullable(),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** A source of a sentence. `start` and `end` are character offsets into the document's stored text. */
export const Citation = z.object({
  n: z.number(),
  document: z.string(),
  documentId: z.string(),
  page: z.number().nullable(),
  quote: z.string(),
  start: z.number(),
  end: z.number(),
});
export type Citation = z.infer<typeof Citation>;

/** A sentence of an answer: `start`/`end` are offsets into the answer; `citations` are numbers of citations. */
export const AnswerSentence = z.object({
  start: z.number(),
  end: z.number(),
  supported: z.boolean(),
  citations: z.array(z.number()),
});
export type AnswerSentence = z.infer<typeof AnswerSentence>;

/** Milliseconds per stage; null where the stage did not run. */
export const Timings = z.object({
  route: z.number(),
  embed: z.number().nullable(),
  search: z.number().nullable(),
  rerank: z.number().nullable(),
  firstToken: z.number().nullable(),
  total: z.number(),
});
export type Timings = z.infer<typeof Timings>;

export const ratingTags = ['wrong', 'incomplete', 'no-source', 'too-long', 'too-slow', 'language'] as const;
export const RatingTag = z.enum(ratingTags);
export type RatingTag = z.infer<typeof RatingTag>;
export const Rating = z.object({
  answerId: z.string(),
  version: z.string(),
  thumb: z.enum(['up', 'down']).nullable(),
  stars: z.int().min(1).max(5).nullable(),
  tags: z.array(RatingTag),
  comment: z.string().nullable(),
  ratedAt: z.number(),
});
export type Rating = z.infer<typeof Rating>;

/** Why a version answers, in the order in which it is decided; `breaker`: beta rests after failures. */
export const RouteReason = z.enum(['override', 'manual', 'rule', 'split', 'default', 'breaker']);
export type RouteReason = z.infer<typeof RouteReason>;

/** One question with its answer. `state` tells a finished answer from one that was stopped or went wrong. */
export const Turn = z.object({
  answerId: z.string(),
  chat: z.string(),
  question: z.string(),
  answer: z.string(),
  state: z.enum(['running', 'finished', 'stopped', 'failed']),
  code: z.string().nullable(),
  supported: z.boolean(),
  sentences: z.array(AnswerSentence),
  citations: z.array(Citation),
  version: z.string(),
  pointer: Pointer.nullable().describe('Which pointer the version had when it answered'),
  reason: RouteReason,
  timings: Timings,
  tokens: z.number(),
  notice: z.string().nullable().describe('Error code when a fallback answered, e.g. model-crashed'),
  rating: Rating.nullable(),
  askedAt: z.number(),
});
export type Turn = z.infer<typeof Turn>;

/** The details of an answer: what was retrieved and the prompt as the model saw it. */
export const TurnDetails = z.object({
  answerId: z.string(),
  retrieved: z.array(SearchHit.extend({ chunk: z.number() })),
  prompt: z.string().nullable(),
  fingerprint: z.string().nullable(),
});
export type TurnDetails = z.infer<typeof TurnDetails>;

export const Chat = z.object({
  id: z.string(),
  title: z.string(),
  library: z.string(),
  pointer: z.enum(['stable', 'beta']).describe("Which version answers: the chat's own toggle, else stable"),
  manual: z.boolean().describe('True when the user set the toggle'),
  pinned: z.boolean(),
  createdAt: z.number(),
  updatedAt: z.number(),
  turns: z.number(),
});
export type Chat = z.infer<typeof Chat>;

/** What `chats.ask` streams: first `start`, any number of `text`, then exactly one `turn` with the stored turn. */
export const AskEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    answerId: z.string(),
    chat: z.string(),
    version: z.string(),
    pointer: Pointer.nullable(),
    reason: RouteReason,
  }),
  z.object({ type: z.literal('retrieved'), hits: z.number(), ms: z.number() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('turn'), turn: Turn }),
]);
export type AskEvent = z.infer<typeof AskEvent>;

export const Difference = z.object({
  sameAnswer: z.boolean(),
  sameDocuments: z.boolean(),
  words: z.array(z.object({ op: z.enum(['same', 'stable', 'beta']), text: z.string() })),
  citationsOnlyInStable: z.array(z.string()),
  citationsOnlyInBeta: z.array(z.string()),
});
export type Difference = z.infer<typeof Difference>;

export const CompareEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('side'), side: z.enum(['stable', 'beta']), event: AskEvent }),
  z.object({ type: z.literal('differences'), differences: Difference }),
]);
export type CompareEvent = z.infer<typeof CompareEvent>;

export const Stage = z.enum(['parse', 'chunk', 'embed', 'index', 'retrieve', 'prompt', 'generate']);
export const InstalledVersion = z.object({
  id: z.string().describe('name@version'),
  name: z.string(),
  version: z.string(),
  state: z.enum(['stable', 'staged', 'retired']),
  pointer: Pointer.nullable(),
  notes: z.string(),
  goal: z.string(),
  installedAt: z.number(),
  documents: z.number(),
  ready: z.number().describe('Documents this version has indexed'),
  chunks: z.number(),
  fingerprint: z.string().describe('SHA-256 over the sorted content hashes it has indexed'),
  stages: z.record(Stage, z.string()),
});
export type InstalledVersion = z.infer<typeof InstalledVersion>;

export const ManifestDifference = z.object({
  key: z.string().describe('Path of the key, e.g. chunk.size'),
  stable: z.unknown(),
  beta: z.unknown(),
});

export const Check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), ms: z.number() });
export type Check = z.infer<typeof Check>;

export const VersionHealth = z.object({
  version: z.string(),
  pointer: Pointer.nullable(),
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  model: z.string(),
  modelLoaded: z.boolean(),
  embedder: z.string(),
  index: z.enum(['connected', 'closed', 'failed']),
  vectors: z.number(),
  fingerprint: z.string(),
});
export type VersionHealth = z.infer<typeof VersionHealth>;

/** What the person should know although nothing failed just now. */
export const noticeTexts = {
  'database-restored':
    'The database was damaged. The copy of an earlier day has taken its place; documents added since then are read again from the kept files. The damaged file is kept in the data folder.',
  'database-lost':
    'The database was damaged or gone, and there is no earlier copy. Documents are read again from the kept files; chats could not be brought back. A damaged file is kept in the data folder.',
} as const;
export type NoticeCode = keyof typeof noticeTexts;
export const Notice = z.object({
  code: z.enum(Object.keys(noticeTexts) as [NoticeCode, ...NoticeCode[]]),
  message: z.string(),
  at: z.number(),
  details: z.record(z.string(), z.unknown()),
});
export type Notice = z.infer<typeof Notice>;
export const Health = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  app: z.string(),
  runtime: z.string(),
  uptimeSeconds: z.number(),
  memoryMiB: z.number(),
  connections: z.number().describe('Network connections made by the app to other machines'),
  versions: z.array(VersionHealth),
  notices: z.array(Notice).optional().describe('Things of the last week that the person should know, newest first'),
});
export type Health = z.infer<typeof Health>;

export const Settings = z.object({
  language: z.enum(['auto', 'en', 'zh-CN']),
  theme: z.enum(['auto', 'light', 'dark']),
  library: z.string().describe('Library that new chats use'),
});
export type Settings = z.infer<typeof Settings>;

export const About = z.object({
  version: z.string(),
  runtime: z.string(),
  platform: z.string(),
  dataFolder: z.string(),
  connections: z.number(),
});
export type About = z.infer<typeof About>;
