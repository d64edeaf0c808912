import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import { createParser } from '../../native/parse/create-parser.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { hostileFiles } from '../support/hostile-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Far above what any of them takes; a file that needs it hangs. */
const hangMs = 60_000;

describe('files made to break a reader', () => {
  it('end with a code or a text within the limits, and the next file is read by the same process', async () => {
    await using folder = await temporaryFolder();
    const files = await hostileFiles();
    expect(files.length).toBeGreaterThan(60);
    let started = 0;
    const parser = createParser({
      concurrency: 1,
      timeoutMs: hangMs,
      launcher: {
        launch(entry, options) {
          started += 1;
          return nodeLauncher.launch(entry, options);
        },
      },
    });
    const parse = async (name: string, bytes: Uint8Array) => {
      await writeFile(folder.at(name), bytes);
      return parser.parse({ source: folder.at(name), name, output: folder.at('out.json') });
    };
    try {
      const surprises: unknown[] = [];
      for (const { what, name, bytes, ends } of files) {
        const end = await parse(name, bytes).then(
          () => 'read' as const,
          (error: unknown) => AppError.from(error),
        );
        const code = typeof end === 'string' ? end : end.code;
        if (!ends.includes(code))
          surprises.push({ what, name, code, details: typeof end === 'string' ? {} : end.details });
      }
      expect(surprises).toEqual([]);
      await expect(parse('good.txt', new TextEncoder().encode('Good.'))).resolves.toMatchObject({ characters: 5 });
      expect(started).toBe(1);
    } finally {
      await parser.close();
    }
  }, 300_000);
});
