import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (name: string) => readFileSync(`${root}/${name}`, 'utf8');

describe('ARCHITECTURE.md', () => {
  const folders = 'core|electron|headless|native|models|renderer|test|scripts|bin';
  const named = [...read('ARCHITECTURE.md').matchAll(new RegExp(`\`((?:${folders})(?:/[\\w./-]+)?)\``, 'g'))].map(
    (match) => match[1]!,
  );

  it('names real files and folders only', () => {
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(`${root}/${path}`))).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows pictures that are there and commands that exist', () => {
    const text = read('README.md');
    const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(pictures.length).toBeGreaterThan(2);
    expect(pictures.filter((path) => !existsSync(`${root}/${path}`))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });
});
