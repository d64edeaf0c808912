import { strToU8, type ZipOptions, zipSync } from 'fflate';
import { makeDocx, makeTextPdf } from './documents.ts';
import { damaged, type HostileFile } from './hostile-file.ts';
import { hostilePdfs } from './hostile-pdfs.ts';
import { makeEpub, makeOdf, makePptx, makeXlsx, makeZip, paragraph, shape, sheetRow } from './packed-documents.ts';

/** The same bytes for the same seed, so that what fails once fails again (xorshift). */
function noise(length: number, seed: number): Uint8Array {
  let state = seed * 2654435761 + 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Where the directory entry of a part stands in an archive. */
function directoryEntry(zip: Uint8Array, name: string): number {
  const wanted = Buffer.from(name);
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1, 'latin1'))
    if (bytes.subarray(at + 46, at + 46 + wanted.length).equals(wanted)) return at;
  throw new Error(`no part ${name}`);
}

/** The archive with another number in the directory entry of a part. */
function withField(zip: Uint8Array, name: string, field: number, value: number): Uint8Array {
  const changed = zip.slice();
  new DataView(changed.buffer).setUint32(directoryEntry(zip, name) + field, value, true);
  return changed;
}

const field = { packed: 20, size: 24, offset: 42 };

const bombXml = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
  .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`)
  .join('')}]><d>&j;</d>`;

/** A part of one letter again and again, which packs a thousandfold. */
function balloon(mebibytes: number): [Uint8Array, ZipOptions] {
  return [new Uint8Array(mebibytes * 1024 * 1024).fill(0x20), { level: 6 }];
}

async function soundFiles(): Promise<Record<string, Uint8Array>> {
  return {
    'a.pdf': await makeTextPdf([['Some words on a page.'], ['Some more on the next.']]),
    'a.docx': await makeDocx([{ heading: 'Title', level: 1 }, { paragraph: 'Some words.' }]),
    'a.pptx': makePptx([{ shapes: shape('title', paragraph('Some words')) }]),
    'a.xlsx': makeXlsx([{ name: 'S', rows: sheetRow(1, ['a', 'b']) + sheetRow(2, ['c', 1]) }]),
    'a.odt': makeOdf('odt', '<text:p>Some words.</text:p>'),
    'a.ods': makeOdf(
      'ods',
      '<table:table table:name="S"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
    ),
    'a.odp': makeOdf('odp', '<draw:page><text:p>x</text:p></draw:page>'),
    'a.epub': makeEpub([['a.xhtml', '<p>Some words.</p>']]),
  };
}

/** Files that are cut off, followed by noise, or filled with it behind a valid beginning. */
async function brokenFiles(): Promise<HostileFile[]> {
  const files: HostileFile[] = [];
  for (const [name, sound] of Object.entries(await soundFiles())) {
    const ends: HostileFile['ends'] = [...damaged, 'read'];
    for (const share of [0.1, 0.5, 0.95])
      files.push({ what: `cut at ${share}`, name, bytes: sound.slice(0, Math.floor(sound.length * share)), ends });
    files.push({ what: 'noise behind the first bytes', name, bytes: concat(sound.slice(0, 64), noise(5000, 7)), ends });
    const dirty = sound.slice();
    for (let at = 100; at < dirty.length; at += 97) dirty[at] = (dirty[at]! * 31 + at) & 0xff;
    files.push({
      what: 'changed bytes all over',
      name,
      bytes: dirty,
      ends: [...ends, 'document-encrypted', 'document-unpacks-too-large'],
    });
  }
  return files;
}

async function hostileZips(): Promise<HostileFile[]> {
  const docx = await makeDocx([{ paragraph: 'Some words.' }]);
  const epub = makeEpub([['a.xhtml', '<p>Some words.</p>']]);
  const sheet = 'xl/worksheets/s1.xml';
  const xlsx = makeXlsx([{ name: 'S', rows: sheetRow(1, ['a']) }]);
  const many = Object.fromEntries(Array.from({ length: 20_100 }, (_, index) => [`p${index}`, new Uint8Array(0)]));
  const inner = zipSync({ 'a.bin': balloon(8) });
  return [
    {
      what: 'a part that unpacks to 64 MiB of blanks',
      name: 'a.docx',
      bytes: zipSync({ 'word/document.xml': balloon(64) }),
      ends: ['document-unpacks-too-large'],
    },
    {
      what: 'eight parts that are 60 MiB each',
      name: 'a.docx',
      bytes: withSizes(8, 60 * 1024 * 1024),
      ends: ['document-unpacks-too-large', 'document-unreadable'],
    },
    {
      what: 'archives inside of archives',
      name: 'a.docx',
      bytes: zipSync({
        'word/document.xml': strToU8('<w:document xmlns:w="w"><w:body/></w:document>'),
        'b.zip': inner,
      }),
      ends: damaged,
    },
    {
      what: 'more parts than a document has',
      name: 'a.docx',
      bytes: zipSync({ 'word/document.xml': strToU8('<a/>'), ...many }, { level: 0 }),
      ends: ['document-too-many-parts'],
    },
    {
      what: 'a declared size of 3 GB',
      name: 'a.xlsx',
      bytes: withField(xlsx, sheet, field.size, 3_000_000_000),
      ends: ['document-unpacks-too-large'],
    },
    {
      what: 'a declared size that is too small',
      name: 'a.xlsx',
      bytes: withField(xlsx, sheet, field.size, 10),
      ends: ['document-unreadable'],
    },
    {
      what: 'a packed size that is too large',
      name: 'a.xlsx',
      bytes: withField(xlsx, sheet, field.packed, 1_000_000),
      ends: ['document-unreadable'],
    },
    {
      what: 'a part that begins behind the end',
      name: 'a.xlsx',
      bytes: withField(xlsx, sheet, field.offset, 0x7fffffff),
      ends: ['document-unreadable'],
    },
    {
      what: 'a part that begins at another one',
      name: 'a.xlsx',
      bytes: withField(xlsx, sheet, field.offset, 0),
      ends: ['document-unreadable'],
    },
    {
      what: 'names that lead out of the archive',
      name: 'a.epub',
      bytes: makeEpub([['../../../etc/passwd', '<p>Some words.</p>']]),
      ends: [...damaged, 'read'],
    },
    {
      what: 'a chapter that is looked for outside',
      name: 'a.epub',
      bytes: makeZip({ 'META-INF/container.xml': '<c><rootfile full-path="../../../../etc/passwd"/></c>' }),
      ends: ['document-unreadable'],
    },
    { what: 'a directory with a wrong count', name: 'a.docx', bytes: wrongCount(docx), ends: ['document-unreadable'] },
    { what: 'an end record alone', name: 'a.docx', bytes: epub.slice(-22), ends: ['document-unreadable'] },
    {
      what: 'a first record alone',
      name: 'a.pptx',
      bytes: concat(strToU8('PK\x03\x04'), noise(300, 3)),
      ends: ['document-unreadable'],
    },
    {
      what: 'a row and a cell beyond any sheet',
      name: 'a.xlsx',
      bytes: makeXlsx([
        { name: 'S', rows: '<row r="99999999"><c r="XFD99999999"><v>1</v></c></row>', merges: ['A1:XFD1048576'] },
      ]),
      ends: ['read'],
    },
    {
      what: 'cells that are repeated a billion times',
      name: 'a.ods',
      bytes: makeOdf(
        'ods',
        '<table:table table:name="S"><table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
      ),
      ends: ['read'],
    },
  ];
}

function withSizes(count: number, size: number): Uint8Array {
  let zip: Uint8Array = zipSync(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `word/${index === 0 ? 'document' : `p${index}`}.xml`,
        noise(150_000, index + 1),
      ]),
    ),
    { level: 0 },
  );
  for (let index = 0; index < count; index += 1)
    zip = withField(zip, `word/${index === 0 ? 'document' : `p${index}`}.xml`, field.size, size);
  return zip;
}

function wrongCount(zip: Uint8Array): Uint8Array {
  const changed = zip.slice();
  new DataView(changed.buffer).setUint16(changed.length - 22 + 10, 60_000, true);
  return changed;
}

function hostileMarkup(): HostileFile[] {
  const deepXml = `<w:document xmlns:w="w"><w:body>${'<w:p>'.repeat(100_000)}${'</w:p>'.repeat(100_000)}</w:body></w:document>`;
  const files: HostileFile[] = [
    {
      what: 'XML nested 100,000 deep',
      name: 'a.docx',
      bytes: makeZip({ 'word/document.xml': deepXml }),
      ends: ['document-too-deep'],
    },
    {
      what: 'slides nested 100,000 deep',
      name: 'a.pptx',
      bytes: makePptx([{ shapes: '<p:grpSp>'.repeat(100_000) }]),
      ends: ['document-too-deep'],
    },
    {
      what: 'XML whose tags do not match',
      name: 'a.odt',
      bytes: makeOdf('odt', '<text:p><text:span></text:p>'),
      ends: ['document-unreadable'],
    },
    {
      what: 'an attribute without an end',
      name: 'a.odt',
      bytes: makeOdf('odt', '<text:p a="x'),
      ends: ['document-unreadable'],
    },
    {
      what: 'HTML nested a million deep',
      name: 'a.html',
      bytes: strToU8(`${'<div><table><tr><td>'.repeat(250_000)}words`),
      ends: ['read'],
    },
    {
      what: 'lists nested 200,000 deep',
      name: 'a.html',
      bytes: strToU8(`${'<ul><li>'.repeat(200_000)}words`),
      ends: ['read'],
    },
    {
      what: 'a million unclosed comments, quotes and scripts',
      name: 'a.html',
      bytes: strToU8(`words${'<!--<a b="<script>'.repeat(200_000)}`),
      ends: ['read'],
    },
    {
      what: 'a million end tags of nothing',
      name: 'a.html',
      bytes: strToU8(`words${'</div></p>'.repeat(500_000)}`),
      ends: ['read'],
    },
    {
      what: 'JSON nested 500,000 deep',
      name: 'a.json',
      bytes: strToU8('['.repeat(500_000) + ']'.repeat(500_000)),
      ends: ['document-too-deep'],
    },
    { what: 'JSON that never closes', name: 'a.json', bytes: strToU8('{"a":'.repeat(200)), ends: ['read'] },
    {
      what: 'JSON of one string without an end',
      name: 'a.json',
      bytes: strToU8(`"${'a\\'.repeat(500_000)}`),
      ends: ['read'],
    },
    {
      what: 'a mail of parts in parts in parts',
      name: 'a.eml',
      bytes: strToU8(`From: a\n${'Content-Type: multipart/mixed; boundary=b\n\n--b\n'.repeat(20_000)}\nwords`),
      ends: ['read', 'document-empty'],
    },
    {
      what: 'a mail with a boundary that is everywhere',
      name: 'a.eml',
      bytes: strToU8(`From: a\nContent-Type: multipart/mixed; boundary=-\n\n${'---\n'.repeat(300_000)}`),
      ends: ['read', 'document-empty'],
    },
    {
      what: 'a header of two million characters',
      name: 'a.eml',
      bytes: strToU8(`Subject: ${'=?utf-8?B?'.repeat(200_000)}\n\nwords`),
      ends: ['read'],
    },
    {
      what: 'a table of one endless quote',
      name: 'a.csv',
      bytes: strToU8(`a,"${'b,\n'.repeat(300_000)}`),
      ends: ['read'],
    },
    {
      what: 'a row of a million cells',
      name: 'a.csv',
      bytes: strToU8(`${'a,'.repeat(1_000_000)}\n1,2`),
      ends: ['read'],
    },
    {
      what: 'a line of ten million letters',
      name: 'a.ts',
      bytes: strToU8(`function ${'a '.repeat(5_000_000)}`),
      ends: ['read'],
    },
    { what: 'noise with the name of a text', name: 'a.txt', bytes: noise(200_000, 11), ends: ['document-unreadable'] },
    {
      what: 'more text than is read at once',
      name: 'a.txt',
      bytes: new Uint8Array(65 * 1024 * 1024).fill(0x61),
      ends: ['document-too-large'],
    },
  ];
  for (const [name, part] of [
    ['a.docx', 'word/document.xml'],
    ['a.pptx', 'ppt/presentation.xml'],
    ['a.xlsx', 'xl/workbook.xml'],
    ['a.epub', 'META-INF/container.xml'],
  ] as const)
    files.push({
      what: 'entities that multiply',
      name,
      bytes: makeZip({ [part]: bombXml }),
      ends: ['document-unreadable'],
    });
  return files;
}

/** Files made to break a reader: each must end in one of the ways that it names, within the usual limits. */
export async function hostileFiles(): Promise<HostileFile[]> {
  return [...(await brokenFiles()), ...(await hostileZips()), ...hostileMarkup(), ...hostilePdfs()];
}
