import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { makeOdf, makePptx, makeXlsx, makeZip, paragraph, shape, sheetRow } from '../support/packed-documents.ts';

const pageTexts = (document: ParsedDocument) => document.pages.map(({ start, end }) => document.text.slice(start, end));
const headings = (document: ParsedDocument) =>
  document.headings.map(({ level, text, start, end }) => [level, text, document.text.slice(start, end)]);

describe('presentations', () => {
  it('have a page per slide, titles as headings, bullets and notes', async () => {
    const level = (lvl: number) => `<a:pPr lvl="${lvl}"/>`;
    const bytes = makePptx([
      {
        shapes:
          shape('body', paragraph('Apples') + paragraph('Three rows', level(1)) + paragraph('Pears &amp; plums')) +
          shape('title', paragraph('花园 Plan')) +
          shape('sldNum', paragraph('1')),
        notes: 'The budget is 4000 euros.',
      },
      { shapes: shape(null, '<a:p/>') },
      { shapes: shape('ctrTitle', paragraph('The end')) + shape(null, paragraph('A free text box')) },
    ]);
    const document = await parseBytes(bytes, 'deck.pptx');
    expect(pageTexts(document)).toEqual([
      '花园 Plan\n\n- Apples\n  - Three rows\n- Pears & plums\n\nNotes: The budget is 4000 euros.',
      '',
      'The end\n\nA free text box',
    ]);
    expect(headings(document)).toEqual([
      [1, '花园 Plan', '花园 Plan'],
      [1, 'The end', 'The end'],
    ]);
    expect(document.pages.every((page) => page.width === 0 && page.height === 0 && page.boxes.length === 0)).toBe(true);
    expect(document).toMatchObject({ format: 'pptx', title: '花园 Plan' });
  });

  it('keep the header of a table with each cell, and merged cells', async () => {
    const cell = (text: string, attributes = '') => `<a:tc${attributes}><a:txBody>${paragraph(text)}</a:txBody></a:tc>`;
    const table =
      '<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>' +
      `<a:tr>${cell('Region')}${cell('City')}${cell('People')}</a:tr>` +
      `<a:tr>${cell('North', ' rowSpan="2"')}${cell('Oslo')}${cell('700')}</a:tr>` +
      `<a:tr>${cell('', ' vMerge="1"')}${cell('Bergen')}${cell('280')}</a:tr>` +
      '</a:tbl></a:graphicData></a:graphic></p:graphicFrame>';
    const document = await parseBytes(makePptx([{ shapes: table }]), 'deck.pptx');
    expect(document.text).toBe(
      'Region | City | People\nRegion: North | City: Oslo | People: 700\nRegion: North | City: Bergen | People: 280',
    );
  });

  it('read the shapes inside of groups and the first of two alternatives', async () => {
    const document = await parseBytes(
      makePptx([
        {
          shapes:
            `<p:grpSp>${shape(null, paragraph('grouped'))}</p:grpSp><mc:AlternateContent><mc:Choice>` +
            `${shape(null, paragraph('new'))}</mc:Choice><mc:Fallback>${shape(null, paragraph('old'))}</mc:Fallback></mc:AlternateContent>`,
        },
      ]),
      'deck.pptx',
    );
    expect(document.text).toBe('grouped\n\nnew');
  });

  it('of pictures alone are refused as scanned, and empty ones as empty', async () => {
    const empty = makePptx([{ shapes: '' }]);
    await expect(parseBytes(empty, 'deck.pptx')).rejects.toMatchObject({ code: 'document-empty' });
    const pictures = makeZip({
      '_rels/.rels':
        '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
      'ppt/presentation.xml': '<p:presentation xmlns:p="p"/>',
      'ppt/media/image1.png': 'x',
    });
    await expect(parseBytes(pictures, 'deck.pptx')).rejects.toMatchObject({ code: 'document-scanned' });
  });
});

describe('workbooks', () => {
  it('name the column of each value, sheet by sheet', async () => {
    const bytes = makeXlsx([
      {
        name: 'Sales 销售',
        rows: sheetRow(1, ['City', 'Amount']) + sheetRow(2, ['Oslo', 12]) + sheetRow(3, ['罗马', 7.5]),
      },
      { name: 'Empty', rows: '<row r="1"/>' },
      { name: 'Note', rows: sheetRow(4, ['Only a &lt;note&gt;']) },
    ]);
    const document = await parseBytes(bytes, 'book.xlsx');
    expect(document.text).toBe(
      'Sales 销售\n\nCity | Amount\nCity: Oslo | Amount: 12\nCity: 罗马 | Amount: 7.5\n\nNote\n\nOnly a <note>',
    );
    expect(headings(document)).toEqual([
      [1, 'Sales 销售', 'Sales 销售'],
      [1, 'Note', 'Note'],
    ]);
    expect(document).toMatchObject({ format: 'xlsx', pages: [] });
  });

  it('show numbers, shares, money, dates and times as their cells do', async () => {
    const formats = [
      10,
      14,
      20,
      22,
      '#,##0.00',
      '&quot;€&quot;#,##0.00',
      '0.0##',
      'yyyy&quot;年&quot;m&quot;月&quot;',
      '[h]:mm:ss',
      '0.0%',
      '#,##0.00 [$€-407]',
    ];
    const cell = (style: number, value: number) => `<c s="${style}"><v>${value}</v></c>`;
    const values = [0.125, 45356, 0.604166666667, 45356.5, -1234.5, 1234.5, 0.5, 45356, 1.5, 0.145, 88];
    const rows = `<row r="1"><c t="inlineStr"><is><t>x</t></is></c>${values.map((value, index) => cell(index + 1, value)).join('')}<c><v>0.30000000000000004</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`;
    const document = await parseBytes(makeXlsx([{ name: 'S', rows }], { formats }), 'book.xlsx');
    expect(document.text.split(' | ').slice(1)).toEqual([
      '12.50%',
      '2024-03-05',
      '14:30',
      '2024-03-05 12:00',
      '-1,234.50',
      '€1,234.50',
      '0.5',
      '2024-03',
      '36:00:00',
      '14.5%',
      '88.00 €',
      '0.3',
      'TRUE',
    ]);
  });

  it('count dates from 1904 where the file says so', async () => {
    const rows = '<row r="1"><c s="1"><v>43894</v></c></row>';
    const document = await parseBytes(makeXlsx([{ name: 'S', rows }], { formats: [14], date1904: true }), 'a.xlsx');
    expect(document.text).toContain('2024-03-05');
  });

  it('read shared strings with runs and without pronunciations', async () => {
    const strings = ['<t>plain</t>', '<r><t>two </t></r><r><t>runs</t></r>', '<t>東京</t><rPh><t>トウキョウ</t></rPh>'];
    const rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>99</v></c></row>';
    const document = await parseBytes(makeXlsx([{ name: 'S', rows }], { strings }), 'a.xlsx');
    expect(document.text).toBe('S\n\nplain | two runs | 東京');
  });

  it('put the groups of a merged header before its columns, and keep titles and later blocks apart', async () => {
    const rows =
      sheetRow(1, ['Sales of the shop']) +
      sheetRow(3, ['Region', 'Spring', null, 'Autumn']) +
      sheetRow(4, [null, 'Amount', 'Share', 'Amount', 'Share']) +
      sheetRow(5, ['North', 5, 0.5, 6, 0.6]) +
      sheetRow(9, ['South', 7, 0.7, 8, 0.8]);
    const merges = ['A1:E1', 'A3:A4', 'B3:C3', 'D3:E3'];
    const document = await parseBytes(makeXlsx([{ name: 'S', rows, merges }]), 'a.xlsx');
    expect(document.text.split('\n')).toEqual([
      'S',
      '',
      'Sales of the shop',
      '',
      'Region | Spring | Autumn',
      'Region | Amount | Share | Amount | Share',
      'Region: North | Spring Amount: 5 | Spring Share: 0.5 | Autumn Amount: 6 | Autumn Share: 0.6',
      '',
      'Region: South | Spring Amount: 7 | Spring Share: 0.7 | Autumn Amount: 8 | Autumn Share: 0.8',
    ]);
  });

  it('repeat the first cell of a row that takes several lines', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Column number ${index + 1} of the sheet`);
    const values = names.map((_, index) => (index === 0 ? 'Oslo' : `the value in place ${index + 1}`));
    const document = await parseBytes(
      makeXlsx([{ name: 'S', rows: sheetRow(1, names) + sheetRow(2, values) }]),
      'a.xlsx',
    );
    const row = document.text.split('\n').filter((line) => line.includes('the value'));
    expect(row.length).toBeGreaterThan(1);
    for (const line of row) expect(line).toMatch(/^Column number 1 of the sheet: Oslo \| /);
    expect(row.join(' ').match(/the value in place \d+/g)).toHaveLength(11);
  });
});

describe('OpenDocument texts', () => {
  it('have headings, lists, tables and notes', async () => {
    const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
    const body =
      '<text:p text:style-name="P1">The report</text:p><text:h text:outline-level="2">第一章</text:h>' +
      '<text:p>One<text:s text:c="3"/>two<text:tab/>three<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.</text:p>' +
      '<text:list text:style-name="L1"><text:list-item><text:p>first</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list>' +
      `<table:table><table:table-header-rows><table:table-row>${cell('City')}${cell('Sea')}</table:table-row></table:table-header-rows><table:table-row>${cell('Oslo')}${cell('yes')}</table:table-row></table:table>` +
      '<text:table-of-content><text:index-body><text:p>第一章 1</text:p></text:index-body></text:table-of-content>' +
      '<text:p>Before<office:annotation><text:p>remark</text:p></office:annotation> after</text:p>';
    const styles =
      '<style:style style:name="P1" style:parent-style-name="Title"/>' +
      '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/><text:list-level-style-bullet text:level="2"/></text:list-style>';
    const document = await parseBytes(makeOdf('odt', body, styles), 'a.odt');
    expect(document.text).toBe(
      'The report\n\n第一章\n\nOne two three[1].\n\n1. first\n  - inner\n2. second\n\nCity | Sea\nCity: Oslo | Sea: yes\n\nBefore after\n\n[1] A note.',
    );
    expect(headings(document)).toEqual([
      [1, 'The report', 'The report'],
      [2, '第一章', '第一章'],
    ]);
    expect(document).toMatchObject({ format: 'odt', title: 'The title', pages: [] });
  });

  it('behind a password are refused as encrypted', async () => {
    const bytes = makeZip({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'content.xml': new Uint8Array(40),
      'META-INF/manifest.xml':
        '<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
    });
    await expect(parseBytes(bytes, 'a.odt')).rejects.toMatchObject({ code: 'document-encrypted' });
  });
});

describe('OpenDocument spreadsheets', () => {
  it('show cells as displayed and skip what fills the sheet', async () => {
    const text = (value: string) =>
      `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`;
    const figure = (value: string) =>
      `<table:table-cell office:value-type="float"><text:p>${value}</text:p></table:table-cell>`;
    const body =
      '<table:table table:name="表一">' +
      `<table:table-row>${text('City')}<table:table-cell table:number-columns-spanned="2"><text:p>Amount</text:p></table:table-cell><table:covered-table-cell/></table:table-row>` +
      `<table:table-row>${text('Oslo')}${figure('1.234,50 €')}${figure('12 %')}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>` +
      '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>';
    const document = await parseBytes(makeOdf('ods', body), 'a.ods');
    expect(document.text).toBe('表一\n\nCity | Amount\nCity: Oslo | Amount: 1.234,50 € | Amount: 12 %');
  });
});

describe('OpenDocument presentations', () => {
  it('have a page per slide, titles and notes', async () => {
    const frame = (kind: string, text: string) =>
      `<draw:frame presentation:class="${kind}"><draw:text-box>${text}</draw:text-box></draw:frame>`;
    const item = (text: string) => `<text:list><text:list-item><text:p>${text}</text:p></text:list-item></text:list>`;
    const body =
      `<draw:page>${frame('outline', item('one') + item('two'))}${frame('title', '<text:p>First</text:p>')}` +
      `<presentation:notes>${frame('notes', '<text:p>Speak slowly.</text:p>')}</presentation:notes></draw:page>` +
      `<draw:page>${frame('title', '<text:p>Second</text:p>')}</draw:page>`;
    const document = await parseBytes(makeOdf('odp', body), 'a.odp');
    expect(pageTexts(document)).toEqual(['First\n\n- one\n- two\n\nNotes: Speak slowly.', 'Second']);
    expect(headings(document).map(([, title]) => title)).toEqual(['First', 'Second']);
  });
});
