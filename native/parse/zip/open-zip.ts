import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '../../../core/contract/index.ts';
import { largestPart, largestUnpacked, mostParts, suspectPart } from '../limits.ts';
import { listZip, type ZipEntry } from './list-zip.ts';

/** The parts of a packed document. Nothing is ever written to disk, so a part's name is a key and no path. */
export interface Zip {
  readonly names: readonly string[];
  has(name: string): boolean;
  /**
   * Unpacks one part, null when there is none of this name (upper and lower case are alike). Fails with
   * document-unreadable, document-encrypted or document-unpacks-too-large.
   */
  read(name: string): Uint8Array | null;
}

/** Opens a packed document. Fails with document-unreadable or document-too-many-parts. */
export function openZip(bytes: Uint8Array, entries: readonly ZipEntry[] | null = listZip(bytes)): Zip {
  if (!entries) throw new AppError('document-unreadable', { reason: 'damaged archive' });
  if (entries.length > mostParts)
    throw new AppError('document-too-many-parts', { parts: entries.length, limit: mostParts });
  const byName = new Map(entries.map((entry) => [key(entry.name), entry]));
  let unpacked = 0;
  return {
    names: entries.map((entry) => entry.name),
    has: (name) => byName.has(key(name)),
    read(name) {
      const entry = byName.get(key(name));
      if (!entry) return null;
      if (entry.encrypted) throw new AppError('document-encrypted');
      const repetitive = entry.size > suspectPart.bytes && entry.size > entry.packed * suspectPart.ratio;
      if (entry.size > largestPart || repetitive)
        throw new AppError('document-unpacks-too-large', { part: entry.name, bytes: entry.size, packed: entry.packed });
      unpacked += entry.size;
      if (unpacked > largestUnpacked)
        throw new AppError('document-unpacks-too-large', { bytes: unpacked, limitBytes: largestUnpacked });
      return unpack(bytes, entry);
    },
  };
}

function key(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

function unpack(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const damaged = (cause?: unknown) =>
    new AppError('document-unreadable', { reason: 'damaged archive', part: entry.name }, { cause });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50) throw damaged();
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  const packed = bytes.subarray(start, start + entry.packed);
  if (packed.length !== entry.packed) throw damaged();
  let content: Uint8Array;
  if (entry.method === 0) content = packed;
  else if (entry.method === 8) {
    try {
      // The declared size is the most that is ever unpacked, whatever the packed data would grow to.
      content = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    } catch (error) {
      throw damaged(error);
    }
  } else throw new AppError('document-unreadable', { reason: 'packed by an unknown method', part: entry.name });
  if (content.length !== entry.size || crc32(content) !== entry.checksum) throw damaged();
  return content;
}
