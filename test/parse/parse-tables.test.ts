import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { isValue } from '../../native/parse/table/table-cell.ts';
import { encodeText } from '../support/documents.ts';

const read = (text: string, name = 'a.csv', encoding = 'utf-8') => parseBytes(encodeText(text, encoding), name);
const lines = async (text: string, name?: string) => (await read(text, name)).text.split('\n');

describe('tables of separated values', () => {
  it('name the column of each value', async () => {
    const document = await read('City,People\nOslo,700\nRome,2800\n');
    expect(document).toMatchObject({ format: 'csv', encoding: 'utf-8', pages: [] });
    expect(document.text).toBe('City | People\nCity: Oslo | People: 700\nCity: Rome | People: 2800');
  });

  it.each([
    [
      'id;name\n1;"Müller; Anna"\n2;"say ""hi"""',
      ['id | name', 'id: 1 | name: Müller; Anna', 'id: 2 | name: say "hi"'],
    ],
    ['a\tb c\n1\t2', ['a | b c', 'a: 1 | b c: 2']],
    ['name|size\nx|1', ['name | size', 'name: x | size: 1']],
    ['sep=;\nname;size\nx;1,5', ['name | size', 'name: x | size: 1,5']],
    ['name,note\nx,"two\nlines"\ny,', ['name | note', 'name: x | note: two lines', 'name: y']],
  ])('are parted where most lines agree: %j', async (text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });

  it('lose nothing behind a quote that is never closed', async () => {
    expect(await lines('name,size\n"x,1\ny,2')).toEqual(['name | size', 'name: "x | size: 1', 'name: y | size: 2']);
  });

  it('without a header row stay as they are', async () => {
    expect(await lines('1,2\n3,4')).toEqual(['1 | 2', '3 | 4']);
    expect(await lines('x,Oslo\nx,Rome\ny,Oslo')).toEqual(['x | Oslo', 'x | Rome', 'y | Oslo']);
  });

  it('know years for names of columns, and keep titles above the header', async () => {
    expect(await lines('People by year,,\n,,\nCity,2023,2024\nOslo,690,700')).toEqual([
      'People by year',
      '',
      'City | 2023 | 2024',
      'City: Oslo | 2023: 690 | 2024: 700',
    ]);
  });

  it('are read with tabs where their name says so, and in any encoding', async () => {
    const document = await read('城市\t人口\n上海\t2400万\n', 'a.tsv', 'gb18030');
    expect(document.text).toBe('城市 | 人口\n城市: 上海 | 人口: 2400万');
    expect(document.encoding).toBe('gb18030');
  });
});

describe('figures in tables', () => {
  it.each(['1', '-3.5', '1.234,50 €', '€ 12', '12 %', '2024-03-05', '14:30', '5 km', 'TRUE', '10–12', '(3)', 'USD 5'])(
    'are told from names: %s',
    (text) => expect(isValue(text)).toBe(true),
  );

  it.each(['Oslo', 'Room 12', '3 apples and pears', '', 'A1', 'year'])('names are none: %j', (text) =>
    expect(isValue(text)).toBe(false),
  );
});
