import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createIgnores } from '../../core/text/watched-ignore.ts';
import { errorOf } from '../../headless/client.ts';

const ignores = (pattern: string, path: string) => createIgnores([pattern], { caseless: false })(path);

describe('ignore patterns', () => {
  it('without a slash stand for a file or folder of that name anywhere, and for all below it', () => {
    expect(ignores('drafts', 'drafts')).toBe(true);
    expect(ignores('drafts', 'a/b/drafts/c/d.md')).toBe(true);
    expect(ignores('drafts', 'a/mydrafts/c.md')).toBe(false);
    expect(ignores('*.log', 'a/b.log')).toBe(true);
    expect(ignores('*.log', 'a/b.log.md')).toBe(false);
    expect(ignores('报告?.docx', '年度/报告3.docx')).toBe(true);
  });

  it('with a slash stand for a path from the watched folder, and for all below it', () => {
    expect(ignores('archive/2019', 'archive/2019/x.md')).toBe(true);
    expect(ignores('archive/2019', 'old/archive/2019/x.md')).toBe(false);
    expect(ignores('/top.md', 'top.md')).toBe(true);
    expect(ignores('/top.md', 'a/top.md')).toBe(false);
    expect(ignores('drafts/', 'a/drafts/x.md')).toBe(true);
    expect(ignores('**/old/*.md', 'a/b/old/x.md')).toBe(true);
    expect(ignores('a/*/c.md', 'a/b/b/c.md')).toBe(false);
  });

  it('mean what they mean elsewhere: the same as in Node for paths as a whole', () => {
    const patterns = ['a/*.md', '**/b', 'a/**/c.md', 'x/[a-c]?.txt', 'x/[!a-c]*.txt', 'a/{b,c{d,e}}/f', '*/q', 'a/**'];
    const paths = [
      'a/b.md',
      'a/b/c.md',
      'a/c.md',
      'b',
      'a/b',
      'x/a1.txt',
      'x/d1.txt',
      'x/dd1.txt',
      'a/cd/f',
      'a/c/f',
      'p/q',
    ];
    const anchored = patterns.filter((pattern) => pattern.includes('/'));
    for (const pattern of anchored) {
      for (const path of paths) {
        // A folder that is left out takes what is below with it; Node's match is for one path alone.
        const parts = path.split('/');
        const expected = parts.some((_, end) => matchesGlob(parts.slice(0, end + 1).join('/'), pattern));
        expect([pattern, path, ignores(pattern, path)]).toEqual([pattern, path, expected]);
      }
    }
  });

  it('leave out hidden files and those of other programs without being told to', () => {
    const plain = createIgnores([], { caseless: false });
    const left = ['.git/config.md', 'a/.obsidian/x.md', '~$report.docx', 'a/b.tmp', 'x/node_modules/y/readme.md'];
    for (const path of left) expect([path, plain(path)]).toEqual([path, true]);
    for (const path of ['a/b.md', 'notes~.md', 'tmp/x.md']) expect([path, plain(path)]).toEqual([path, false]);
  });

  it('compare letters as the file system does', () => {
    expect(createIgnores(['Drafts'], { caseless: true })('drafts/x.md')).toBe(true);
    expect(createIgnores(['Drafts'], { caseless: false })('drafts/x.md')).toBe(false);
  });

  it('are refused when they cannot be read or stand for too many others', () => {
    const tooMany = '{a,b}'.repeat(8);
    for (const pattern of ['[abc', '/', tooMany]) {
      expect(() => createIgnores([pattern])).toThrow(expect.objectContaining({ code: 'bad-request' }));
      try {
        createIgnores([pattern]);
      } catch (error) {
        expect(errorOf(error).message).toContain(pattern);
      }
    }
  });

  it('end soon on a pattern made of many stars', () => {
    expect(ignores(`${'*a'.repeat(100)}b`, `${'a'.repeat(250)}c.md`)).toBe(false);
  });
});
