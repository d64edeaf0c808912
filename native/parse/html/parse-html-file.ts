import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { createTextBuilder } from '../text-builder.ts';
import { decodeHtml } from './decode-html.ts';
import { htmlToText, type PlainText } from './html-to-text.ts';
import { type HtmlElement, parseHtml } from './html-tree.ts';

/** The main part of a page stands for the page when it holds at least this share of its text. */
const mainShare = 0.25;

/** A web page as plain text. Fails with document-empty. */
export function parseHtmlFile(bytes: Uint8Array): ParsedDocument {
  const { text, encoding } = decodeHtml(bytes);
  return { format: 'html', encoding, ...readHtml(text) };
}

/** Text, headings and title of a page. A title that no heading repeats comes first, as the highest heading. */
export function readHtml(html: string): Pick<ParsedDocument, 'text' | 'headings' | 'pages' | 'title'> {
  const tree = parseHtml(html);
  const title = titleOf(tree);
  const contents = pageContents(tree);
  const builder = createTextBuilder();
  if (title && !contents.headings.some((heading) => heading.level === 1)) builder.heading(title, 1);
  builder.addPlain(contents);
  return {
    title: title ?? contents.headings.find((heading) => heading.level === 1)?.text ?? null,
    ...builder.finish(),
  };
}

export function titleOf(tree: HtmlElement): string | null {
  const element = find(tree, 'title');
  const text = element?.children.filter((child) => typeof child === 'string').join('') ?? '';
  return cleanText(text).replace(/\s+/g, ' ').trim() || null;
}

/** What the page is about: its main element where it has one, without the frame of menus around it. */
function pageContents(tree: HtmlElement): PlainText {
  const whole = htmlToText(tree);
  const main = find(tree, 'main') ?? only(tree, 'article');
  if (!main) return whole;
  const part = htmlToText(main);
  return part.text.length >= mainShare * whole.text.length ? part : whole;
}

function find(tree: HtmlElement, tag: string): HtmlElement | undefined {
  return findAll(tree, tag, 1)[0];
}

function only(tree: HtmlElement, tag: string): HtmlElement | undefined {
  const found = findAll(tree, tag, 2);
  return found.length === 1 ? found[0] : undefined;
}

function findAll(element: HtmlElement, tag: string, most: number, found: HtmlElement[] = []): HtmlElement[] {
  for (const child of element.children) {
    if (found.length >= most) break;
    if (typeof child === 'string') continue;
    if (child.tag === tag) found.push(child);
    // Pictures have titles of their own.
    else if (child.tag !== 'svg') findAll(child, tag, most, found);
  }
  return found;
}
