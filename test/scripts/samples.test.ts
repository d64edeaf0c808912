import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import mammoth from 'mammoth';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import { checkout } from '../../scripts/lib/paths.js';
import { type Block, type Guide, type Run, readGuides } from '../../scripts/samples/guide.ts';
import { languages, sourceDigest } from '../../scripts/samples/source-digest.ts';

const samples = join(checkout, 'core', 'library', 'samples');
const guidesOf = (language: string) => readGuides(readFileSync(join(checkout, 'guides', `${language}.md`), 'utf8'));

/** Every piece of text of a guide, without blanks, which layout may change. */
function texts(guide: Guide): string[] {
  const pieces = (block: Block): Run[][] => {
    if (block.type === 'list') return block.items;
    return block.type === 'table' ? [block.head, ...block.rows].flat() : [block.text];
  };
  return guide.blocks.flatMap(pieces).map((runs) => squeeze(runs.map((run) => run.text).join('')));
}

const squeeze = (text: string) => text.replace(/\s+/g, '');

async function pdfText(file: string): Promise<string> {
  await using task = { ...(await open(file)) };
  let text = '';
  for (let number = 1; number <= task.document.numPages; number += 1) {
    const { items } = await (await task.document.getPage(number)).getTextContent();
    // The footer stands between the two parts of a paragraph that goes over a page.
    for (const item of items) if ('str' in item && item.transform[5] > 60) text += item.str;
  }
  return squeeze(text);
}

async function open(file: string) {
  const task = getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
  return { document: await task.promise, [Symbol.asyncDispose]: () => task.destroy() };
}

test('the samples were made from the guides as they are; npm run samples makes them again', () => {
  expect(readFileSync(join(samples, 'source.sha256'), 'utf8').trim()).toBe(sourceDigest(checkout));
});

test.each(languages)('each guide in %s is one document, in three formats', (language) => {
  const [first, second, third] = guidesOf(language).map((guide) => guide.title);
  const expected = [`${first}.md`, `${second}.docx`, `${third}.pdf`];
  expect(readdirSync(join(samples, language)).sort()).toEqual(expected.sort());
  for (const name of expected) expect(statSync(join(samples, language, name)).size).toBeLessThan(300 * 1024);
});

test.each(languages)(
  'the Markdown, Word and PDF samples in %s hold the whole text of their guides',
  async (language) => {
    const [first, second, third] = guidesOf(language) as [Guide, Guide, Guide];
    const folder = join(samples, language);
    expect(readFileSync(join(folder, `${first.title}.md`), 'utf8')).toBe(`${first.markdown}\n`);
    const word = await mammoth.extractRawText({ path: join(folder, `${second.title}.docx`) });
    const print = await pdfText(join(folder, `${third.title}.pdf`));
    for (const text of texts(second)) expect(squeeze(word.value)).toContain(text);
    for (const text of texts(third)) expect(print).toContain(text);
  },
);

test('both languages tell the same: equal headings, lists and tables in number and size', () => {
  const shape = (guide: Guide) =>
    guide.blocks
      .filter((block) => block.type !== 'paragraph')
      .map((block) => {
        if (block.type === 'heading') return `heading ${block.level}`;
        return block.type === 'list' ? `list of ${block.items.length}` : `table of ${block.rows.length}`;
      });
  const [english, chinese] = languages.map((language) => guidesOf(language).map(shape));
  expect(english).toEqual(chinese);
});

test('a guide with Markdown that would be lost is refused', () => {
  expect(() => readGuides('No heading')).toThrow('starts with a heading');
  expect(() => readGuides('# Guide\n\n> a quotation')).toThrow('Not understood: > a quotation');
  expect(() => readGuides('# Guide\n\none line\nanother line')).toThrow('Not understood: one line');
  expect(() => readGuides('# Guide\n\n| a | b |\n| --- | --- |\n| 1 |')).toThrow('Not an even table');
});
