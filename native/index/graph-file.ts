import { open } from 'node:fs/promises';

/** What the head of a graph file says about the graph. */
export interface GraphFileShape {
  dimension: number;
  m: number;
  efConstruction: number;
  /** Points, removed ones included. */
  count: number;
  bytes: number;
}

/**
 * Layout of a file that hnswlib writes on a 64-bit machine: a head of fixed size, the lowest layer with one record
 * per point (neighbours, vector, label), then for each point the length of its upper layers and these.
 */
const HEAD_BYTES = 96;
const READ_BYTES = 1024 * 1024;

/**
 * Walks a graph file as the addon would and says what is in it; null when the file is missing, cut off or no such
 * file. The addon itself accepts files of another dimension, and crashes after files that are too short.
 */
export async function inspectGraphFile(file: string): Promise<GraphFileShape | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return null;
  try {
    const bytes = (await handle.stat()).size;
    const head = Buffer.alloc(HEAD_BYTES);
    if (bytes < HEAD_BYTES || (await handle.read(head, 0, HEAD_BYTES, 0)).bytesRead < HEAD_BYTES) return null;
    const size = (at: number) => Number(head.readBigUInt64LE(at));
    const [offsetLevel0, capacity, count, recordBytes, labelOffset, vectorOffset] = [0, 8, 16, 24, 32, 40].map(size);
    const [maxM, maxM0, m] = [56, 64, 72].map(size);
    const dimension = (labelOffset! - vectorOffset!) / 4;
    const consistent =
      offsetLevel0 === 0 &&
      count! > 0 &&
      count! <= capacity! &&
      Number.isSafeInteger(dimension) &&
      dimension > 0 &&
      maxM === m &&
      maxM0 === 2 * m! &&
      vectorOffset === maxM0 * 4 + 4 &&
      recordBytes === labelOffset! + 8;
    if (!consistent) return null;

    // Upper layers: four bytes of length for each point, and that many bytes.
    const layerBytes = m! * 4 + 4;
    let position = HEAD_BYTES + count! * recordBytes!;
    let block = Buffer.alloc(0);
    let blockStart = position;
    for (let point = 0; point < count!; point++) {
      if (position + 4 > bytes) return null;
      if (position < blockStart || position + 4 > blockStart + block.length) {
        const next = Buffer.alloc(Math.min(READ_BYTES, bytes - position));
        const { bytesRead } = await handle.read(next, 0, next.length, position);
        if (bytesRead < 4) return null;
        block = next.subarray(0, bytesRead);
        blockStart = position;
      }
      const length = block.readUInt32LE(position - blockStart);
      if (length % layerBytes !== 0) return null;
      position += 4 + length;
    }
    if (position !== bytes) return null;
    return { dimension, m: m!, efConstruction: size(88), count: count!, bytes };
  } finally {
    await handle.close();
  }
}
