import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './lib/paths.js';
import { readGuides } from './samples/guide.ts';
import { guideToDocx } from './samples/guide-docx.ts';
import { guideToPdf } from './samples/guide-pdf.ts';
import { languages, sourceDigest } from './samples/source-digest.ts';

/** `npm run samples`: makes the sample documents of core/library/samples from guides/, one format for each guide. */
const samples = join(checkout, 'core', 'library', 'samples');

async function writeSamples(language: string): Promise<void> {
  const guides = readGuides(readFileSync(join(checkout, 'guides', `${language}.md`), 'utf8'));
  const [first, second, third] = guides;
  if (!first || !second || !third || guides.length > 3)
    throw new Error(`guides/${language}.md must hold three guides.`);
  const files: [string, string | Uint8Array][] = [
    [`${first.title}.md`, `${first.markdown}\n`],
    [`${second.title}.docx`, await guideToDocx(second, language)],
    [`${third.title}.pdf`, await guideToPdf(third, language)],
  ];
  const folder = join(samples, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) {
    writeFileSync(join(folder, name), content);
    console.log(`${language}/${name}: ${(Buffer.byteLength(content) / 1024).toFixed(0)} KiB`);
  }
}

for (const language of languages) await writeSamples(language);
writeFileSync(join(samples, 'source.sha256'), `${sourceDigest(checkout)}\n`);
