import { isUtf8 } from 'node:buffer';
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
  const sample = telling(buffer);
  // UTF-16 of ASCII is valid UTF-8 with a NUL behind every letter; a stray NUL in UTF-8 is only dirt.
  const nuls = sample.reduce((count, byte) => count + Number(byte === 0), 0);
  if (nuls < sample.length / 10 && isUtf8(buffer)) {
    // Japanese mails and old files switch between alphabets by escape sequences of ASCII.
    if (/\x1B\$[@B]/.test(sample.toString('latin1')))
      return readable(new TextDecoder('iso-2022-jp').decode(buffer), 'iso-2022-jp');
    const text = readable(buffer.toString('utf8'), 'utf-8');
    // The halves of UTF-16 letters may all be ASCII: letters and control characters, which is no text.
    if (text) return text;
  }

  let best: { candidate: Candidate; score: number } | undefined;
  for (const candidate of candidates) {
    const score = plausibility(
      candidate,
      sample,
      iconv.decode(sample, candidate.encoding),
      sample.length < buffer.length,
    );
    if (!best || score > best.score) best = { candidate, score };
  }
  if (!best || best.score <= 0) return null;
  return readable(iconv.decode(buffer, best.candidate.encoding), best.candidate.encoding);
}

/** The part of a file that tells encodings apart: long stretches of ASCII before the first other byte do not. */
function telling(buffer: Buffer): Buffer {
  let first = 0;
  while (first < buffer.length && buffer[first]! < 0x80) first += 1;
  // An even offset, so that characters of two bytes stay whole.
  const start = first < sampleBytes / 2 || first === buffer.length ? 0 : (first - 1024) & ~1;
  return buffer.subarray(start, start + sampleBytes);
}

/** Text has next to no control characters; programs, pictures and the like are full of them. */
function readable(text: string, encoding: string): DecodedText | null {
  const sample = text.slice(0, sampleBytes);
  const controls = sample.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F\u007F]/g)?.length ?? 0;
  if (controls > 2 && controls > sample.length / 100) return null;
  return { text, encoding };
}
