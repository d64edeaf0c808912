import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { CallOptions, Llama, Parser } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { nextTurn } from '../store/next-turn.ts';
import { modelFile } from './model-file.ts';

export interface EmbeddedTexts {
  dimension: number;
  /** Row-major, a row per text. */
  vectors: Float32Array;
  /** SHA-256 over recipe and text, per text. */
  keys: Buffer[];
}

/**
 * Embeds texts, each once in the life of a data folder: a text whose vector lies in some vector file of the same
 * recipe is copied from there. Which document it came from and how that was cut does not matter.
 */
export interface TextVectors {
  embed(pipeline: InstalledPipeline, texts: readonly string[], options: CallOptions): Promise<EmbeddedTexts>;
  /** Notes which row of a stored vector file holds which text. Cut off half way, texts are only embedded again. */
  remember(vectorsId: number, keys: readonly Buffer[]): Promise<void>;
  /** Forgets what a vector file holds, in slices; the file's row may go after that. */
  forget(vectorsId: number): Promise<void>;
}

/** Texts per call of the embedder: a call can be cancelled between two of them, and no message gets too large. */
const embedBatch = { hash: 256, llama: 64 };
const slice = 400;

interface Place {
  vectorsId: number;
  embedDigest: string;
  sha256: string;
  fileSha256: string;
  dimension: number;
  row: number;
}

export function createTextVectors(options: {
  database: Database;
  parser: Parser;
  llama: Llama;
  modelsFolder: string;
  vectorFile: (embedDigest: string, contentSha256: string) => string;
}): TextVectors {
  const { database, parser, llama, modelsFolder, vectorFile } = options;
  const find = database.prepare(
    `SELECT v.id AS vectorsId, v.embed_digest AS embedDigest, v.sha256, v.file_sha256 AS fileSha256, v.dimension, t.row
     FROM text_vector t JOIN vectors v ON v.id = t.vectors_id WHERE t.text = ? LIMIT 1`,
  );
  const insert = database.prepare('INSERT OR IGNORE INTO text_vector (text, vectors_id, row) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM text_vector WHERE vectors_id = ? AND row < ?');
  const lastRow = database.prepare('SELECT max(row) FROM text_vector WHERE vectors_id = ?').pluck();

  /** Calls `use` with the items from `from` to `to`, slice by slice, and lets other work go between. */
  async function inSlices(count: number, use: (from: number, to: number) => void): Promise<void> {
    for (let from = 0; from < count; from += slice) {
      use(from, Math.min(count, from + slice));
      if (from + slice < count) await nextTurn();
    }
  }

  /** Vectors that are stored already, by the text's key. */
  async function stored(keys: ReadonlyMap<string, Buffer>): Promise<Map<string, Float32Array>> {
    const byFile = new Map<number, { place: Place; wanted: Map<number, string> }>();
    const list = [...keys];
    await inSlices(list.length, (from, to) => {
      for (const [name, key] of list.slice(from, to)) {
        const place = find.get(key) as Place | undefined;
        if (!place) continue;
        const group = byFile.get(place.vectorsId) ?? { place, wanted: new Map<number, string>() };
        group.wanted.set(place.row, name);
        byFile.set(place.vectorsId, group);
      }
    });
    const found = new Map<string, Float32Array>();
    for (const { place, wanted } of byFile.values()) {
      const rows = await readRows(vectorFile(place.embedDigest, place.sha256), place, new Set(wanted.keys()));
      for (const [row, vector] of rows) found.set(wanted.get(row)!, vector);
    }
    return found;
  }

  async function embedNow(pipeline: InstalledPipeline, texts: readonly string[], callOptions: CallOptions) {
    const { embed, limits } = pipeline.manifest;
    const parts: Float32Array[] = [];
    let dimension = embed.engine === 'hash' ? embed.dimension : 0;
    const size = embedBatch[embed.engine];
    for (let from = 0; from < texts.length; from += size) {
      callOptions.signal?.throwIfAborted();
      const batch = texts.slice(from, from + size);
      if (embed.engine === 'hash') {
        parts.push(await parser.hashEmbed({ texts: batch, dimension }, callOptions));
        continue;
      }
      const request = {
        model: modelFile(modelsFolder, embed.model),
        texts: batch.map((text) => embed.documentPrefix + text),
        threads: limits.threads,
      };
      const result = await llama.embed(request, callOptions);
      dimension = result.dimension;
      parts.push(result.vectors);
    }
    return { dimension, rowAt: rowsOf(parts, dimension) };
  }

  return {
    async embed(pipeline, texts, callOptions) {
      const keys: Buffer[] = [];
      await inSlices(texts.length, (from, to) => {
        for (const text of texts.slice(from, to)) {
          keys.push(createHash('sha256').update(pipeline.textRecipe).update(text).digest());
        }
      });
      // A text that comes twice in a document is embedded once as well.
      const names = keys.map((key) => key.toString('latin1'));
      const distinct = new Map(names.map((name, at) => [name, keys[at]!]));
      const known = await stored(distinct);
      const missing = new Map<string, string>();
      for (const [at, name] of names.entries()) if (!known.has(name)) missing.set(name, texts[at]!);
      const { dimension: made, rowAt } = await embedNow(pipeline, [...missing.values()], callOptions);
      let next = 0;
      for (const name of missing.keys()) known.set(name, rowAt(next++));
      const dimension = made || (known.values().next().value?.length ?? 0);
      const vectors = new Float32Array(texts.length * dimension);
      await inSlices(names.length, (from, to) => {
        for (let at = from; at < to; at++) vectors.set(known.get(names[at]!)!, at * dimension);
      });
      return { dimension, vectors, keys };
    },
    async remember(vectorsId, keys) {
      await inSlices(keys.length, (from, to) => {
        database.transaction(() => {
          for (let row = from; row < to; row++) insert.run(keys[row], vectorsId, row);
        })();
      });
    },
    async forget(vectorsId) {
      const last = lastRow.get(vectorsId) as number | null;
      if (last !== null) await inSlices(last + 1, (_, to) => remove.run(vectorsId, to));
    },
  };
}

/** A function that gives the nth row of blocks of rows. */
function rowsOf(parts: readonly Float32Array[], dimension: number): (at: number) => Float32Array {
  const starts: number[] = [];
  let rows = 0;
  for (const part of parts) {
    starts.push(rows);
    rows += part.length / dimension;
  }
  return (at) => {
    const block = starts.findLastIndex((start) => start <= at);
    const from = (at - starts[block]!) * dimension;
    return parts[block]!.subarray(from, from + dimension);
  };
}

/** The wanted rows of a vector file by row; none when the file is not what its checksum says. */
async function readRows(
  file: string,
  { fileSha256, dimension }: Place,
  wanted: ReadonlySet<number>,
): Promise<Map<number, Float32Array>> {
  const bytesPerRow = dimension * 4;
  const hash = createHash('sha256');
  const found = new Map<number, Float32Array>();
  try {
    // Blocks of whole rows, so that no row lies across two of them.
    const rowsPerBlock = Math.max(1, Math.floor((1 << 20) / bytesPerRow));
    let rest = Buffer.alloc(0);
    let row = 0;
    const take = (block: Buffer) => {
      for (let at = 0; at + bytesPerRow <= block.length; at += bytesPerRow, row++) {
        if (!wanted.has(row)) continue;
        const vector = new Float32Array(dimension);
        new Uint8Array(vector.buffer).set(block.subarray(at, at + bytesPerRow));
        found.set(row, vector);
      }
    };
    for await (const part of createReadStream(file, { highWaterMark: rowsPerBlock * bytesPerRow })) {
      hash.update(part as Buffer);
      const block = rest.length > 0 ? Buffer.concat([rest, part as Buffer]) : (part as Buffer);
      const whole = block.length - (block.length % bytesPerRow);
      take(block.subarray(0, whole));
      rest = Buffer.from(block.subarray(whole));
    }
  } catch {
    return new Map();
  }
  return hash.digest('hex') === fileSha256 ? found : new Map();
}
