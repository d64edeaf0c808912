import { headerText, quotedPrintable } from './header-words.ts';

/** A part of a mail (RFC 2045): its headers by lower-case name, its type, and its contents or the parts inside it. */
export interface MimePart {
  headers: ReadonlyMap<string, string>;
  /** Type in lower case, e.g. 'text/plain'. */
  type: string;
  /** Parameters of the type in lower-case names, e.g. 'charset'. */
  parameters: ReadonlyMap<string, string>;
  /** The name a part is saved under; null for parts without one. */
  fileName: string | null;
  isAttachment: boolean;
  parts: MimePart[];
  /** The contents with their transfer encoding undone. */
  content(): Uint8Array;
}

/** Parts inside parts; mails of people stay below ten. */
const deepest = 20;
const mostParts = 2000;
/** Headers of a mail may fill this many characters; more is no mail. */
const longestHeaders = 256 * 1024;

/** Reads a mail. `source` holds a byte per character. Nothing throws: what is no header is contents. */
export function readMime(source: string): MimePart {
  return readPart(source, 0, 'text/plain', { left: mostParts });
}

function readPart(source: string, depth: number, usualType: string, budget: { left: number }): MimePart {
  budget.left -= 1;
  const { headers, body } = splitHeaders(source);
  const { value, parameters } = readParameters(headers.get('content-type') ?? usualType);
  const disposition = readParameters(headers.get('content-disposition') ?? '');
  const fileName = disposition.parameters.get('filename') ?? parameters.get('name') ?? null;
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(value) ? value : 'text/plain';
  const boundary = parameters.get('boundary');
  let parts: MimePart[] = [];
  if (depth < deepest && budget.left > 0) {
    const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    if (type.startsWith('multipart/') && boundary)
      parts = splitParts(body, boundary, budget.left).map((part) => readPart(part, depth + 1, inner, budget));
    else if (type === 'message/rfc822') parts = [readPart(body, depth + 1, 'text/plain', budget)];
  }
  return {
    headers,
    type,
    parameters,
    fileName: fileName === null ? null : headerText(fileName),
    isAttachment: disposition.value === 'attachment',
    parts,
    content() {
      const encoding = headers.get('content-transfer-encoding')?.trim().toLowerCase();
      if (encoding === 'base64') return Buffer.from(body, 'base64');
      return encoding === 'quoted-printable' ? quotedPrintable(body) : Buffer.from(body, 'latin1');
    },
  };
}

/** The headers, continued lines joined and the first of each name kept, and what follows the blank line below them. */
function splitHeaders(source: string): { headers: Map<string, string>; body: string } {
  const headers = new Map<string, string>();
  let at = 0;
  let name = '';
  while (at < source.length && at < longestHeaders) {
    const lineEnd = source.indexOf('\n', at);
    const end = lineEnd < 0 ? source.length : lineEnd;
    const line = source.slice(at, end).replace(/\r$/, '');
    if (line === '') return { headers, body: source.slice(end + 1) };
    const header = /^([!-9;-~]{1,76}):[ \t]*(.*)$/s.exec(line);
    if (/^[ \t]/.test(line)) {
      if (name) headers.set(name, `${headers.get(name)}\n${line}`);
    } else if (header) {
      const found = header[1]!.toLowerCase();
      name = headers.has(found) ? '' : found;
      if (name) headers.set(name, header[2]!);
    } else if (at === 0 && line.startsWith('From ')) {
      // The first line of a mail taken out of a mailbox file.
    } else {
      return { headers, body: source.slice(at) };
    }
    at = end + 1;
  }
  return { headers, body: source.slice(at) };
}

function splitParts(body: string, boundary: string, most: number): string[] {
  const mark = `--${boundary}`;
  const parts: string[] = [];
  let start = -1;
  let at = body.startsWith(mark) ? 0 : body.indexOf(`\n${mark}`) + 1;
  if (at === 0 && !body.startsWith(mark)) return [];
  while (parts.length < most) {
    if (start >= 0) parts.push(body.slice(start, at).replace(/\r?\n$/, ''));
    if (body.startsWith('--', at + mark.length)) break;
    const lineEnd = body.indexOf('\n', at);
    if (lineEnd < 0) break;
    start = lineEnd + 1;
    const next = body.startsWith(mark, start) ? start : body.indexOf(`\n${mark}`, start) + 1;
    if (next === 0) {
      parts.push(body.slice(start));
      break;
    }
    at = next;
  }
  return parts;
}

/** 'text/plain; charset="utf-8"', with values in pieces and in other encodings (RFC 2231). */
function readParameters(header: string): { value: string; parameters: Map<string, string> } {
  const flat = header.replace(/\s*\n\s*/g, ' ');
  const value = /^[^;]*/.exec(flat)![0].trim().toLowerCase();
  const raw = new Map<string, string>();
  for (const match of flat.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/g))
    raw.set(match[1]!.toLowerCase(), match[2]?.replace(/\\(.)/g, '$1') ?? match[3]!);
  const parameters = new Map<string, string>();
  for (const [key, text] of raw) {
    const [name = '', piece] = key.split('*');
    if (piece === undefined) parameters.set(name, text);
    else if (!parameters.has(name)) parameters.set(name, joinPieces(raw, name));
  }
  return { value, parameters };
}

function joinPieces(raw: ReadonlyMap<string, string>, name: string): string {
  const whole = raw.get(`${name}*`);
  if (whole !== undefined) return percentWord(whole);
  let text = '';
  for (let index = 0; index < 100; index += 1) {
    const piece = raw.get(`${name}*${index}`) ?? raw.get(`${name}*${index}*`);
    if (piece === undefined) break;
    text += piece;
  }
  return raw.has(`${name}*0*`) ? percentWord(text) : text;
}

/** "utf-8''na%C3%AFve.txt" in the form of an encoded word, which every value is decoded from later. */
function percentWord(text: string): string {
  const match = /^([\w.:-]+)'[^']*'(.*)$/s.exec(text);
  if (!match) return text;
  const bytes = Buffer.from(
    match[2]!.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return `=?${match[1]}?B?${bytes.toString('base64')}?=`;
}
