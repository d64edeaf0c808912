import { describe, expect, it } from 'vitest';
import type { ChunkConfig } from '../../core/contract/index.ts';
import type { ParsedHeading, ParsedPage } from '../../core/library/parsed.ts';
import { chunkDocument } from '../../core/text/chunk.ts';

const config: ChunkConfig = { strategy: 'recursive', size: 120, overlap: 20, unit: 'chars', headings: true };

function chunks(
  text: string,
  options: Partial<ChunkConfig> = {},
  headings: ParsedHeading[] = [],
  pages: ParsedPage[] = [],
) {
  return chunkDocument({ text, headings, pages }, { ...config, ...options });
}

function headingsOf(text: string, titles: [title: string, level: number][]): ParsedHeading[] {
  return titles.map(([title, level]) => {
    const start = text.indexOf(title);
    return { start, end: start + title.length, level, text: title };
  });
}

/** Random numbers that are the same in every run (a linear congruential generator). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const alphabets: Record<string, string[]> = {
  Chinese: [
    ...'您必须至少有内存和硬盘空间来进行普通安装注意这是最小的数字',
    '，',
    '。',
    '；',
    '“',
    '”',
    '\n',
    '\n\n',
    '！',
    '（',
    '）',
  ],
  English: [
    'memory ',
    'at ',
    'least ',
    'installation ',
    'e.g. ',
    'disk, ',
    'space. ',
    'Why? ',
    '\n',
    '\n\n',
    'a ',
    '3.4 ',
  ],
  mixed: ['内存', 'RAM ', '780MB', ' 的', '。', '. ', '\n', '😀', '👩‍👩‍👧', 'é', 'e\u0301', '\t', '   ', '𠮷', '…'],
  unbroken: ['x', 'y', '0', '-', '😀', '_'],
};

describe('chunks of random text', () => {
  for (const [name, alphabet] of Object.entries(alphabets)) {
    it(`are exact, ordered, bounded and complete: ${name}`, () => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const random = seeded(seed * 7919);
        const text = Array.from({ length: 50 + random(1500) }, () => alphabet[random(alphabet.length)]!).join('');
        const headings: ParsedHeading[] = [];
        for (const match of text.matchAll(/^\S[^\n]{0,20}$/gm))
          if (random(4) === 0)
            headings.push({
              start: match.index,
              end: match.index + match[0].length,
              level: 1 + random(3),
              text: match[0],
            });
        const size = 50 + random(300);
        const options = {
          strategy: random(2) === 0 ? ('recursive' as const) : ('headings' as const),
          size,
          overlap: random(size),
        };
        const found = chunks(text, options, headings);
        let covered = 0;
        found.forEach((chunk, index) => {
          expect(chunk.ordinal).toBe(index);
          expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
          expect(chunk.text).toBe(chunk.text.trim());
          expect(chunk.text.length).toBeGreaterThan(0);
          expect(chunk.text.length).toBeLessThanOrEqual(size);
          expect(chunk.text.isWellFormed()).toBe(true);
          if (index > 0) {
            expect(chunk.start).toBeGreaterThan(found[index - 1]!.start);
            expect(chunk.end).toBeGreaterThan(found[index - 1]!.end);
          }
          expect(text.slice(covered, Math.max(covered, chunk.start)).trim()).toBe('');
          covered = Math.max(covered, chunk.end);
        });
        expect(text.slice(covered).trim()).toBe('');
      }
    });
  }
});

describe('places of cuts', () => {
  it('cuts between paragraphs where one ends in the second half of a chunk', () => {
    const text = `${'One sentence of text. '.repeat(4).trim()}\n\n${'Another one follows. '.repeat(4).trim()}`;
    expect(chunks(text, { overlap: 0 }).map((chunk) => chunk.text)).toEqual(text.split('\n\n'));
  });

  it('ends chunks of one long paragraph at sentences', () => {
    const text = '这是第一句话，它说明了一些事情。'.repeat(30);
    for (const chunk of chunks(text, { overlap: 0 })) expect(chunk.text).toMatch(/。$/);
  });

  it('keeps closing quotes with their sentence', () => {
    const text = '他说：“今天的会议到此结束。”'.repeat(30);
    for (const chunk of chunks(text, { overlap: 0 })) expect(chunk.text).toMatch(/^他说.*。”$/s);
  });

  it('does not take the point of a number or an abbreviation for the end of a sentence', () => {
    const text = 'Version 3.4 needs e.g. more memory than before and this goes on without any end '.repeat(10);
    for (const chunk of chunks(text, { overlap: 0 })) expect(chunk.text).not.toMatch(/(?:3\.|e\.g\.)$/);
  });

  it('repeats whole sentences of the chunk before', () => {
    const text = 'Nine and nine makes a sum. '.repeat(40);
    const found = chunks(text, { overlap: 60 });
    for (const [index, chunk] of found.slice(1).entries()) {
      expect(chunk.text).toMatch(/^Nine/);
      expect(chunk.start).toBeLessThan(found[index]!.end);
      expect(found[index]!.end - chunk.start).toBeLessThanOrEqual(60);
    }
  });

  it('repeats nothing when the overlap is 0', () => {
    const found = chunks('word '.repeat(200), { overlap: 0 });
    for (const [index, chunk] of found.slice(1).entries())
      expect(chunk.start).toBeGreaterThanOrEqual(found[index]!.end);
  });

  it('goes forward at least half a chunk however large the overlap', () => {
    const text = '没有标点'.repeat(1000);
    expect(chunks(text, { size: 100, overlap: 99 }).length).toBeLessThanOrEqual((2 * text.length) / 100 + 1);
  });

  it('gives no chunk for a text of blanks', () => {
    expect(chunks(' \n\n\t ')).toEqual([]);
  });
});

describe('headings', () => {
  const text = `Guide\n\n${'Intro text here. '.repeat(3)}\n\nMemory\n\n${'You need 780MB. '.repeat(3)}\n\nDisks\n\nA disk is needed as well.`;
  const headings = headingsOf(text, [
    ['Guide', 1],
    ['Memory', 2],
    ['Disks', 2],
  ]);

  it('never share a chunk with another section under the strategy of that name', () => {
    const found = chunks(text, { strategy: 'headings', size: 500, overlap: 50 }, headings);
    expect(found.map((chunk) => chunk.text.split('\n')[0])).toEqual(['Guide', 'Memory', 'Disks']);
  });

  it('share chunks under the recursive strategy', () => {
    expect(chunks(text, { size: 500 }, headings)).toHaveLength(1);
  });

  it('give each chunk the path of headings above it', () => {
    const found = chunks(text, { strategy: 'headings', size: 500 }, headings);
    expect(found.map((chunk) => chunk.heading)).toEqual(['Guide', 'Guide › Memory', 'Guide › Disks']);
    expect(chunks('No heading at all')[0]!.heading).toBeNull();
  });

  it('join the following section when they have no text of their own', () => {
    const bare = 'Part one\n\nChapter 2\n\nThis is the text of the second chapter.';
    const found = chunks(
      bare,
      { strategy: 'headings', size: 500 },
      headingsOf(bare, [
        ['Part one', 1],
        ['Chapter 2', 2],
      ]),
    );
    expect(found.map((chunk) => chunk.text)).toEqual([bare]);
  });

  it('are not left behind at the end of a chunk', () => {
    const long = `${'Some text before it. '.repeat(5)}\n\nChapter\n\nSection\n\n${'Text of the section. '.repeat(5)}`;
    const found = chunks(
      long,
      { size: 140, overlap: 0 },
      headingsOf(long, [
        ['Chapter', 1],
        ['Section', 2],
      ]),
    );
    expect(found[1]!.text).toMatch(/^Chapter\n\nSection\n\nText/);
  });
});

describe('pages', () => {
  it('are those of the first character', () => {
    const pages = [
      { start: 0, end: 100, width: 595, height: 842, boxes: [] },
      { start: 101, end: 101, width: 595, height: 842, boxes: [] },
      { start: 102, end: 260, width: 595, height: 842, boxes: [] },
    ];
    const text = `${'a'.repeat(100)}\n\n${'b'.repeat(158)}`;
    expect(chunks(text, { overlap: 0 }, [], pages).map((chunk) => [chunk.text[0], chunk.page])).toEqual([
      ['a', 1],
      ['b', 3],
      ['b', 3],
    ]);
  });

  it('are null where the format has none', () => {
    expect(chunks('Text')[0]!.page).toBeNull();
  });
});
