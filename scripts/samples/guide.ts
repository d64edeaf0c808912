/** A guide is one part of a guides/*.md file: its first-level heading and everything up to the next one. */
export interface Guide {
  title: string;
  markdown: string;
  blocks: Block[];
}

export type Block =
  | { type: 'heading'; level: number; text: Run[] }
  | { type: 'paragraph'; text: Run[] }
  | { type: 'list'; items: Run[][] }
  | { type: 'table'; head: Run[][]; rows: Run[][][] };

/** A piece of text in one style. */
export interface Run {
  text: string;
  style: 'plain' | 'bold' | 'code';
}

/** Reads the small part of Markdown that the guides use. Throws with the line of anything else. */
export function readGuides(source: string): Guide[] {
  const parts = source
    .replaceAll('\r\n', '\n')
    .split(/^(?=# )/m)
    .map((part) => part.trim());
  return parts.map((markdown) => {
    const [title] = markdown.split('\n', 1);
    if (!title?.startsWith('# ')) throw new Error('A guide starts with a heading of the first level.');
    return { title: title.slice(2).trim(), markdown, blocks: markdown.split(/\n{2,}/).map(readBlock) };
  });
}

function readBlock(text: string): Block {
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  const heading = /^(#{1,3}) (.+)$/.exec(first);
  if (heading && lines.length === 1) {
    return { type: 'heading', level: heading[1]!.length, text: readRuns(heading[2]!) };
  }
  if (lines.every((line) => line.startsWith('- '))) {
    return { type: 'list', items: lines.map((line) => readRuns(line.slice(2))) };
  }
  if (lines.every((line) => line.startsWith('|'))) return readTable(lines);
  if (lines.length > 1 || /^[#>\-*|]/.test(first.replace(/^\*\*/, ''))) throw new Error(`Not understood: ${first}`);
  return { type: 'paragraph', text: readRuns(first) };
}

function readTable(lines: string[]): Block {
  const [head, rule, ...rows] = lines.map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  );
  if (!head || !rule?.every((cell) => /^-+$/.test(cell)) || rows.some((row) => row.length !== head.length)) {
    throw new Error(`Not an even table: ${lines[0]}`);
  }
  return { type: 'table', head: head.map(readRuns), rows: rows.map((row) => row.map(readRuns)) };
}

function readRuns(text: string): Run[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece): Run => {
      if (piece.startsWith('**')) return { text: piece.slice(2, -2), style: 'bold' };
      if (piece.startsWith('`')) return { text: piece.slice(1, -1), style: 'code' };
      return { text: piece, style: 'plain' };
    });
}
