import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ensureChromium } from './lib/chromium.js';
import { checkout } from './lib/paths.js';
import { readGuides } from './samples/guide.ts';
import { guideToDocx } from './samples/guide-docx.ts';
import { guideToPdf } from './samples/guide-pdf.ts';
import { languages, sourceDigest } from './samples/source-digest.ts';

/** `npm run samples`: makes the sample documents of core/library/samples from guides/, one format for each guide. */
const samples = join(checkout, 'core', 'library', 'samples');

async function writeSamples(language: string, browser: Browser): Promise<void> {
  const guides = readGuides(readFileSync(join(checkout, 'guides', `${language}.md`), 'utf8'));
  const [first, second, third] = guides;
  if (!first || !second || !third || guides.length > 3)
    throw new Error(`guides/${language}.md must hold three guides.`);
  const folder = join(samples, language);
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    console.log(`${language}/${name}: ${(content.length / 1024).toFixed(0)} KiB`);
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  write(`${first.title}.md`, `${first.markdown}\n`);
  write(`${second.title}.docx`, await guideToDocx(second, language));
  write(`${third.title}.pdf`, await guideToPdf(third, language, browser));
}

const executablePath = await ensureChromium({ root: checkout });
if (!executablePath) throw new Error('Chromium is needed to print the PDF.');
const root = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
try {
  for (const language of languages) await writeSamples(language, browser);
  writeFileSync(join(samples, 'source.sha256'), `${sourceDigest(checkout)}\n`);
} finally {
  await browser.close();
}
