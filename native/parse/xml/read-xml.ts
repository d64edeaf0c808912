import { AppError } from '../../../core/contract/index.ts';
import { deepestNesting } from '../limits.ts';

/** Attributes by their name as written, prefix included. */
export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  /** `name` is the local name, without prefix. */
  open(name: string, attributes: XmlAttributes): void;
  text(text: string): void;
  close(name: string): void;
}

const tagName = /[^\s/>]+/y;
const attribute = /\s*([^\s=/>]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /\s*(\/?)>/y;
const predefined: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads well-formed XML in one pass, as document formats are written in. Small and strict: the five predefined
 * entities and numbers are all that is replaced, documents that define entities are refused, and nothing outside the
 * text is ever fetched. Fails with document-unreadable or document-too-deep.
 */
export function readXml(xml: string, handlers: XmlHandlers): void {
  const open: string[] = [];
  let at = 0;
  const after = (end: string, from: number): number => {
    const found = xml.indexOf(end, from);
    if (found < 0) throw damaged(from);
    return found + end.length;
  };
  while (at < xml.length) {
    const mark = xml.indexOf('<', at);
    const textEnd = mark < 0 ? xml.length : mark;
    if (textEnd > at && open.length > 0) handlers.text(decode(xml.slice(at, textEnd)));
    if (mark < 0) break;
    const next = xml[mark + 1];
    if (next === '/') {
      at = after('>', mark);
      const name = xml.slice(mark + 2, at - 1).trimEnd();
      if (open.pop() !== name) throw damaged(mark);
      handlers.close(localName(name));
    } else if (next === '?') {
      at = after('?>', mark);
    } else if (xml.startsWith('<!--', mark)) {
      at = after('-->', mark + 4);
    } else if (xml.startsWith('<![CDATA[', mark)) {
      at = after(']]>', mark);
      if (open.length > 0) handlers.text(xml.slice(mark + 9, at - 3));
    } else if (next === '!') {
      at = after('>', mark);
      if (xml.slice(mark, at).includes('['))
        throw new AppError('document-unreadable', { reason: 'XML that defines entities' });
    } else {
      at = readTag(mark);
    }
  }
  if (open.length > 0) throw damaged(xml.length);

  function readTag(mark: number): number {
    tagName.lastIndex = mark + 1;
    const name = tagName.exec(xml)?.[0];
    if (!name) throw damaged(mark);
    let end = tagName.lastIndex;
    const attributes: Record<string, string> = Object.create(null);
    for (;;) {
      attribute.lastIndex = end;
      const match = attribute.exec(xml);
      if (!match) break;
      attributes[match[1]!] = decode(match[2] ?? match[3]!);
      end = attribute.lastIndex;
    }
    tagEnd.lastIndex = end;
    const closing = tagEnd.exec(xml);
    if (!closing) throw damaged(mark);
    const local = localName(name);
    if (open.length >= deepestNesting) throw new AppError('document-too-deep', { limit: deepestNesting });
    handlers.open(local, attributes);
    if (closing[1]) handlers.close(local);
    else open.push(name);
    return tagEnd.lastIndex;
  }
}

function damaged(at: number): AppError {
  return new AppError('document-unreadable', { reason: 'damaged XML', at });
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name) return predefined[name as string]!;
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
