import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../core/contract/index.ts';
import { ggufTensorBytes } from './gguf-tensor-bytes.ts';

/** What a GGUF says of itself, after its shape has been checked. */
export interface GgufSummary {
  version: number;
  bytes: number;
  tensors: number;
  /** Such as llama, qwen3 or bert; null when the file does not say. */
  architecture: string | null;
}

/** Bytes of the scalar metadata types by type number; 8 is a string and 9 an array. */
const scalarBytes: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const stringType = 8;
const arrayType = 9;
/** Far above any real model, far below what would make the check itself slow. */
const maxEntries = 1_000_000;
const maxStringBytes = 64 * 1024 * 1024;
const windowBytes = 1024 * 1024;

/**
 * Reads the header of the GGUF at `path` and compares every tensor with the length of the file, because llama.cpp may
 * end its process over a damaged one. Fails with model-missing, or with model-invalid and a reason in `details`.
 */
export async function checkGguf(path: string): Promise<GgufSummary> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw fileError(path, error);
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Damage('not a file');
    return await readSummary(createReader(file, stats.size), stats.size);
  } catch (error) {
    if (error instanceof Damage) throw new AppError('model-invalid', { path, reason: error.message });
    throw fileError(path, error);
  } finally {
    await file.close();
  }
}

class Damage extends Error {}

function fileError(path: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('model-missing', { path });
  return new AppError('model-invalid', { path, reason: String(error) }, { cause: error });
}

async function readSummary(reader: Reader, bytes: number): Promise<GgufSummary> {
  if ((await reader.take(4)).toString('latin1') !== 'GGUF') throw new Damage('no GGUF magic');
  const version = await reader.u32();
  if (version !== 2 && version !== 3) throw new Damage(`unknown version ${version}`);
  const tensors = await reader.count();
  const entries = await reader.count();
  let architecture: string | null = null;
  let alignment = 32;
  for (let entry = 0; entry < entries; entry++) {
    const key = await reader.string();
    const type = await reader.u32();
    if (key === 'general.architecture' && type === stringType) architecture = await reader.string();
    else if (key === 'general.alignment' && type === 4) alignment = await reader.u32();
    else await skipValue(reader, type);
  }
  if (alignment === 0 || alignment % 8 !== 0) throw new Damage(`impossible alignment ${alignment}`);
  if (tensors === 0) throw new Damage('no tensors');
  const extents: { name: string; offset: number; size: number }[] = [];
  for (let tensor = 0; tensor < tensors; tensor++) {
    const name = await reader.string();
    const dimensions = await reader.u32();
    if (dimensions < 1 || dimensions > 4) throw new Damage(`tensor ${name} has ${dimensions} dimensions`);
    const shape: number[] = [];
    for (let dimension = 0; dimension < dimensions; dimension++) shape.push(await reader.u64());
    const type = await reader.u32();
    const offset = await reader.u64();
    if (offset % alignment !== 0) throw new Damage(`tensor ${name} is not aligned`);
    const size = ggufTensorBytes(type, shape);
    if (size === null) throw new Damage(`tensor ${name} has an impossible shape`);
    extents.push({ name, offset, size });
  }
  const start = Math.ceil(reader.position() / alignment) * alignment;
  const cut = extents.find(({ offset, size }) => start + offset + size > bytes);
  if (cut) throw new Damage(`the file ends before tensor ${cut.name} does`);
  return { version, bytes, tensors, architecture };
}

async function skipValue(reader: Reader, type: number): Promise<void> {
  const size = scalarBytes[type];
  if (size !== undefined) return await reader.skip(size);
  if (type === stringType) return await reader.skip(await reader.stringLength());
  if (type !== arrayType) throw new Damage(`unknown metadata type ${type}`);
  const itemType = await reader.u32();
  const count = await reader.u64();
  const itemSize = scalarBytes[itemType];
  if (itemSize !== undefined) return await reader.skip(count * itemSize);
  if (itemType !== stringType || count > 16 * maxEntries) throw new Damage('an array that no model has');
  for (let item = 0; item < count; item++) {
    // Vocabularies hold hundreds of thousands of strings: stay out of promises while the window lasts.
    if (!reader.skipStringHere()) await reader.skip(await reader.stringLength());
  }
}

type Reader = ReturnType<typeof createReader>;

/** Reads little-endian values in order through a window on the file; the end of the file is damage. */
function createReader(file: FileHandle, bytes: number) {
  let window = Buffer.alloc(0);
  let windowStart = 0;
  let position = 0;

  async function take(length: number): Promise<Buffer> {
    if (position + length > bytes) throw new Damage('the file ends within its header');
    const from = position - windowStart;
    if (from < 0 || from + length > window.length) {
      window = Buffer.alloc(Math.min(Math.max(length, windowBytes), bytes - position));
      windowStart = position;
      let filled = 0;
      while (filled < window.length) {
        const { bytesRead } = await file.read(window, filled, window.length - filled, position + filled);
        if (bytesRead === 0) throw new Damage('the file became shorter while it was read');
        filled += bytesRead;
      }
    }
    const start = position - windowStart;
    position += length;
    return window.subarray(start, start + length);
  }

  const u32 = async () => (await take(4)).readUInt32LE();
  const u64 = async () => {
    const value = Number((await take(8)).readBigUInt64LE());
    if (!Number.isSafeInteger(value)) throw new Damage('a number beyond any file');
    return value;
  };
  const stringLength = async () => {
    const length = await u64();
    if (length > maxStringBytes) throw new Damage('a text longer than any model has');
    return length;
  };
  return {
    take,
    u32,
    u64,
    stringLength,
    position: () => position,
    async count() {
      const value = await u64();
      if (value > maxEntries) throw new Damage(`${value} entries`);
      return value;
    },
    async string() {
      return (await take(await stringLength())).toString('utf8');
    },
    async skip(length: number) {
      if (position + length > bytes) throw new Damage('the file ends within its header');
      position += length;
    },
    /** Skips a string that lies within the window; false, and nothing is read, when it does not. */
    skipStringHere(): boolean {
      const from = position - windowStart;
      if (from < 0 || from + 8 > window.length || window.readUInt32LE(from + 4) !== 0) return false;
      const length = window.readUInt32LE(from);
      if (from + 8 + length > window.length) return false;
      position += 8 + length;
      return true;
    },
  };
}
