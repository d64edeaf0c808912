import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError } from '../../core/contract/index.ts';
import type { VectorPart } from '../../core/ports.ts';
import type { LoadedPart } from './vector-store.ts';

/** hnswlib-node keeps labels as unsigned 32-bit numbers and wraps larger ones without a word. */
const LABEL_LIMIT = 2 ** 32;
/** Bytes per read; small enough that a cancellation is seen soon. */
const READ_BYTES = 4 * 1024 * 1024;

/** Refuses parts that no index can hold: bad labels, or labels that two parts claim. Fails with index-failed. */
export function checkLabels(parts: Iterable<VectorPart>): void {
  const sorted = [...parts].sort((a, b) => a.firstLabel - b.firstLabel);
  let free = 0;
  for (const { file, firstLabel, count } of sorted) {
    const whole = Number.isSafeInteger(firstLabel) && Number.isSafeInteger(count);
    if (!whole || firstLabel < 0 || count < 1 || firstLabel + count > LABEL_LIMIT) {
      throw new AppError('index-failed', { reason: 'labels', file, firstLabel, count });
    }
    if (firstLabel < free) throw new AppError('index-failed', { reason: 'labels-overlap', file, firstLabel, count });
    free = firstLabel + count;
  }
}

/**
 * Reads a part and checks its size, its checksum and that every value is finite.
 * Fails with index-failed and details { reason: 'unreadable' | 'size' | 'checksum' | 'not-finite', file }.
 */
export async function readPart(part: VectorPart, dimension: number, signal?: AbortSignal): Promise<LoadedPart> {
  const bytes = new Uint8Array(part.count * dimension * 4);
  await eachBlock(part, dimension, signal, (block, offset) => bytes.set(block, offset));
  // Every platform the app ships for is little-endian, as the files are.
  const rows = new Float32Array(bytes.buffer);
  for (let i = 0; i < rows.length; i++) {
    if (!Number.isFinite(rows[i])) {
      throw new AppError('index-failed', { reason: 'not-finite', file: part.file, row: Math.floor(i / dimension) });
    }
  }
  return { part, rows };
}

/** Checks a part's size and checksum without keeping its vectors. Fails as `readPart` does. */
export async function verifyPart(part: VectorPart, dimension: number, signal?: AbortSignal): Promise<void> {
  await eachBlock(part, dimension, signal, () => undefined);
}

/** One row of a part, unchecked. Fails with index-failed when it is not there. */
export async function readRow(part: VectorPart, row: number, dimension: number): Promise<Float32Array> {
  const vector = new Float32Array(dimension);
  const bytes = new Uint8Array(vector.buffer);
  const { file } = part;
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new AppError('index-failed', { reason: 'unreadable', file, cause: error.message });
  });
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, row * bytes.length);
    if (bytesRead < bytes.length) throw new AppError('index-failed', { reason: 'size', file, row });
    return vector;
  } finally {
    await handle.close();
  }
}

async function eachBlock(
  part: VectorPart,
  dimension: number,
  signal: AbortSignal | undefined,
  use: (block: Uint8Array, offset: number) => void,
): Promise<void> {
  const { file } = part;
  const expected = part.count * dimension * 4;
  const failed = (reason: string, more: Record<string, unknown> = {}) =>
    new AppError('index-failed', { reason, file, ...more });
  const handle = await open(file, 'r').catch((error: Error) => {
    throw failed('unreadable', { cause: error.message });
  });
  try {
    const { size } = await handle.stat();
    if (size !== expected) throw failed('size', { expected, got: size });
    const hash = createHash('sha256');
    const block = new Uint8Array(Math.min(READ_BYTES, expected));
    for (let offset = 0; offset < expected; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(block, 0, Math.min(block.length, expected - offset), offset);
      if (bytesRead === 0) throw failed('size', { expected, got: offset });
      const read = block.subarray(0, bytesRead);
      hash.update(read);
      use(read, offset);
      offset += bytesRead;
    }
    if (hash.digest('hex') !== part.sha256.toLowerCase()) throw failed('checksum');
  } finally {
    await handle.close();
  }
}
