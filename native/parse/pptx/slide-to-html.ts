import type { HtmlElement } from '../html/html-tree.ts';
import { descend, elements, textOf, type XmlElement } from '../xml/xml-tree.ts';

/** Placeholders that belong to the paper and not to the text: numbers, dates and footers. */
const paperParts = new Set(['sldNum', 'dt', 'ftr', 'hdr']);

type Part = HtmlElement | string;

/** A slide's shapes as HTML: its title first as a heading, bullets as lists, tables as tables. */
export function slideToHtml(slide: XmlElement): HtmlElement {
  const shapes = shapesOf(descend(slide, 'sld', 'cSld', 'spTree'));
  const titles: Part[] = [];
  const others: Part[] = [];
  for (const shape of shapes) {
    const type = placeholder(shape);
    if (type !== undefined && paperParts.has(type)) continue;
    if (type === 'title' || type === 'ctrTitle')
      titles.push(html('h1', [paragraphs(shape).map(paragraphText).join(' ')]));
    else if (shape.name === 'graphicFrame') others.push(...tables(shape));
    else others.push(...shapeText(shape, type));
  }
  return html('body', [...titles, ...others]);
}

/** The text of a paragraph; line breaks inside of it become blanks. */
export function paragraphText(paragraph: XmlElement): string {
  return elements(paragraph)
    .map((run) => {
      if (run.name === 'br') return ' ';
      return run.name === 'r' || run.name === 'fld' ? textOf(descend(run, 't')) : '';
    })
    .join('');
}

function html(tag: string, children: Part[], attributes: Record<string, string> = {}): HtmlElement {
  return { tag, attributes, children };
}

/** All shapes in the order of the file, those in groups in place of the group. */
function shapesOf(tree: XmlElement | undefined): XmlElement[] {
  return elements(tree).flatMap((element) => {
    if (element.name === 'grpSp') return shapesOf(element);
    // Of alternatives for different programs, the first is the richest.
    if (element.name === 'AlternateContent') return shapesOf(descend(element, 'Choice'));
    return element.name === 'sp' || element.name === 'graphicFrame' ? [element] : [];
  });
}

/** The kind of placeholder a shape fills: '' for a plain one, undefined for a shape of its own. */
function placeholder(shape: XmlElement): string | undefined {
  const mark = descend(shape, 'nvSpPr', 'nvPr', 'ph') ?? descend(shape, 'nvGraphicFramePr', 'nvPr', 'ph');
  return mark && (mark.attributes.type ?? '');
}

function paragraphs(shape: XmlElement): XmlElement[] {
  return elements(descend(shape, 'txBody')).filter(({ name }) => name === 'p');
}

/** Text in the body of a slide is a list unless it says otherwise; elsewhere it is not unless it says so. */
function shapeText(shape: XmlElement, type: string | undefined): Part[] {
  const isBody = type === '' || type === 'body' || type === 'obj';
  const parts: Part[] = [];
  /** The lists that are open, the innermost last, with the list that holds each. */
  let lists: HtmlElement[] = [];
  for (const paragraph of paragraphs(shape)) {
    const text = paragraphText(paragraph);
    if (text.trim() === '') continue;
    const properties = descend(paragraph, 'pPr');
    const marks = elements(properties).map(({ name }) => name);
    const numbered = marks.includes('buAutoNum');
    const bullet = numbered || marks.includes('buChar') || (isBody && !marks.includes('buNone'));
    if (!bullet) {
      lists = [];
      parts.push(html('p', [text]));
      continue;
    }
    const level = Math.min(8, Math.max(0, Number(properties?.attributes.lvl ?? 0) || 0));
    const tag = numbered ? 'ol' : 'ul';
    lists.length = Math.min(lists.length, level + 1);
    if (lists.length === level + 1 && lists[level]!.tag !== tag) lists.length = level;
    while (lists.length <= level) {
      const list = html(tag, []);
      const outer = lists[lists.length - 1];
      const item = outer?.children[outer.children.length - 1] as HtmlElement | undefined;
      if (item) item.children.push(list);
      else if (outer) outer.children.push(html('li', [list]));
      else parts.push(list);
      lists.push(list);
    }
    lists[level]!.children.push(html('li', [text]));
  }
  return parts;
}

function tables(frame: XmlElement): Part[] {
  const table = descend(frame, 'graphic', 'graphicData', 'tbl');
  if (!table) return [];
  const headed = /^(?:1|true)$/.test(descend(table, 'tblPr')?.attributes.firstRow ?? '');
  const rows = elements(table).filter(({ name }) => name === 'tr');
  return [
    html(
      'table',
      rows.map((row, index) => html('tr', cells(row, headed && index === 0 ? 'th' : 'td'))),
    ),
  ];
}

function cells(row: XmlElement, tag: string): Part[] {
  return elements(row).flatMap((cell) => {
    // Cells that a merged one covers are written out, and say so.
    if (cell.name !== 'tc' || cell.attributes.hMerge || cell.attributes.vMerge) return [];
    const text = paragraphs(cell).map(paragraphText).join(' ');
    const { gridSpan: colspan = '1', rowSpan: rowspan = '1' } = cell.attributes;
    return [html(tag, [text], { colspan, rowspan })];
  });
}
