import { htmlToText } from '../html/html-to-text.ts';
import type { HtmlElement } from '../html/html-tree.ts';
import { elements, type XmlElement } from '../xml/xml-tree.ts';
import type { OdfStyles } from './odf-styles.ts';

/** What is no text of the document: changes taken back, remarks, lists of contents, forms. */
const silent = new Set(
  (
    'tracked-changes annotation annotation-end sequence-decls forms table-of-content alphabetical-index ' +
    'illustration-index table-index user-index title desc image object object-ole plugin event-listeners soft-page-break'
  ).split(' '),
);
/** A blank that is repeated more often than this only fills a line. */
const mostBlanks = 40;

const plainStyles: OdfStyles = { isTitle: () => false, isNumbered: () => false };

type Part = HtmlElement | string;

/** OpenDocument text as HTML; footnotes become numbers in brackets, their texts are returned in order. */
export function odfToHtml(
  parts: readonly XmlElement[],
  styles: OdfStyles = plainStyles,
): { html: HtmlElement; notes: string[] } {
  const notes: string[] = [];

  function blocks(children: readonly XmlElement[]): Part[] {
    const parts: Part[] = [];
    let before: XmlElement | undefined;
    for (const child of children) {
      const last = parts[parts.length - 1];
      const next = block(child);
      const list = next[0];
      if (before && isOneList(before, child) && isList(last) && isList(list) && last.tag === list.tag)
        last.children.push(...list.children);
      else parts.push(...next);
      before = child;
    }
    return parts;
  }

  function block(element: XmlElement): Part[] {
    if (silent.has(element.name)) return [];
    switch (element.name) {
      case 'h': {
        const level = Number(element.attributes['text:outline-level'] ?? 1) || 1;
        return paragraph(`h${Math.min(6, Math.max(1, level))}`, element);
      }
      case 'p':
        return paragraph(styles.isTitle(element.attributes['text:style-name']) ? 'h1' : 'p', element);
      case 'list':
        return [list(element, element.attributes['text:style-name'], 1)];
      case 'table':
        return [html('table', rows(element, 'td'))];
      default:
        // Sections, frames, text boxes, shapes and groups hold blocks.
        return blocks(elements(element));
    }
  }

  /** A paragraph, and behind it the text boxes that are anchored in it. */
  function paragraph(tag: string, element: XmlElement): Part[] {
    const boxes: Part[] = [];
    return [html(tag, inline(element, boxes)), ...boxes];
  }

  function inline(element: XmlElement, boxes: Part[]): Part[] {
    return element.children.flatMap((child): Part[] => {
      if (typeof child === 'string') return [child];
      if (silent.has(child.name)) return [];
      switch (child.name) {
        case 's':
          return [' '.repeat(Math.min(mostBlanks, Number(child.attributes['text:c'] ?? 1) || 1))];
        case 'tab':
          return [' '];
        case 'line-break':
          return [html('br', [])];
        case 'note': {
          const body = elements(child).find(({ name }) => name === 'note-body');
          const text = htmlToText(html('body', blocks(elements(body)))).text.replace(/\s+/g, ' ');
          notes.push(text);
          return [`[${notes.length}]`];
        }
        case 'frame':
        case 'custom-shape':
        case 'g':
        case 'rect':
          boxes.push(...blocks([child]));
          return [];
        default:
          return inline(child, boxes);
      }
    });
  }

  function list(element: XmlElement, style: string | undefined, level: number): HtmlElement {
    const items = elements(element).filter(({ name }) => name === 'list-item' || name === 'list-header');
    return html(
      styles.isNumbered(style, level) ? 'ol' : 'ul',
      items.map((item) =>
        html(
          'li',
          elements(item).flatMap((child) =>
            child.name === 'list'
              ? [list(child, child.attributes['text:style-name'] ?? style, level + 1)]
              : block(child),
          ),
        ),
      ),
      { start: element.attributes['text:start-value'] ?? '1' },
    );
  }

  function rows(element: XmlElement, cellTag: string): Part[] {
    return elements(element).flatMap((child) => {
      if (child.name === 'table-header-rows') return rows(child, 'th');
      if (child.name === 'table-rows' || child.name === 'table-row-group') return rows(child, cellTag);
      if (child.name !== 'table-row') return [];
      const cells = elements(child).filter(({ name }) => name === 'table-cell');
      return [
        html(
          'tr',
          cells.map((cell) =>
            html(cellTag, blocks(elements(cell)), {
              colspan: cell.attributes['table:number-columns-spanned'] ?? '1',
              rowspan: cell.attributes['table:number-rows-spanned'] ?? '1',
            }),
          ),
        ),
      ];
    });
  }

  return { html: html('body', blocks(parts)), notes };
}

/** Presentations write every point as a list of its own; a number to start with makes another list. */
function isOneList(before: XmlElement, next: XmlElement): boolean {
  return before.name === 'list' && next.name === 'list' && next.attributes['text:start-value'] === undefined;
}

function isList(part: Part | undefined): part is HtmlElement {
  return typeof part === 'object' && (part.tag === 'ul' || part.tag === 'ol');
}

function html(tag: string, children: Part[], attributes: Record<string, string> = {}): HtmlElement {
  return { tag, attributes, children };
}
