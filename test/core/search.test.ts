import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askWhole, chineseHandbook, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const manual = `# Installing the system

## Contents

Memory requirements . . . . . . . . . . . . 9
Partition sizes . . . . . . . . . . . . . . 12
Installing from a USB stick . . . . . . . . 20

## Memory requirements

At least 780 MB of memory is required. The graphical installer needs 810 MB.

## Protecting a notebook

Encryption protects the files when a notebook is stolen. Without the passphrase they look like random characters.

## Array levels

RAID6 survives two failed disks. RAID0 survives none.
`;

const chineseManual = `# 安装指南

## 内存

至少需要 780MB 的内存。图形安装程序需要 810MB。

## 制作 U 盘

映像可以直接写入 U 盘, 这是制作安装介质最简单的方法。

## 加密

便携机被盗时, 加密分区保护硬盘上的数据。
`;

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await importAll(test.client, [
    await test.file('handbook.md', handbook),
    await test.file('差旅手册.md', chineseHandbook),
    await test.file('manual.md', manual),
    await test.file('manual, second copy.md', `${manual}\n`),
    await test.file('安装指南.md', chineseManual),
  ]);
});
afterAll(() => test[Symbol.asyncDispose]());

describe.each(['stable', 'beta'] as const)('search of the built-in %s', (version) => {
  const search = async (text: string, top?: number) => (await test.client.search.query({ text, version, top })).hits;

  it.each([
    ['a stem', 'encrypted', 'Encryption protects'],
    ['another word for the same thing', 'laptop theft', 'notebook is stolen'],
    ['a misspelt word', 'graphicl instaler', 'graphical installer'],
    ['a compound, written apart', 'RAID 6', 'RAID6'],
    ['characters in full width', 'ＲＡＩＤ６', 'RAID6'],
    ['traditional characters', '便攜機 加密 硬碟', '加密分区'],
    ['another name in Chinese', '闪存盘', 'U 盘'],
    ['a word of one character', '盘', 'U 盘'],
  ])('finds a passage by %s', async (_, question, expected) => {
    expect((await search(question))[0]?.text).toContain(expected);
  });

  it('puts the language of the question first', async () => {
    expect((await search('780MB 内存'))[0]?.document).toBe('安装指南.md');
    expect((await search('780 MB memory'))[0]?.document).toMatch(/^manual/);
  });

  it('puts a passage before the table of contents that names it', async () => {
    const hits = await search('memory requirements');
    const contents = hits.findIndex((hit) => hit.text.includes('. . . .') && !hit.text.includes('780 MB'));
    const answer = hits.findIndex((hit) => hit.text.includes('780 MB'));
    expect(answer).toBeGreaterThanOrEqual(0);
    if (contents >= 0) expect(answer).toBeLessThan(contents);
  });

  it('gives nearly the same text once, though two documents hold it', async () => {
    const hits = await search('RAID6 survives two failed disks', 1);
    const wider = await search('RAID6 survives two failed disks', 3);
    expect(hits[0]?.text).toContain('RAID6 survives');
    expect(wider.filter((hit) => hit.text === hits[0]?.text)).toHaveLength(1);
  });

  it('gives passages that are exact pieces of their documents and do not hold one another', async () => {
    const hits = await search('memory installer 内存', 10);
    for (const hit of hits) {
      const { text } = await test.client.documents.text({ id: hit.documentId });
      expect(text.slice(hit.start, hit.end)).toBe(hit.text);
      const inside = hits.filter(
        (other) =>
          other !== hit && other.documentId === hit.documentId && other.start <= hit.start && other.end >= hit.end,
      );
      expect(inside).toEqual([]);
    }
  });

  it('finds nothing for words that no document has, and for none', async () => {
    expect(await search('zzyzx qwrtplk')).toEqual([]);
    expect(await search('?!')).toEqual([]);
  });

  it.each([
    ['How much memory does the graphcal installer need?', '810 MB'],
    ['Is my laptop safe when somebody steals it?', 'random characters'],
    ['图形安装程序需要多少内存?', '810MB'],
    ['如何製作隨身碟?', '写入 U 盘'],
  ])('answers “%s”', async (question, fact) => {
    const { turn } = await askWhole(test.client, { question, version });
    expect(turn.supported).toBe(true);
    expect(turn.answer).toContain(fact);
  });

  it('does not answer what only another subject is known of', async () => {
    for (const question of ['Which vaccine protects against yellow fever?', '怎样申请护照?']) {
      expect((await askWhole(test.client, { question, version })).turn.supported).toBe(false);
    }
  });
});
