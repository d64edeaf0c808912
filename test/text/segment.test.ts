import { describe, expect, it } from 'vitest';
import {
  isStopWord,
  questionWords,
  searchTokens,
  textLanguage,
  uncertainWords,
  wordTokens,
} from '../../core/text/segment.ts';

describe('search tokens', () => {
  it.each([
    ['partitions', 'Partition'],
    ['encrypted', 'encryption'],
    ['Zürich', 'zurich'],
    ['ＲＡＩＤ', 'raid'],
    ['磁碟陣列', '磁碟阵列'],
    ['軟體', '软体'],
  ])('are the same for %s and %s', (one, other) => {
    expect(searchTokens(one)).toEqual(searchTokens(other));
  });

  it.each([
    ['RAID5', ['raid', '5', 'raid5']],
    ['Wi-Fi', ['wi', 'fi', 'wifi']],
    ['780MB', ['780', 'mb', '780mb']],
    ['U 盘', ['u', 'u盘', '盘']],
    ['U盘', ['u', 'u盘', '盘']],
  ])('of %s are its parts and itself', (text, tokens) => {
    expect(searchTokens(text)).toEqual(tokens);
  });

  it('leave off the ending behind an apostrophe', () => {
    expect(searchTokens('the installer’s menu')).toEqual(searchTokens('the installer menu'));
  });

  it('hold every pair of neighbouring characters, however the dictionary cuts the sentence', () => {
    const tokens = searchTokens('重新启动计算机');
    for (const pair of ['重新', '启动', '计算', '算机', '新启']) expect(tokens).toContain(pair);
  });

  it('hold a character that is a word of its own, and no particle', () => {
    expect(wordTokens('按键')).toContain('按键');
    expect(wordTokens('请按什么键')).toContain('键');
    expect(wordTokens('这是我的')).not.toContain('的');
  });

  it('never hold blanks or quotation marks, which full text would read as its own syntax', () => {
    for (const token of searchTokens('a "b" c-d e_f (g) 甲"乙" /etc/*')) expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
  });
});

describe('the words of a question', () => {
  it('are what it is about', () => {
    expect(questionWords('How much memory is needed to install Debian?')).toEqual([
      'memori',
      'need',
      'instal',
      'debian',
    ]);
    expect(questionWords('安装 Debian 需要多少内存?')).toEqual(['安装', 'debian', '需要', '内存']);
  });

  it('are the words themselves when there are no others', () => {
    expect(questionWords('What is it?')).toEqual(['what', 'is', 'it']);
  });

  it('join characters that the dictionary leaves alone, and say that they are uncertain', () => {
    expect(questionWords('没有光驱怎么装?')).toContain('光驱');
    expect(uncertainWords('没有光驱怎么装?').has('光驱')).toBe(true);
    expect(uncertainWords('安装软件').size).toBe(0);
  });

  it('are none of the particles and question words of either language', () => {
    for (const word of ['what', 'how', '什么', '怎样', '的', '吗']) expect(isStopWord(word)).toBe(true);
    for (const word of ['memori', '内存']) expect(isStopWord(word)).toBe(false);
  });
});

describe('the language of a text', () => {
  it.each([
    ['安装 Debian 需要多少内存?', 'zh'],
    ['什么是 SMP?', 'zh'],
    ['What does 内存 mean in English?', 'en'],
    ['1160 MB', 'en'],
  ])('of %s is %s', (text, language) => {
    expect(textLanguage(text)).toBe(language);
  });
});
