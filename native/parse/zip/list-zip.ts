import iconv from 'iconv-lite';

/** An entry of a ZIP archive as its directory at the end of the file declares it. */
export interface ZipEntry {
  name: string;
  /** Bytes when unpacked, as declared. */
  size: number;
  /** Bytes in the file, as declared. */
  packed: number;
  /** 0 stored, 8 deflated; nothing else is used by documents. */
  method: number;
  checksum: number;
  encrypted: boolean;
  /** Where the entry begins in the file. */
  offset: number;
}

const endRecord = { signature: 0x06054b50, bytes: 22 };
const directoryRecord = { signature: 0x02014b50, bytes: 46 };
const farEndRecord = { signature: 0x06064b50, locator: 0x07064b50 };

/** The directory of a ZIP archive, without unpacking anything; null when there is none or it is damaged. */
export function listZip(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The end record is followed by a comment of up to 64 KiB.
  const lowest = Math.max(0, bytes.length - endRecord.bytes - 0xffff);
  let end = bytes.length - endRecord.bytes;
  while (end >= lowest && view.getUint32(end, true) !== endRecord.signature) end -= 1;
  if (end < lowest) return null;
  try {
    return readDirectory(bytes, view, end);
  } catch (error) {
    // A field that points out of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readDirectory(bytes: Uint8Array, view: DataView, end: number): ZipEntry[] | null {
  let count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if ((count === 0xffff || at === 0xffffffff) && view.getUint32(end - 20, true) === farEndRecord.locator) {
    const record = Number(view.getBigUint64(end - 12, true));
    if (view.getUint32(record, true) !== farEndRecord.signature) return null;
    count = Number(view.getBigUint64(record + 32, true));
    at = Number(view.getBigUint64(record + 48, true));
  }
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (view.getUint32(at, true) !== directoryRecord.signature) return null;
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const nameEnd = at + directoryRecord.bytes + nameLength;
    const entry: ZipEntry = {
      name: decodeName(bytes.subarray(at + directoryRecord.bytes, nameEnd)),
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      encrypted: (flags & 1) === 1,
      offset: view.getUint32(at + 42, true),
    };
    readFarFields(entry, view, nameEnd, nameEnd + extraLength);
    entries.push(entry);
    at = nameEnd + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Fields too small for their numbers have them in an extra field of 64-bit numbers, in this order. */
function readFarFields(entry: ZipEntry, view: DataView, start: number, end: number): void {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (entry[key] !== 0xffffffff) continue;
      entry[key] = Number(view.getBigUint64(field, true));
      field += 8;
    }
    return;
  }
}

/** Names are UTF-8 whether marked so or not; old programs wrote them in the code page of their country. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const chinese = iconv.decode(Buffer.from(bytes), 'gb18030');
    return chinese.includes('\uFFFD') ? iconv.decode(Buffer.from(bytes), 'cp437') : chinese;
  }
}
