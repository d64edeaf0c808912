import { textLanguage } from '../text/segment.ts';
import { announcesMore, type Span, splitSentences } from '../text/sentences.ts';

/** A piece of a passage that can be quoted by itself: a sentence, a sentence with its list, a row of a table. */
export interface QuoteUnit extends Span {
  text: string;
  /** For a row of a table: where the row lies that names its columns. */
  header: Span | null;
  /** True for the row that names the columns; it says nothing alone. */
  isHeader: boolean;
}

/** Marks of footnotes and of list items that stand before what is said. */
const leadingMarks = /^(?:[¹²³⁰⁴-⁹*†‡]+\s*|[•◦▪‣–—]\s+|-\s+(?=\S))+/u;
const sentenceEnd = /[.!?。！？；:：…]["'”’»)\]」』）】]*$/;
const listItem = /^[ \t]*(?:[-*•◦▪–]|\d{1,2}[.)、]|[a-z][.)]|[(（]\d{1,2}[)）])[ \t]*\S.*$/u;
/** A line that a terminal or an editor shows: nothing in it ends like a sentence. */
const codeLine = /^[ \t]*(?:[#$>] ?\S|[\w./~-]+[ =(:/]|[A-Z_]+=).*$/;
const longestList = 600;
const mostCodeLines = 4;
const markdownRule = /^\|?[\s:|-]*-{3,}[\s:|-]*\|?$/;
const caption = /^(?:table|figure|表|图)\s*[\dA-Z]/i;
const shortestBlock = 3;

interface Line extends Span {
  text: string;
}

/** The quotable pieces of a text, in order; offsets count from its start. */
export function quoteUnits(text: string): QuoteUnit[] {
  const headers = tableHeaders(text);
  return splitSentences(text).map((sentence) => {
    const { start, end } = withList(text, withoutMarks(text, sentence));
    const header = headers.get(sentence.start) ?? null;
    const isHeader = header !== null && header.start === sentence.start;
    return { start, end, text: text.slice(start, end), header: isHeader ? null : header, isHeader };
  });
}

/** Footnote marks and bullets are not part of what a document says. */
function withoutMarks(text: string, sentence: Span): Span {
  const marks = leadingMarks.exec(text.slice(sentence.start, sentence.end))?.[0].length ?? 0;
  return marks < sentence.end - sentence.start ? { start: sentence.start + marks, end: sentence.end } : sentence;
}

/** "The kinds are:" says nothing without the list it announces: the items or commands that follow belong to it. */
function withList(text: string, sentence: Span): Span {
  if (!announcesMore(text.slice(sentence.start, sentence.end))) return sentence;
  let { end } = sentence;
  let code = 0;
  for (const line of text.slice(end).matchAll(/\n+([^\n]+)/g)) {
    const next = sentence.end + line.index + line[0].length;
    if (next - sentence.start > longestList) break;
    if (!listItem.test(line[1]!)) {
      if (!codeLine.test(line[1]!) || sentenceEnd.test(line[1]!.trim()) || code === mostCodeLines) break;
      code += 1;
    }
    end = next;
  }
  return { start: sentence.start, end };
}

/** Starts of the rows of each table in a text, its header included, with the header of their table. */
function tableHeaders(text: string): Map<number, Span> {
  const headers = new Map<number, Span>();
  for (const block of lineBlocks(text)) {
    const rows = block.filter((line) => !caption.test(line.text));
    const [first, second] = rows;
    if (!first || !second || rows.length < shortestBlock) continue;
    if (!markdownRule.test(second.text) && !namesColumns(first.text, rows.slice(1))) continue;
    for (const line of rows) headers.set(line.start, { start: first.start, end: first.end });
  }
  return headers;
}

/** Names of columns hold no figures and are short; the rows below hold figures, or the names begin with capitals. */
function namesColumns(first: string, rows: readonly Line[]): boolean {
  if (/[\d.,;，。；]/.test(first) || listItem.test(first)) return false;
  const figures = rows.filter((line) => /\d/.test(line.text)).length;
  if (figures * 2 >= rows.length) return true;
  const words = first.split(/\s+/);
  if (words.length < 2 || words.length > 8) return false;
  return words.every((word) => /^[\p{Lu}(]/u.test(word)) || words.every((word) => /^\p{Script=Han}{1,6}$/u.test(word));
}

/** Runs of neighbouring lines none of which ends like a sentence: tables, lists of names, commands. */
function lineBlocks(text: string): Line[][] {
  const blocks: Line[][] = [];
  let block: Line[] = [];
  let start = 0;
  for (const whole of text.split('\n')) {
    const trimmed = whole.trim();
    const from = start + (whole.length - whole.trimStart().length);
    if (trimmed === '' || (sentenceEnd.test(trimmed) && !trimmed.includes('|'))) {
      blocks.push(block);
      block = [];
    } else block.push({ start: from, end: from + trimmed.length, text: trimmed });
    start += whole.length + 1;
  }
  blocks.push(block);
  return blocks;
}

/** Lines of a table of contents, rules of tables and cut-off ends are nothing that a person would quote. */
export function isFragment(text: string): boolean {
  if (/…|\.(?:\s?\.){3,}/.test(text) && /\d\s*$/.test(text)) return true;
  if (markdownRule.test(text)) return true;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters < (textLanguage(text) === 'zh' ? 4 : 8);
}
