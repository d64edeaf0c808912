import { deepestHtml } from '../limits.ts';
import { decodeEntities } from './html-entities.ts';

export interface HtmlElement {
  tag: string;
  attributes: Record<string, string>;
  children: (HtmlElement | string)[];
  /** Set on elements inside of which a block begins, so that they are not taken for a piece of a line. */
  holdsBlock?: boolean;
}

/** Elements that stand on lines of their own. */
export const blockTags: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Their contents are no markup: everything up to their end tag is taken as it is. */
const rawTags = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'noframes']);
/** Elements that an opening tag ends when it was left open, and those that keep it from reaching further out. */
const cellEnds = ['table'];
const implied: Record<string, { ends: readonly string[]; within: readonly string[] }> = {
  li: { ends: ['li'], within: ['ul', 'ol', 'menu', 'td', 'th'] },
  dt: { ends: ['dt', 'dd'], within: ['dl', 'td', 'th'] },
  dd: { ends: ['dt', 'dd'], within: ['dl', 'td', 'th'] },
  td: { ends: ['td', 'th'], within: ['tr', ...cellEnds] },
  th: { ends: ['td', 'th'], within: ['tr', ...cellEnds] },
  tr: { ends: ['tr'], within: cellEnds },
  tbody: { ends: ['thead', 'tbody', 'tfoot'], within: cellEnds },
  thead: { ends: ['thead', 'tbody', 'tfoot'], within: cellEnds },
  tfoot: { ends: ['thead', 'tbody', 'tfoot'], within: cellEnds },
  option: { ends: ['option'], within: ['select'] },
};
const paragraphEnds = { ends: ['p'], within: ['td', 'th', 'li', 'div', 'section', 'article', 'blockquote', 'body'] };

const attribute = /[\s/]*([^\s"'<>/=][^\s<>/=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?/y;
const tagName = /[a-zA-Z][a-zA-Z0-9:-]*/y;

/**
 * Reads HTML as it is found: nothing throws, unmatched end tags are ignored, forgotten ones are made up for. The time
 * is linear in its length, and no element lies deeper than a limit.
 */
export function parseHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: 'body', attributes: {}, children: [] };
  const open: HtmlElement[] = [root];
  let at = 0;
  while (at < html.length) {
    const mark = html.indexOf('<', at);
    if (mark < 0 || mark === html.length - 1) {
      addText(html.slice(at));
      break;
    }
    if (mark > at) addText(html.slice(at, mark));
    at = readMarkup(mark);
  }
  return root;

  function addText(text: string): void {
    open[open.length - 1]!.children.push(decodeEntities(text));
  }

  function readMarkup(mark: number): number {
    const next = html[mark + 1]!;
    if (html.startsWith('<!--', mark)) return behind('-->', mark + 2);
    if (html.startsWith('<![CDATA[', mark)) {
      const end = html.indexOf(']]>', mark);
      if (end >= 0) open[open.length - 1]!.children.push(html.slice(mark + 9, end));
      return behind(']]>', mark);
    }
    if (next === '!' || next === '?') return behind('>', mark);
    tagName.lastIndex = mark + (next === '/' ? 2 : 1);
    const name = tagName.exec(html)?.[0].toLowerCase();
    if (!name) {
      // A lone sign, as in 'a < b'; '</' without a name is no text either.
      if (next === '/') return behind('>', mark);
      addText('<');
      return mark + 1;
    }
    const tag = name.slice(name.indexOf(':') + 1) || name;
    if (next === '/') {
      closeTag(tag);
      return behind('>', tagName.lastIndex);
    }
    return openTag(tag, tagName.lastIndex);
  }

  function behind(end: string, from: number): number {
    const found = html.indexOf(end, from);
    return found < 0 ? html.length : found + end.length;
  }

  function openTag(tag: string, from: number): number {
    const attributes: Record<string, string> = Object.create(null);
    let end = from;
    for (;;) {
      attribute.lastIndex = end;
      const match = attribute.exec(html);
      if (!match) break;
      attributes[match[1]!.toLowerCase()] ??= decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
      end = attribute.lastIndex;
    }
    const close = html.indexOf('>', end);
    const selfClosing = close > 0 && html[close - 1] === '/';
    const behindTag = close < 0 ? html.length : close + 1;
    endImplied(tag);
    const element: HtmlElement = { tag, attributes, children: [] };
    open[open.length - 1]!.children.push(element);
    if (blockTags.has(tag)) markBlock();
    if (voidTags.has(tag) || selfClosing) return behindTag;
    if (rawTags.has(tag)) return readRaw(element, behindTag);
    if (open.length < deepestHtml) open.push(element);
    return behindTag;
  }

  function markBlock(): void {
    for (let index = open.length - 1; index > 0 && !open[index]!.holdsBlock; index -= 1) open[index]!.holdsBlock = true;
  }

  function readRaw(element: HtmlElement, from: number): number {
    const end = new RegExp(`</${element.tag}(?=[\\s/>])`, 'gi');
    end.lastIndex = from;
    const found = end.exec(html);
    const content = html.slice(from, found ? found.index : html.length);
    element.children.push(element.tag === 'title' || element.tag === 'textarea' ? decodeEntities(content) : content);
    return found ? behind('>', end.lastIndex) : html.length;
  }

  function endImplied(tag: string): void {
    if (blockTags.has(tag) && tag !== 'body') endNearest(paragraphEnds);
    const rule = implied[tag];
    if (rule) endNearest(rule);
  }

  function endNearest(rule: { ends: readonly string[]; within: readonly string[] }): void {
    for (let index = open.length - 1; index > 0; index -= 1) {
      if (rule.ends.includes(open[index]!.tag)) {
        open.length = index;
        return;
      }
      if (rule.within.includes(open[index]!.tag)) return;
    }
  }

  function closeTag(tag: string): void {
    const index = open.findLastIndex((element) => element.tag === tag);
    // An end tag inside a table cell never closes what the table stands in.
    const table = open.findLastIndex((element) => element.tag === 'table');
    if (index > 0 && (index >= table || tag === 'body' || tag === 'html')) open.length = index;
  }
}
