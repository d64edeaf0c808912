import type { ParsedHeading } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { blockTags, type HtmlElement } from './html-tree.ts';
import { isLayoutTable, tableRows } from './table-rows.ts';

export interface PlainText {
  text: string;
  headings: ParsedHeading[];
}

/** Elements that hold nothing to read. */
const silentTags = new Set(
  (
    'script style noscript template head title svg math iframe object embed canvas audio video select button nav ' +
    'input textarea map rt rp colgroup noframes dialog'
  ).split(' '),
);

/**
 * Plain text of HTML: paragraphs apart by a blank line, list items as '- ' or 'n. ' lines indented by depth, one line
 * per table row, headings with their offsets. Scripts, styles, navigation and what is hidden are left out.
 */
export function htmlToText(body: HtmlElement): PlainText {
  const headings: ParsedHeading[] = [];
  const parts: string[] = [];
  let length = 0;

  function write(block: string, separator: '\n' | '\n\n'): number {
    if (length > 0) {
      parts.push(separator);
      length += separator.length;
    }
    parts.push(block);
    length += block.length;
    return length - block.length;
  }

  function writeLines(lines: readonly string[]): void {
    lines.forEach((line, index) => {
      write(line, index === 0 ? '\n\n' : '\n');
    });
  }

  function walk(element: HtmlElement): void {
    let inline: HtmlElement['children'] = [];
    const flush = () => {
      const block = inlineText(inline);
      inline = [];
      if (block) write(block, '\n\n');
    };
    for (const child of element.children) {
      if (isSilent(child)) continue;
      if (!isBlock(child)) {
        inline.push(child);
        continue;
      }
      flush();
      writeBlock(child);
    }
    flush();
  }

  function writeBlock(element: HtmlElement): void {
    const level = /^h([1-6])$/.exec(element.tag)?.[1];
    if (level) {
      const title = blockText(element);
      if (!title) return;
      const start = write(title, '\n\n');
      headings.push({ start, end: start + title.length, level: Number(level), text: title });
    } else if (element.tag === 'ul' || element.tag === 'ol') {
      writeLines(listLines(element, 0));
    } else if (element.tag === 'dl') {
      writeLines(definitionLines(element));
    } else if (element.tag === 'table') {
      writeTable(element);
    } else if (element.tag === 'pre') {
      const code = cleanText(rawText(element)).replace(/^\n+|\s+$/g, '');
      if (code) write(code, '\n\n');
    } else {
      walk(element);
    }
  }

  function writeTable(table: HtmlElement): void {
    const caption = table.children.find((child) => typeof child !== 'string' && child.tag === 'caption');
    if (isLayoutTable(table)) {
      walk(table);
      return;
    }
    const title = caption ? blockText(caption as HtmlElement) : '';
    writeLines([...(title ? [title] : []), ...tableRows(table, blockText)]);
  }

  walk(body);
  return { text: parts.join(''), headings };
}

/** The text of an element in one line, as a table cell, a heading or a list item needs it. */
export function blockText(element: HtmlElement): string {
  return htmlToText({ tag: 'body', attributes: {}, children: element.children }).text.replace(/\s*\n\s*/g, ' ');
}

function listLines(list: HtmlElement, depth: number): string[] {
  const lines: string[] = [];
  let number = Number.parseInt(list.attributes.start ?? '1', 10) - 1;
  if (!Number.isFinite(number)) number = 0;
  for (const item of list.children) {
    if (isSilent(item)) continue;
    if (typeof item === 'string' || item.tag !== 'li') {
      if (isList(item)) lines.push(...listLines(item, depth + 1));
      // What stands between the items of a list is a line without a mark.
      const line = isList(item) ? '' : blockText({ tag: 'li', attributes: {}, children: [item] });
      if (line) lines.push('  '.repeat(depth) + line);
      continue;
    }
    number += 1;
    const own = item.children.filter((child) => !isList(child));
    const mark = list.tag === 'ol' ? `${number}. ` : '- ';
    const line = blockText({ tag: 'li', attributes: {}, children: own });
    if (line) lines.push('  '.repeat(depth) + mark + line);
    for (const child of item.children) if (isList(child)) lines.push(...listLines(child, depth + 1));
  }
  return lines;
}

/** Terms with their meanings on one line: 'term: meaning'. */
function definitionLines(list: HtmlElement): string[] {
  const lines: string[] = [];
  let term = '';
  for (const item of list.children) {
    if (typeof item === 'string' || isSilent(item)) continue;
    if (item.tag === 'div') {
      lines.push(...definitionLines(item));
    } else if (item.tag === 'dt') {
      if (term) lines.push(term);
      term = blockText(item);
    } else if (item.tag === 'dd') {
      const meaning = blockText(item);
      lines.push(term ? `${term.replace(/[:：]$/, '')}: ${meaning}` : meaning);
      term = '';
    }
  }
  if (term) lines.push(term);
  return lines.filter((line) => line !== '');
}

function isBlock(child: HtmlElement | string): child is HtmlElement {
  return typeof child !== 'string' && (blockTags.has(child.tag) || child.holdsBlock === true);
}

function isSilent(child: HtmlElement | string): boolean {
  if (typeof child === 'string') return false;
  if (silentTags.has(child.tag)) return true;
  const { role, hidden, style } = child.attributes;
  if (role === 'navigation' || hidden !== undefined || child.attributes['aria-hidden'] === 'true') return true;
  return style !== undefined && /display\s*:\s*none/i.test(style);
}

function isList(child: HtmlElement | string): child is HtmlElement {
  return typeof child !== 'string' && (child.tag === 'ul' || child.tag === 'ol');
}

function inlineText(children: HtmlElement['children']): string {
  return cleanText(rawInline(children))
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function rawInline(children: HtmlElement['children']): string {
  let text = '';
  for (const child of children) {
    if (typeof child === 'string') text += child.replace(/[ \t\r\n\f]+/g, ' ');
    else if (child.tag === 'br') text += '\n';
    else if (!isSilent(child) && !isMarkLink(child)) text += rawInline(child.children);
  }
  return text;
}

function rawText(element: HtmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : child.tag === 'br' ? '\n' : rawText(child)))
    .join('');
}

/** The arrow that leads from a footnote back to its place, and the sign by which a heading can be linked to. */
function isMarkLink(child: HtmlElement): boolean {
  const target = child.attributes.href;
  if (child.tag !== 'a' || !target?.startsWith('#')) return false;
  return /^#(?:foot|end)note-ref-/.test(target) || /^[#¶§🔗]$/u.test(rawText(child).trim());
}
