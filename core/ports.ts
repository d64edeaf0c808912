import type { ChunkConfig, DocumentFormat, IndexConfig } from './contract/index.ts';

/** What core asks of the outside. Shells hand these to `createApp`; native/ implements the heavy ones. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Limit of this call in milliseconds; the callee has a default of its own. */
  timeoutMs?: number;
}

/** What is known of a parsed document without opening its text again. */
export interface ParseSummary {
  format: DocumentFormat;
  title: string | null;
  /** Null where the format has no pages. */
  pages: number | null;
  /** UTF-16 characters of text. */
  characters: number;
  /** SHA-256 (hex) of the stored text. */
  textSha256: string;
  /** Name of the encoding a text file was read in, else null. */
  encoding: string | null;
}

/** A chunk of a document. `text` equals the document's text from `start` to `end`. */
export interface ChunkRow {
  ordinal: number;
  start: number;
  end: number;
  /** 1-based physical page of the first character; null where the format has none. */
  page: number | null;
  /** Path of headings above the chunk, joined by ' › '; null when there is none. */
  heading: string | null;
  text: string;
  /** Search tokens of heading and text, separated by blanks, as full text search stores them. */
  tokens: string;
}

/** Reads files and does the text work that would block the main thread. Each file has limits of its own. */
export interface Parser {
  /**
   * Reads `source` and writes a `ParsedDocument` (core/library/parsed.ts) as JSON to `output`, complete or not at all.
   * Fails with a document-* code. `name` decides between formats that look alike.
   */
  parse(
    job: { source: string; name: string; output: string },
    options?: CallOptions & { onPage?: (page: number, pages: number) => void },
  ): Promise<ParseSummary>;
  /** Cuts a parsed document (the JSON file at `parsed`) into chunks. */
  chunk(job: { parsed: string; chunk: ChunkConfig }, options?: CallOptions): Promise<ChunkRow[]>;
  /** Built-in embedding of each text: row-major, texts.length x dimension, each row of length 1 (or all 0). */
  hashEmbed(job: { texts: string[]; dimension: number }, options?: CallOptions): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A file of vectors: row-major little-endian float32, `count` rows, labelled firstLabel, firstLabel+1, … */
export interface VectorPart {
  file: string;
  /** SHA-256 (hex) of the file. */
  sha256: string;
  firstLabel: number;
  count: number;
}

export interface IndexSpec {
  /** Digest of everything that decides the vectors; one open index per id. */
  id: string;
  dimension: number;
  config: IndexConfig;
  /** Folder of the cached graph: <data>/artifacts/index/<id>. */
  folder: string;
}

export interface IndexStatus {
  vectors: number;
  mode: 'exact' | 'hnsw';
  /** How the index came to be when it was opened. `rebuilt` means that a stored graph failed its check. */
  opened: 'built' | 'loaded' | 'rebuilt';
}

export interface VectorIndex {
  /** Opens an index over `parts`. Parts that fail their checksum fail the call with index-failed and name the file. */
  open(spec: IndexSpec, parts: VectorPart[], options?: CallOptions): Promise<IndexStatus>;
  add(id: string, part: VectorPart, options?: CallOptions): Promise<IndexStatus>;
  /** Takes the part with this first label out. Unknown parts are ignored. */
  remove(id: string, firstLabel: number, options?: CallOptions): Promise<IndexStatus>;
  /** The k nearest by cosine, best first; score in [-1, 1]. */
  search(
    id: string,
    query: Float32Array,
    k: number,
    options?: CallOptions,
  ): Promise<{ labels: number[]; scores: number[] }>;
  /** Writes the graph to its folder if it changed; a no-op for exact indexes. */
  save(id: string): Promise<void>;
  /** Frees the index; unknown ids are ignored. What was not saved is built again when it is opened the next time. */
  release(id: string): Promise<void>;
  close(): Promise<void>;
}

export interface GenerateRequest {
  /** Absolute path of the GGUF. */
  model: string;
  system: string;
  user: string;
  /** Earlier questions and answers of the chat, oldest first. */
  history: { question: string; answer: string }[];
  chatWrapper: string;
  contextTokens: number;
  maxTokens: number;
  temperature: number;
  seed: number;
  /** 0: chosen by the engine. */
  threads: number;
}

export type GenerateEvent =
  | { type: 'text'; text: string }
  | { type: 'end'; tokens: number; promptTokens: number; stop: 'end' | 'max-tokens' | 'aborted' };

export interface Llama {
  /** Streams an answer. Ends with exactly one `end`; an abort ends the token loop and yields `end` with `aborted`. */
  generate(request: GenerateRequest, options?: CallOptions): AsyncIterable<GenerateEvent>;
  /** Unit-length vectors, row-major. Over-long texts are split and averaged. Fails with model-* codes. */
  embed(
    request: { model: string; texts: string[]; threads: number },
    options?: CallOptions,
  ): Promise<{ dimension: number; vectors: Float32Array }>;
  countTokens(request: { model: string; texts: string[] }, options?: CallOptions): Promise<number[]>;
  /** Models whose process is running with weights loaded. */
  loaded(): string[];
  close(): Promise<void>;
}

export type FolderEvent =
  /** From here on every change is told. */
  | { type: 'ready' }
  /** Something at this path below the folder ('/' between its parts) may have changed. */
  | { type: 'changed'; path: string }
  /** Nothing more is told, for example because the system watches as much as it can already. */
  | { type: 'failed'; cause: string };

/** Tells what may have changed in a folder. Telling too much costs a look; nothing is read here. */
export interface FolderWatcher {
  /**
   * Watches the folder at `path` and all below it but what `ignore` and `places` leave out, as
   * core/text/watched-ignore.ts reads them. Links are not followed. Nothing is told after the call of `close`.
   */
  start(
    folder: { path: string; ignore: readonly string[]; places: readonly string[] },
    tell: (event: FolderEvent) => void,
  ): { close(): Promise<void> };
}

/** What rules can ask of the machine. Null where the system does not tell. */
export interface DeviceState {
  read(): { battery: boolean | null; gpu: boolean | null; availableMemoryMiB: number };
}

export interface Notifier {
  notify(title: string, body: string): void;
}

/** Settings as one JSON object; the shell decides where they are kept. */
export interface SettingsStore {
  get(): Record<string, unknown>;
  set(values: Record<string, unknown>): void;
}

/** A check of the self-test: `run` gives a line about what it found, or throws. */
export interface SelfCheck {
  name: string;
  run(signal?: AbortSignal): Promise<string>;
}
