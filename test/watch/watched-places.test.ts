import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { errorOf } from '../../headless/client.ts';
import { createWatchTest, eventually, folderOf, page, quiet } from './watch-fixture.ts';

// Waits for the file system and for imports, several of them in a row, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: unknown) => errorOf(error).code,
  );

describe('a watched folder that cannot be reached', () => {
  it('says so, deletes nothing, and goes on when it is back', async () => {
    await using t = await createWatchTest();
    await t.write('drive/docs/one.md', page(1));
    await t.write('drive/docs/two.md', page(2));
    const folder = await t.watch('drive/docs');
    const work = { ...t.work };
    await rename(t.at('drive'), t.at('unplugged'));
    const away = await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.state === 'unreachable',
    );
    expect(away).toMatchObject({ code: 'folder-unreachable', files: 2, waiting: 0 });
    expect(await t.names()).toEqual(['one.md', 'two.md']);
    await rm(t.at('unplugged/docs/two.md'));
    await t.write('unplugged/docs/three.md', page(3));
    await rename(t.at('unplugged'), t.at('drive'));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'one.md,three.md',
    );
    expect((await quiet(t.test.client, folder.id)).code).toBeNull();
    expect(t.work.parse).toBe(work.parse + 1);
    await t.write('drive/docs/four.md', page(4));
    await eventually(
      () => t.names(),
      (names) => names.includes('four.md'),
    );
  });

  it('is not believed to be emptied when another, empty folder is at its place, as where a drive was mounted', async () => {
    await using t = await createWatchTest();
    await t.write('mount/one.md', page(1));
    const folder = await t.watch('mount');
    await rename(t.at('mount'), t.at('drive'));
    await mkdir(t.at('mount'));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.state === 'unreachable' && now.code === 'folder-replaced',
    );
    await t.test.reopen();
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.state === 'unreachable' && now.code === 'folder-replaced',
    );
    expect(await t.names()).toEqual(['one.md']);
    await rm(t.at('mount'), { recursive: true });
    await rename(t.at('drive'), t.at('mount'));
    await quiet(t.test.client, folder.id);
    expect(await t.names()).toEqual(['one.md']);
  });

  it('is taken as it is when a person asks to look through it again', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    await rename(t.at('docs'), t.at('away'));
    await t.write('docs/new.md', page(2));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.code === 'folder-replaced',
    );
    await t.test.client.watched.rescan({ id: folder.id });
    await eventually(
      () => t.names(),
      (names) => names.join() === 'new.md',
    );
    expect((await quiet(t.test.client, folder.id)).code).toBeNull();
  });

  it('is empty when all its files were deleted while it was watched', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    await rm(t.at('docs/one.md'));
    await eventually(
      () => t.names(),
      (names) => names.length === 0,
    );
    expect(await quiet(t.test.client, folder.id)).toMatchObject({ files: 0, code: null });
  });
});

describe('a restart', () => {
  it('finds what was added, changed, renamed and deleted in between, and reads nothing else', async () => {
    await using t = await createWatchTest();
    for (const [index, name] of ['stays', 'changes', 'moves', 'goes'].entries()) {
      await t.write(`docs/${name}.md`, page(index));
    }
    const folder = await t.watch('docs');
    const before = new Map((await t.documents()).map((document) => [document.name, document.id]));
    const work = { ...t.work };
    await t.test.app.close();
    await t.write('docs/changes.md', page(10));
    await rename(t.at('docs/moves.md'), t.at('docs/moved.md'));
    await rm(t.at('docs/goes.md'));
    await t.write('docs/comes.md', page(11));
    await t.test.reopen();
    await eventually(
      () => t.names(),
      (names) => names.join() === 'changes.md,comes.md,moved.md,stays.md',
    );
    await quiet(t.test.client, folder.id);
    const after = new Map((await t.documents()).map((document) => [document.name, document.id]));
    expect(after.get('stays.md')).toBe(before.get('stays.md'));
    expect(after.get('moved.md')).toBe(before.get('moves.md'));
    expect(after.get('changes.md')).not.toBe(before.get('changes.md'));
    expect(t.work.parse).toBe(work.parse + 2);
  });

  it('goes on with files that were waiting, and does not queue them a second time', async () => {
    await using t = await createWatchTest();
    await t.test.client.imports.pause();
    for (let number = 0; number < 5; number++) await t.write(`docs/${number}.md`, page(number));
    const { id } = await t.test.client.watched.add({ path: t.at('docs') });
    await eventually(
      () => folderOf(t.test.client, id),
      (folder) => folder.waiting === 5 && folder.state === 'watching',
    );
    await t.test.reopen();
    await t.test.client.imports.resume();
    expect(await quiet(t.test.client, id)).toMatchObject({ files: 5, failed: 0 });
    expect(await t.names()).toHaveLength(5);
    expect(t.work.parse).toBe(5);
  });
});

describe('a folder that is looked through every few seconds', () => {
  it('follows what is added, changed, renamed and deleted as well', async () => {
    await using t = await createWatchTest();
    await t.write('share/one.md', page(1));
    await t.write('share/two.md', page(2));
    const folder = await t.watch('share', { polling: true });
    expect(folder.polling).toBe(true);
    const [id] = (await t.documents()).filter((document) => document.name === 'one.md').map((document) => document.id);
    await rename(t.at('share/one.md'), t.at('share/uno.md'));
    await rm(t.at('share/two.md'));
    await t.write('share/three.md', page(3));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'three.md,uno.md',
    );
    expect((await t.documents()).find((document) => document.name === 'uno.md')?.id).toBe(id);
  });
});

describe('a system that cannot tell of changes', () => {
  it('is no reason to miss them: the folder is looked through every few seconds, and says why', async () => {
    await using t = await createWatchTest((ports) => ({
      ...ports,
      // What a system does that has given away all its watches cannot be had here without taking them from others.
      watcher: {
        start(_folder, tell) {
          setTimeout(() => tell({ type: 'failed', cause: 'ENOSPC' }), 10);
          return { close: async () => undefined };
        },
      },
    }));
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    expect(folder).toMatchObject({ state: 'watching', code: 'watch-limited', files: 1 });
    await t.write('docs/two.md', page(2));
    await rm(t.at('docs/one.md'));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'two.md',
    );
  });
});

describe('adding a watched folder', () => {
  it('never follows the files of the application itself, when the folder holds its data folder', async () => {
    await using t = await createWatchTest();
    const { batch } = await t.test.client.imports.start({ paths: [await t.test.file('beside.md', page(1))] });
    for await (const progress of await t.test.client.imports.progress({ batch })) void progress;
    await writeFile(join(t.test.dataFolder, 'inside.md'), page(2));
    const added = await t.test.client.watched.add({ path: join(t.test.dataFolder, '..') });
    expect((await quiet(t.test.client, added.id)).files).toBe(1);
    await writeFile(join(t.test.dataFolder, 'later.md'), page(3));
    await t.test.file('after.md', page(4));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'after.md,beside.md',
    );
  });

  it('refuses a path that is no folder, no whole path, the data folder, or a pattern that cannot be read', async () => {
    await using t = await createWatchTest();
    await t.write('file.md', page(1));
    const add = (path: string, ignore?: string[]) => codeOf(t.test.client.watched.add({ path, ignore }));
    expect(await add(t.at('nowhere'))).toBe('folder-unreachable');
    expect(await add(t.at('file.md'))).toBe('folder-unreachable');
    expect(await add('relative/path')).toBe('bad-request');
    expect(await add(join(t.test.dataFolder, 'originals'))).toBe('bad-request');
    expect(await add(t.at(), ['[a-'])).toBe('bad-request');
    expect(await t.test.client.watched.list({})).toEqual([]);
  });

  it('refuses a folder that its library watches already, as a whole or in part, and allows it for another one', async () => {
    await using t = await createWatchTest();
    await t.write('docs/inner/one.md', page(1));
    await t.test.client.libraries.create({ name: 'second' });
    await t.watch('docs');
    const add = (path: string) => codeOf(t.test.client.watched.add({ path: t.at(path) }));
    expect(await add('docs')).toBe('folder-already-watched');
    expect(await add('docs/inner')).toBe('folder-already-watched');
    expect(await add('')).toBe('folder-already-watched');
    const work = { ...t.work };
    await t.watch('docs/inner', { library: 'second' });
    expect(await t.names('second')).toEqual(['one.md']);
    expect(t.work).toEqual(work);
  });
});

describe('a thousand small files', () => {
  it('are imported with progress, and are not read again by another look', { timeout: 400_000 }, async () => {
    await using t = await createWatchTest();
    await mkdir(t.at('many'));
    for (let folder = 0; folder < 10; folder++) {
      await mkdir(t.at(`many/${folder}`));
      const numbers = Array.from({ length: 100 }, (_, index) => folder * 100 + index);
      await Promise.all(numbers.map((number) => writeFile(t.at(`many/${folder}/${number}.md`), page(number))));
    }
    const { id } = await t.test.client.watched.add({ path: t.at('many') });
    const stop = new AbortController();
    const totals: number[] = [];
    for await (const progress of await t.test.client.imports.progress(undefined, { signal: stop.signal })) {
      totals.push(progress.total);
      if (progress.total === 1000 && progress.finished === 1000) break;
    }
    stop.abort();
    expect(totals.length).toBeGreaterThan(2);
    expect(await quiet(t.test.client, id)).toMatchObject({ files: 1000, failed: 0 });
    expect(await t.names()).toHaveLength(1000);
    const work = { ...t.work };
    await t.test.client.watched.rescan({ id });
    await quiet(t.test.client, id);
    await rm(t.at('many/3'), { recursive: true });
    await eventually(
      () => folderOf(t.test.client, id),
      (folder) => folder.files === 900 && folder.waiting === 0,
    );
    expect(await t.names()).toHaveLength(900);
    expect(t.work).toEqual(work);
  });
});
