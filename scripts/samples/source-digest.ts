import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const languages = ['en', 'zh-CN'] as const;

/** SHA-256 (hex) of the guides that the sample documents are made from, whatever line ends a checkout has. */
export function sourceDigest(root: string): string {
  const hash = createHash('sha256');
  for (const language of languages) {
    const source = readFileSync(join(root, 'guides', `${language}.md`), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${language}\0${source}\0`);
  }
  return hash.digest('hex');
}
