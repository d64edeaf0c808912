import iconv from 'iconv-lite';
import { type Candidate, candidates, plausibility } from './plausibility.ts';

export interface DecodedText {
  /** As decoded, byte order mark removed, not yet cleaned. */
  text: string;
  /** Name of the encoding in lower case, e.g. 'utf-8', 'gb18030'. */
  encoding: string;
}

/** Enough to tell encodings apart; the rest of a long file is decoded once, with the winner. */
const sampleBytes = 64 * 1024;

/** Longest first: the mark of UTF-32LE begins with that of UTF-16LE. */
const marks: [bytes: number[], encoding: string][] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * Decodes a text file of unknown encoding: by its byte order mark, as UTF-8 when all of it is valid, else by how
 * plausible each encoding makes a sample. Null when the bytes are no text in any of them.
 */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [mark, encoding] of marks) {
    if (mark.every((byte, index) => buffer[index] === byte)) {
      return readable(iconv.decode(buffer.subarray(mark.length), encoding), encoding);
    }
  }
  const sample = buffer.subarray(0, sampleBytes);
  // UTF-16 of ASCII is valid UTF-8 with a NUL behind every letter; a stray NUL in UTF-8 is only dirt.
  const nuls = sample.reduce((count, byte) => count + Number(byte === 0), 0);
  if (nuls < sample.length / 10 && isUtf8(buffer)) return readable(buffer.toString('utf8'), 'utf-8');

  let best: { candidate: Candidate; score: number } | undefined;
  for (const candidate of candidates) {
    const score = plausibility(candidate, sample, iconv.decode(sample, candidate.encoding));
    if (!best || score > best.score) best = { candidate, score };
  }
  if (!best || best.score <= 0) return null;
  return readable(iconv.decode(buffer, best.candidate.encoding), best.candidate.encoding);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Text has next to no control characters; programs, pictures and the like are full of them. */
function readable(text: string, encoding: string): DecodedText | null {
  const sample = text.slice(0, sampleBytes);
  const controls = sample.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F\u007F]/g)?.length ?? 0;
  if (controls > 2 && controls > sample.length / 100) return null;
  return { text, encoding };
}
