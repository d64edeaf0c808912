import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Document, WatchedFolder } from '../../core/contract/index.ts';
import { outputOf, runTandem, startTandem } from '../support/run-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually, page } from './watch-fixture.ts';

// Each step is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const tandem = (...args: string[]) => runTandem([...args, '--data', folder.at('data')]);
async function json<Value>(...args: string[]): Promise<{ code: number | null; value: Value }> {
  const { code, stdout } = await tandem(...args, '--json');
  return { code, value: JSON.parse(stdout) as Value };
}
const names = async () =>
  (await json<Document[]>('documents')).value.map((document) => [document.name, document.state]).sort();

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(folder.at('docs'));
  await writeFile(folder.at('docs/one.md'), page(1));
  await writeFile(folder.at('docs/two.md'), page(2));
  await writeFile(folder.at('docs/left.md'), page(3));
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('tandem watch', () => {
  it('adds a folder and ends when its files are in every version', async () => {
    const { code, value } = await json<WatchedFolder>('watch', 'add', folder.at('docs'), '--ignore', 'left*');
    expect(code).toBe(0);
    expect(value).toMatchObject({ path: folder.at('docs'), state: 'stopped', files: 2, waiting: 0, ignore: ['left*'] });
    expect(await names()).toEqual([
      ['one.md', 'ready'],
      ['two.md', 'ready'],
    ]);
  });

  it('looks through it again when asked, and ends with 1 when a file could not be imported', async () => {
    await rename(folder.at('docs/one.md'), folder.at('docs/uno.md'));
    await rm(folder.at('docs/two.md'));
    await writeFile(folder.at('docs/bad.pdf'), 'this is no pdf');
    const [watched] = (await json<WatchedFolder[]>('watch')).value;
    const { code, value } = await json<WatchedFolder>('watch', 'rescan', watched!.id);
    expect(code).toBe(1);
    expect(value).toMatchObject({ files: 2, failed: 1 });
    expect(await names()).toEqual([['uno.md', 'ready']]);
  });

  it('finds by itself what changed, once the app is there to stay', async () => {
    await writeFile(folder.at('docs/later.md'), page(4));
    const served = startTandem(['serve', '--no-open', '--data', folder.at('data')]);
    const ended = new Promise((resolve) => served.once('close', resolve));
    await outputOf(served, /ready at/);
    await eventually(names, (found) => found.map(([name]) => name).join() === 'later.md,uno.md');
    expect((await json<WatchedFolder[]>('watch', 'list')).value).toMatchObject([{ state: 'watching', files: 3 }]);
    served.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('says why a folder cannot be watched, and what is wrong with a call', async () => {
    const nowhere = await tandem('watch', 'add', folder.at('nowhere'));
    expect([nowhere.code, nowhere.stderr]).toEqual([3, expect.stringContaining('folder-unreachable')]);
    expect((await tandem('watch', 'add')).code).toBe(2);
    expect((await json('watch', 'remove', 'unknown')).value).toMatchObject({ error: { code: 'not-found' } });
  });

  it('stops watching and keeps the documents, or removes them with the folder', async () => {
    const [watched] = (await json<WatchedFolder[]>('watch')).value;
    const kept = await json('watch', 'remove', watched!.id);
    expect(kept.value).toEqual({ removed: watched!.id, documents: 'kept' });
    expect((await names()).map(([name]) => name)).toEqual(['later.md', 'uno.md']);
    await mkdir(folder.at('more'));
    await writeFile(folder.at('more/extra.md'), page(5));
    const more = await json<WatchedFolder>('watch', 'add', folder.at('more'));
    await json('watch', 'remove', more.value.id, '--remove-documents');
    expect((await names()).map(([name]) => name)).toEqual(['later.md', 'uno.md']);
    expect((await json('watch')).value).toEqual([]);
  });
});
