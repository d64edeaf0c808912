import type { ParsedHeading } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import type { HtmlElement } from './html-tree.ts';
import { tableRows } from './table-rows.ts';

export interface PlainText {
  text: string;
  headings: ParsedHeading[];
}

const blockTags = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'table',
  'blockquote',
  'pre',
  'div',
  'dl',
]);

/**
 * Plain text of a document's HTML: paragraphs apart by a blank line, list items as '- ' or 'n. ' lines indented by
 * depth, one line per table row, headings with their offsets.
 */
export function htmlToText(body: HtmlElement): PlainText {
  const headings: ParsedHeading[] = [];
  let text = '';

  function write(block: string, separator: '\n' | '\n\n'): number {
    if (text !== '') text += separator;
    const start = text.length;
    text += block;
    return start;
  }

  function walk(element: HtmlElement): void {
    let inline: HtmlElement['children'] = [];
    const flush = () => {
      const block = inlineText(inline);
      inline = [];
      if (block) write(block, '\n\n');
    };
    for (const child of element.children) {
      if (typeof child === 'string' || !blockTags.has(child.tag)) {
        inline.push(child);
        continue;
      }
      flush();
      const level = /^h([1-6])$/.exec(child.tag)?.[1];
      if (level) {
        const title = inlineText(child.children).replace(/\s*\n\s*/g, ' ');
        if (!title) continue;
        const start = write(title, '\n\n');
        headings.push({ start, end: start + title.length, level: Number(level), text: title });
      } else if (child.tag === 'ul' || child.tag === 'ol') {
        listLines(child, 0).forEach((line, index) => {
          write(line, index === 0 ? '\n\n' : '\n');
        });
      } else if (child.tag === 'table') {
        tableRows(child, blockText).forEach((row, index) => {
          write(row, index === 0 ? '\n\n' : '\n');
        });
      } else {
        walk(child);
      }
    }
    flush();
  }

  walk(body);
  return { text, headings };
}

function listLines(list: HtmlElement, depth: number): string[] {
  const lines: string[] = [];
  let number = 0;
  for (const item of list.children) {
    if (typeof item === 'string' || item.tag !== 'li') continue;
    number += 1;
    const own = item.children.filter((child) => !isList(child));
    const content = own.map((child) => (isBlock(child) ? blockText(child) : inlineText([child], false))).join('');
    const mark = list.tag === 'ol' ? `${number}. ` : '- ';
    const line = content.trim().replace(/\s*\n\s*/g, ' ');
    if (line) lines.push('  '.repeat(depth) + mark + line);
    for (const child of item.children) if (isList(child)) lines.push(...listLines(child, depth + 1));
  }
  return lines;
}

/** The text of an element in one line, as a table cell or list item needs it. */
function blockText(element: HtmlElement): string {
  return htmlToText({ tag: 'body', attributes: {}, children: element.children }).text.replace(/\s*\n\s*/g, ' ');
}

function isBlock(child: HtmlElement | string): child is HtmlElement {
  return typeof child !== 'string' && blockTags.has(child.tag);
}

function isList(child: HtmlElement | string): child is HtmlElement {
  return typeof child !== 'string' && (child.tag === 'ul' || child.tag === 'ol');
}

function inlineText(children: HtmlElement['children'], trimmed = true): string {
  let text = '';
  for (const child of children) {
    if (typeof child === 'string') text += child;
    else if (child.tag === 'br') text += '\n';
    else if (child.tag === 'a' && /^#(?:foot|end)note-ref-/.test(child.attributes.href ?? '')) continue;
    else text += inlineText(child.children, false);
  }
  if (!trimmed) return text;
  return cleanText(text)
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}
