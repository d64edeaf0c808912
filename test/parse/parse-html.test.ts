import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../native/parse/html/html-to-text.ts';
import { parseHtml } from '../../native/parse/html/html-tree.ts';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { encodeText } from '../support/documents.ts';

const text = (html: string) => htmlToText(parseHtml(html)).text;
const read = (html: string, name = 'page.html') => parseBytes(encodeText(html, 'utf-8'), name);

describe('web pages', () => {
  it('become text with headings, lists and tables, without scripts, styles and menus', async () => {
    const document = await read(
      '<!DOCTYPE html><html><head><title>Shop &mdash; Tools</title><style>p{}</style><script>if (a<b) "<p>no</p>"</script></head>' +
        '<body><nav><a href="/">Home</a></nav><h1>Tools</h1><p>We sell <b>hammers</b>\n and nails.<p>More<br>here' +
        '<div>Loose <span>text</span></div><ul><li>one<li>two<ul><li>inner</ul></ul><dl><dt>Hammer<dd>A tool</dl>' +
        '<pre>code\n  indented</pre><table><tr><th>Tool<th>Price<tr><td>Hammer<td>12 €</table>' +
        '<p hidden>secret</p><div style="display: none">secret</div><a href="x"><div>block</div></a><svg><title>icon</title></svg></body></html>',
    );
    expect(document.text).toBe(
      [
        'Tools',
        'We sell hammers and nails.',
        'More\nhere',
        'Loose text',
        '- one\n- two\n  - inner',
        'Hammer: A tool',
        'code\n  indented',
        'Tool | Price\nTool: Hammer | Price: 12 €',
        'block',
      ].join('\n\n'),
    );
    expect(document).toMatchObject({ format: 'html', title: 'Shop — Tools', encoding: 'utf-8' });
    expect(document.headings.map((heading) => [heading.level, heading.text])).toEqual([[1, 'Tools']]);
  });

  it('begin with their title where no heading says what they are', async () => {
    const document = await read('<title>About us</title><p>We are a shop.</p>');
    expect(document.text).toBe('About us\n\nWe are a shop.');
    expect(document.headings).toEqual([{ start: 0, end: 8, level: 1, text: 'About us' }]);
  });

  it('stand for their main part where they have one', async () => {
    const document = await read(
      '<div>Cookie notice</div><main><h1>News</h1><p>Something happened in the town today.</p></main><footer>Imprint</footer>',
    );
    expect(document.text).toBe('News\n\nSomething happened in the town today.');
  });

  it.each([
    ['gb2312', '中文网页的内容，请阅读。', '<meta charset="gb2312">'],
    ['shift_jis', '日本語のページです。', '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'],
    ['windows-1251', 'Да', '<meta charset=windows-1251>'],
    ['iso-8859-1', 'É', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
  ])('are read in the encoding that they declare: %s', async (encoding, words, declaration) => {
    const document = await parseBytes(new Uint8Array(iconv.encode(`${declaration}<p>${words}</p>`, encoding)), 'a.htm');
    expect(document.text).toBe(words);
  });

  it('are read as UTF-8 where they are UTF-8, whatever they declare', async () => {
    await expect(read('<meta charset="gbk"><p>会议记录</p>')).resolves.toMatchObject({
      text: '会议记录',
      encoding: 'utf-8',
    });
  });

  it('are recognised without an ending, but a text file about them stays a text file', async () => {
    const page = '<!doctype html><p>Hello</p>';
    await expect(read(page, 'page')).resolves.toMatchObject({ format: 'html', text: 'Hello' });
    await expect(read(page, 'page.txt')).resolves.toMatchObject({ format: 'text', text: page });
  });
});

describe('HTML as it is found', () => {
  it('has its forgotten end tags made up for', () => {
    expect(text('<p>one<p>two<h2>three<div>four</div>')).toBe('one\n\ntwo\n\nthree four');
    expect(text('<table><tr><td>a<td>b<tr><td>c<td>d</table>after')).toBe('a | b\nc | d\n\nafter');
    expect(text('<ul><li><p>a</p><li>b</ul></div></p>c')).toBe('- a\n- b\n\nc');
  });

  it('has its characters decoded, known ones alone', () => {
    expect(text('&eacute;&Uuml;&hellip;&#8212;&#x4e2d;&#150;&amp;lt; &unknown; AT&T a < b')).toBe(
      'éÜ…—中–&lt; &unknown; AT&T a < b',
    );
  });

  it('keeps tables that only place things beside each other as what they hold', () => {
    const html =
      '<table><tr><td><h2>Left</h2><p>One.</p></td><td><table><tr><td>x</td><td>1</td></tr></table></td></tr></table>';
    expect(text(html)).toBe('Left\n\nOne.\n\nx | 1');
    expect(text('<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>')).toBe('One\n\nTwo');
  });

  it('reads program text, comments and unclosed marks without losing what follows', () => {
    expect(text('a<!-- <p>no --> b<![CDATA[ <c> ]]>d<script>x</script>e')).toBe('a b <c> de');
    expect(text('before<b title="never closed>after')).toBe('beforeafter');
    expect(text('x <3 y </> z <')).toBe('x <3 y z <');
  });

  it('takes a million nested elements for siblings', () => {
    expect(text(`${'<div>'.repeat(1_000_000)}deep`)).toBe('deep');
  });
});
