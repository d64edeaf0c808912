import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../core/contract/errors.ts';
import { en } from '../../renderer/locales/en.ts';
import { zhCN } from '../../renderer/locales/zh-CN.ts';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') all.set(name, value);
    else for (const entry of flatten(value, name)) all.set(...entry);
  }
  return all;
}

const english = flatten(en);
const chinese = flatten(zhCN);
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

const root = join(import.meta.dirname, '..', '..', 'renderer');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('locales') && !name.includes('node_modules'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

describe('the catalogues', () => {
  test('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('have the same placeholders under each key', () => {
    const different = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(chinese.get(key) ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  test('have no empty text', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('have words for every error code', () => {
    for (const code of Object.keys(errorCodes)) {
      expect(english.get(`errors.${code}.what`), code).toBeTruthy();
      expect(chinese.get(`errors.${code}.next`), code).toBeTruthy();
    }
  });

  test('are translated but for names and pure placeholders', () => {
    const same = [...english].filter(([key, text]) => chinese.get(key) === text && /[a-z]{2}/i.test(text));
    expect(same.map(([key]) => key).filter((key) => !key.startsWith('languages.'))).toEqual([]);
  });

  test('use Chinese punctuation next to Chinese characters', () => {
    const wrong = [...chinese].filter(([, text]) => /[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]/.test(text));
    expect(wrong).toEqual([]);
  });

  test('hold no key that nothing shows', () => {
    const code = sources.map(({ text }) => text).join('\n');
    const unused = [...english.keys()].filter((key) => {
      const name = key.replace(/_(one|other)$/, '');
      if (code.includes(`'${name}'`)) return false;
      const parts = name.split('.');
      return !parts.some((_, index) => index > 0 && code.includes(`\`${parts.slice(0, index).join('.')}.\${`));
    });
    expect(unused).toEqual([]);
  });
});

describe('the components', () => {
  /** The product's name and the names of keys are the same in every language. */
  const untranslated = /^(Tandem|Enter|Esc)$/;

  test('show no text of their own', () => {
    const found = sources.flatMap(({ name, text }) =>
      name.endsWith('.tsx')
        ? [...text.matchAll(/<\w[^<>]*>\s*([A-Za-z\u4e00-\u9fff][^<>{}=;()]*?)\s*<\//g)]
            .map((match) => match[1] ?? '')
            .filter((words) => !untranslated.test(words))
            .map((words) => `${name}: ${words}`)
        : [],
    );
    expect(found).toEqual([]);
  });

  test('take labels, titles and placeholders from the catalogues', () => {
    const found = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/(?:aria-label|title|placeholder|label|alt)="([^"]*[A-Za-z]{2}[^"]*)"/g)].map(
        (match) => `${name}: ${match[0]}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
