import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../native/parse/parse-file.ts';
import { encodeText } from '../support/documents.ts';

const read = (lines: string[], name = 'a.eml') => parseBytes(encodeText(lines.join('\r\n'), 'latin1'), name);
const base64 = (text: string, encoding: string) => iconv.encode(text, encoding).toString('base64');

describe('mails', () => {
  it('have subject, people and date first, then their plain text and the names of what is attached', async () => {
    const document = await read([
      'Received: from somewhere',
      'From: =?utf-8?B?5p2O6Zu3?= <lilei@example.org>',
      'To: "Smith, Anna" <anna@example.org>,',
      ' =?iso-8859-1?Q?J=FCrgen?= <j@example.org>',
      'Subject: =?UTF-8?Q?Budget_f=C3=BCr?=',
      ' =?UTF-8?Q?_n=C3=A4chstes_Jahr?=',
      'Date: Tue, 5 Mar 2024 10:00:00 +0100',
      'Content-Type: multipart/mixed; boundary="b1"',
      '',
      'preamble',
      '--b1',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      'Content-Type: text/plain; charset=utf-8; format=flowed',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Das Budget ist 4000=20',
      'Euro gro=C3=9F=',
      '.',
      '--b2',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>html</p>',
      '--b2--',
      '--b1',
      'Content-Type: application/pdf',
      "Content-Disposition: attachment; filename*0*=utf-8''pl%C3%A4; filename*1*=ne.pdf",
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '--b1--',
    ]);
    expect(document.text).toBe(
      [
        'Subject: Budget für nächstes Jahr',
        'From: 李雷 <lilei@example.org>',
        'To: "Smith, Anna" <anna@example.org>, Jürgen <j@example.org>',
        'Date: Tue, 5 Mar 2024 10:00:00 +0100',
        'Attachments: pläne.pdf',
        '',
        'Das Budget ist 4000 Euro groß.',
      ].join('\n'),
    );
    expect(document).toMatchObject({ format: 'email', title: 'Budget für nächstes Jahr' });
    expect(document.headings).toEqual([{ start: 0, end: 33, level: 1, text: 'Budget für nächstes Jahr' }]);
  });

  it('of HTML alone are read from it', async () => {
    const document = await read([
      'From: a@example.org',
      'Content-Type: text/html; charset=gb2312',
      'Content-Transfer-Encoding: base64',
      '',
      base64('<p>会议改到<b>周五</b></p><style>p{}</style>', 'gb2312'),
    ]);
    expect(document.text).toBe('From: a@example.org\n\n会议改到周五');
  });

  it.each([
    ['iso-2022-jp', Buffer.from('\x1b$B2q5D$O6bMKF|$G$9\x1b(B', 'latin1'), '会議は金曜日です'],
    ['koi8-r', iconv.encode('Встреча в пятницу', 'koi8-r'), 'Встреча в пятницу'],
    ['big5', iconv.encode('會議改到週五', 'big5'), '會議改到週五'],
    ['us-ascii', Buffer.from('会议改到周五，请准时。'), '会议改到周五，请准时。'],
  ])(
    'are read in the encoding that they declare, and by guess where that cannot be: %s',
    async (charset, body, expected) => {
      const head = Buffer.from(`From: a@example.org\nContent-Type: text/plain; charset=${charset}\n\n`);
      const document = await parseBytes(new Uint8Array(Buffer.concat([head, body])), 'a.eml');
      expect(document.text).toBe(`From: a@example.org\n\n${expected}`);
    },
  );

  it('in mails follow under their own subject', async () => {
    const document = await read([
      'Subject: Fwd',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      '',
      'See below.',
      '--x',
      'Content-Type: message/rfc822',
      '',
      'Subject: Inner',
      'From: bob@example.org',
      '',
      'The inner text.',
      '--x--',
    ]);
    expect(document.text).toBe(
      'Subject: Fwd\n\nSee below.\n\nSubject: Inner\nFrom: bob@example.org\n\nThe inner text.',
    );
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Fwd'],
      [2, 'Inner'],
    ]);
  });

  it('put together a character that two words of a header share', async () => {
    const bytes = Buffer.from('会议');
    const word = (part: Buffer) => `=?utf-8?B?${part.toString('base64')}?=`;
    const document = await read([`Subject: ${word(bytes.subarray(0, 4))}`, ` ${word(bytes.subarray(4))}`, '', 'x']);
    expect(document.title).toBe('会议');
  });

  it('without the headers of one are refused as unreadable', async () => {
    await expect(read(['just some words', 'and more'])).rejects.toMatchObject({ code: 'document-unreadable' });
  });
});

describe('saved web archives', () => {
  it('are read as the page in them', async () => {
    const document = await read(
      [
        'From: <Saved by a browser>',
        'Content-Type: multipart/related; boundary=m',
        '',
        '--m',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<title>Caf=C3=A9</title><p>Open =3D yes</p>',
        '--m',
        'Content-Type: image/png',
        '',
        'x',
        '--m--',
      ],
      'page.mhtml',
    );
    expect(document).toMatchObject({ format: 'html', title: 'Café', text: 'Café\n\nOpen = yes' });
  });
});
