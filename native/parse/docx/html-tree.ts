export interface HtmlElement {
  tag: string;
  attributes: Record<string, string>;
  children: (HtmlElement | string)[];
}

const voidTags = new Set(['br', 'hr', 'img', 'input']);
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Reads the well-formed HTML that the Word converter writes. Unmatched end tags are ignored; nothing throws. */
export function parseHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: 'body', attributes: {}, children: [] };
  const open: HtmlElement[] = [root];
  for (const match of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>|([^<]+)/g)) {
    const top = open[open.length - 1]!;
    const text = match[4];
    if (text !== undefined) {
      top.children.push(decodeEntities(text));
      continue;
    }
    const tag = match[2]!.toLowerCase();
    if (match[1]) {
      const at = open.findLastIndex((element) => element.tag === tag);
      if (at > 0) open.length = at;
      continue;
    }
    const element: HtmlElement = { tag, attributes: readAttributes(match[3]!), children: [] };
    top.children.push(element);
    if (!voidTags.has(tag) && !match[3]!.endsWith('/')) open.push(element);
  }
  return root;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const match of source.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)) {
    attributes[match[1]!.toLowerCase()] = decodeEntities(match[2]!);
  }
  return attributes;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name) return entities[name as string] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
