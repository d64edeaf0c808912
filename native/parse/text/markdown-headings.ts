import type { ParsedHeading } from '../../../core/library/parsed.ts';

/**
 * Headings of a Markdown text: lines that begin with one to six `#`, and lines underlined with `=` or `-`. Lines
 * inside code fences and in the front matter are none. Offsets cover the whole line with its marks.
 */
export function markdownHeadings(text: string): ParsedHeading[] {
  const headings: ParsedHeading[] = [];
  let fence = '';
  let start = skipFrontMatter(text);
  let before: { start: number; end: number } | undefined;

  while (start < text.length) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(start, end);
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    let paragraph: typeof before;
    if (fence) {
      const closes = mark && mark[1]![0] === fence[0] && mark[1]!.length >= fence.length && mark[2]!.trim() === '';
      if (closes) fence = '';
    } else if (mark) {
      fence = mark[1]!;
    } else {
      const hashes = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line);
      const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line);
      if (hashes) {
        const title = (hashes[2] ?? '').replace(/(?:^|[ \t]+)#+[ \t]*$/, '').trim();
        if (title) headings.push({ start, end, level: hashes[1]!.length, text: plain(title) });
      } else if (underline && before) {
        const title = text.slice(before.start, before.end).trim();
        headings.push({ ...before, level: underline[1]![0] === '=' ? 1 : 2, text: plain(title) });
      } else if (/^ {0,3}[^\s>|+*-]/.test(line)) {
        paragraph = { start, end };
      }
    }
    before = paragraph;
    start = end + 1;
  }
  return headings;
}

/** A title without its emphasis, code and link marks. */
function plain(title: string): string {
  return title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|\*|`)(.+?)\1/g, '$2')
    .trim();
}

/** Offset behind a leading block between two `---` lines, whose keys would look like underlined headings. */
function skipFrontMatter(text: string): number {
  const block = /^---[ \t]*\n[\s\S]{0,20000}?\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  return block ? block[0].length : 0;
}
