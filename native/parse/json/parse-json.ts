import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { deepestNesting } from '../limits.ts';
import type { DecodedText } from '../text/decode-text.ts';
import { createTextBuilder } from '../text-builder.ts';

/** More numbers than this in a row are measurements or coordinates: one line, not one each. */
const mostNumbers = 8;

/**
 * JSON as lines 'path: value', such as 'people[0].name: Ada', so that each value says where it belongs. One value per
 * line of the file (JSON lines) reads as an array. Null where the text is no JSON. Fails with document-too-deep or
 * document-empty.
 */
export function parseJson(decoded: DecodedText): ParsedDocument | null {
  if (nesting(decoded.text) > deepestNesting) throw new AppError('document-too-deep', { limit: deepestNesting });
  const value = readValue(decoded.text);
  if (value === undefined) return null;
  const builder = createTextBuilder();
  let gap = false;

  function write(path: string, item: unknown, top: boolean): void {
    const line = plainLine(item);
    if (line !== null) {
      if (line === '') return;
      builder.add(path ? `${path}: ${line}` : line, gap ? '\n\n' : '\n');
      gap = false;
      return;
    }
    for (const [name, member] of members(path, item as object)) {
      // Things of the highest level stand apart by a blank line.
      if (top && plainLine(member) === null) gap = true;
      write(name, member, false);
    }
  }

  write('', value, true);
  return { format: 'json', title: null, encoding: decoded.encoding, ...builder.finish() };
}

/** The deepest nesting of arrays and objects, found without reading values. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length && deepest <= deepestNesting; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = stringEnd(text, at);
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) at += 1;
  }
  return text.length;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (lines.length < 2) return undefined;
    try {
      return lines.map((line) => JSON.parse(line));
    } catch {
      return undefined;
    }
  }
}

function members(path: string, value: object): [path: string, member: unknown][] {
  if (Array.isArray(value)) return value.map((member, index) => [`${path}[${index}]`, member]);
  return Object.entries(value).map(([key, member]) => {
    const plain = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key);
    if (!plain) return [`${path}[${JSON.stringify(key)}]`, member];
    return [path ? `${path}.${key}` : key, member];
  });
}

/** The value in one line; null for what takes several. */
function plainLine(value: unknown): string | null {
  if (value === null) return '';
  if (typeof value === 'string') return cleanText(value).trim();
  if (typeof value !== 'object') return String(value);
  const numbers = Array.isArray(value) && value.length > mostNumbers && value.every((item) => typeof item === 'number');
  return numbers ? value.join(', ') : null;
}
