import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { encodeText } from '../support/documents.ts';

const read = (text: string, name: string) => parseBytes(encodeText(text, 'utf-8'), name);

describe('JSON', () => {
  it('becomes lines that say where each value belongs', async () => {
    const document = await read(
      '{"a":{"b":["x",{"c":true}]},"n":null,"名字":"玫瑰","odd key":1.50,"coords":[1,2,3,4,5,6,7,8,9]}',
      'a.json',
    );
    expect(document.text).toBe(
      'a.b[0]: x\na.b[1].c: true\n名字: 玫瑰\n["odd key"]: 1.5\ncoords: 1, 2, 3, 4, 5, 6, 7, 8, 9',
    );
    expect(document).toMatchObject({ format: 'json', encoding: 'utf-8' });
  });

  it('has the things in a list apart, also where each has a line of its own in the file', async () => {
    const expected = '[0].id: 1\n[0].name: Ada\n\n[1].id: 2\n[1].name: Bob';
    await expect(read('[{"id":1,"name":"Ada"},{"id":2,"name":"Bob"}]', 'a.json')).resolves.toMatchObject({
      text: expected,
    });
    await expect(read('{"id":1,"name":"Ada"}\n{"id":2,"name":"Bob"}\n', 'a.jsonl')).resolves.toMatchObject({
      text: expected,
    });
  });

  it('with remarks in it is read as the text that it is', async () => {
    const text = '// settings\n{ "a": 1, }\n';
    await expect(read(text, 'a.json')).resolves.toMatchObject({ format: 'code', text });
  });

  it('without any value is refused as empty', async () => {
    await expect(read('{"a":[]}', 'a.json')).rejects.toMatchObject({ code: 'document-empty' });
  });
});

describe('source code', () => {
  it.each([
    ['a.py', 'class Garden:\n    def water(self):\n        return 1\n', ['class Garden', 'def water'], [1, 2]],
    ['a.ts', 'export async function ask(a: string) {\n  if (a) return;\n}\n', ['export async function ask'], [1]],
    ['a.go', 'func (g *Garden) Water() {\n}\ntype Garden struct {\n}\n', ['type Garden struct'], [1]],
    [
      'a.java',
      'public class A {\n    public static int add(int a, int b) {\n        for (;;) {}\n    }\n}\n',
      ['public class A', 'public static int add(int a, int b)'],
      [1, 2],
    ],
    ['a.c', 'static int add(int a, int b)\n{\n}\nint main(void) {\n  while (1) {\n  }\n}\n', ['int main(void)'], [1]],
    ['a.sql', 'CREATE TABLE people (id int);\n', ['CREATE TABLE people'], [1]],
  ])('keeps its text and has its functions and types as headings: %s', async (name, text, titles, levels) => {
    const document = await read(text, name);
    expect(document).toMatchObject({ format: 'code', text });
    expect(document.headings.map((heading) => heading.text)).toEqual(titles);
    expect(document.headings.map((heading) => heading.level)).toEqual(levels);
    for (const heading of document.headings)
      expect(document.text.slice(heading.start, heading.end)).toContain(heading.text);
  });
});
