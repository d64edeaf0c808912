import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { connectInProcess } from '../../headless/client.ts';
import { createNodeApp } from '../../headless/create-node-app.ts';
import { makeManual } from './make-manual.ts';
import { median, millisecondsOf, rounded, withFolder } from './measure.ts';

const rounds = 3;

/** Pages per second of a whole import (read, chunk, embed, index, for both versions) beside plain pdfjs extraction. */
export async function measureImport(pdf: string | undefined) {
  return await withFolder(async (folder) => {
    const bytes = pdf ? await readFile(pdf) : await makeManual(120);
    const tandem: number[] = [];
    const plain: number[] = [];
    let pages = 0;
    let chunks = 0;
    // In turn, so that a machine that slows down slows both.
    for (let round = 0; round < rounds; round++) {
      const app = await createNodeApp(join(folder, `data-${round}`));
      const { client, disconnect } = connectInProcess(app.router);
      const warmUp = join(folder, 'warm-up.txt');
      await writeFile(warmUp, 'The first file starts the processes.');
      const source = join(folder, 'manual.pdf');
      await writeFile(source, bytes);
      const importFile = async (path: string) => {
        const { batch } = await client.imports.start({ paths: [path] });
        for await (const progress of await client.imports.progress({ batch })) chunks = progress.chunks;
      };
      await importFile(warmUp);
      tandem.push(await millisecondsOf(() => importFile(source)));
      disconnect();
      await app.close();
      plain.push(
        await millisecondsOf(async () => {
          pages = await extractPlainly(new Uint8Array(bytes));
        }),
      );
    }
    const [ours, theirs] = [median(tandem), median(plain)];
    return {
      pages,
      chunksInStable: chunks,
      pagesPerSecond: rounded((pages / ours) * 1000),
      plainPdfjsPagesPerSecond: rounded((pages / theirs) * 1000),
      timeRatio: rounded(ours / theirs),
      rounds,
    };
  });
}

async function extractPlainly(data: Uint8Array): Promise<number> {
  const task = getDocument({ data, verbosity: 0 });
  const document = await task.promise;
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    await page.getTextContent();
  }
  const { numPages } = document;
  await task.destroy();
  return numPages;
}
