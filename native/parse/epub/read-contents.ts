import { cleanText } from '../clean-text.ts';
import { decodeHtml } from '../html/decode-html.ts';
import { blockText } from '../html/html-to-text.ts';
import { type HtmlElement, parseHtml } from '../html/html-tree.ts';
import { readTree } from '../xml/read-tree.ts';
import { allBelow, descend, textOf, type XmlElement } from '../xml/xml-tree.ts';
import type { Zip } from '../zip/open-zip.ts';
import { partPath } from '../zip/part-path.ts';

interface Item {
  id: string;
  part: string;
  type: string;
  properties: string;
}

/** The names that the book's table of contents gives to its parts, the first for each. Empty when it has none. */
export function readContents(zip: Zip, items: readonly Item[], tocId: string | undefined): Map<string, string> {
  try {
    const nav = items.find(({ properties }) => /\bnav\b/.test(properties));
    if (nav) return fromNavigation(zip, nav.part);
    const ncx = items.find(({ id, type }) => id === tocId || type === 'application/x-dtbncx+xml');
    return ncx ? fromNcx(zip, ncx.part) : new Map();
  } catch {
    // The table of contents is an extra; the book is whole without it.
    return new Map();
  }
}

function fromNavigation(zip: Zip, part: string): Map<string, string> {
  const names = new Map<string, string>();
  const bytes = zip.read(part);
  if (!bytes) return names;
  const walk = (element: HtmlElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      if (child.tag === 'a' && child.attributes.href) add(names, part, child.attributes.href, blockText(child));
      else walk(child);
    }
  };
  walk(parseHtml(decodeHtml(bytes).text));
  return names;
}

function fromNcx(zip: Zip, part: string): Map<string, string> {
  const names = new Map<string, string>();
  const tree = readTree(zip, part);
  const walk = (point: XmlElement): void => {
    const target = descend(point, 'content')?.attributes.src;
    if (target) add(names, part, target, textOf(descend(point, 'navLabel', 'text')));
    for (const inner of allBelow(point, 'navPoint')) walk(inner);
  };
  if (tree) for (const point of allBelow(tree, 'navPoint')) walk(point);
  return names;
}

function add(names: Map<string, string>, from: string, target: string, text: string): void {
  const part = partPath(from, target);
  const name = cleanText(text).replace(/\s+/g, ' ').trim();
  if (name && !names.has(part)) names.set(part, name);
}
