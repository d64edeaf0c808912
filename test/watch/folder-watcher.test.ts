import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { FolderEvent } from '../../core/ports.ts';
import { createFolderWatcher } from '../../native/watch/create-folder-watcher.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually } from './watch-fixture.ts';

async function watchTemporary(ignore: string[] = []) {
  const folder = await temporaryFolder();
  const told: FolderEvent[] = [];
  const handle = createFolderWatcher().start(
    { path: folder.path, ignore, places: [] },
    (event) => void told.push(event),
  );
  const hears = (path: string) =>
    eventually(
      () => told.map((event) => (event.type === 'changed' ? event.path : event.type)),
      (paths) => paths.includes(path),
    );
  await hears('ready');
  return {
    folder,
    told,
    hears,
    handle,
    async [Symbol.asyncDispose]() {
      await handle.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('the folder watcher', () => {
  it('tells the paths of files that are written, changed, renamed and removed, in new folders as well', async () => {
    await using w = await watchTemporary();
    await writeFile(w.folder.at('one.md'), '1');
    await w.hears('one.md');
    await mkdir(w.folder.at('sub/deep'), { recursive: true });
    await writeFile(w.folder.at('sub/deep/two.txt'), '2');
    await w.hears('sub/deep/two.txt');
    w.told.length = 0;
    await writeFile(w.folder.at('one.md'), 'changed');
    await w.hears('one.md');
    w.told.length = 0;
    await rename(w.folder.at('sub/deep/two.txt'), w.folder.at('three.txt'));
    await w.hears('three.txt');
    await w.hears('sub/deep/two.txt');
    w.told.length = 0;
    await rm(w.folder.at('three.txt'));
    await w.hears('three.txt');
  });

  it('tells nothing of what is left out, of files that cannot be read, and of what links point to', async () => {
    await using w = await watchTemporary(['left']);
    await using outside = await temporaryFolder();
    await symlink(outside.path, w.folder.at('link'));
    await mkdir(w.folder.at('left'));
    await writeFile(w.folder.at('left/a.md'), 'a');
    await writeFile(w.folder.at('picture.png'), 'p');
    await writeFile(outside.at('b.md'), 'b');
    await writeFile(w.folder.at('last.md'), 'l');
    await w.hears('last.md');
    const paths = w.told.flatMap((event) => (event.type === 'changed' ? [event.path] : []));
    expect(paths.filter((path) => path !== 'last.md' && path !== 'link')).toEqual([]);
  });

  it('tells nothing any more once it is closed', async () => {
    await using w = await watchTemporary();
    await w.handle.close();
    await writeFile(w.folder.at('late.md'), 'l');
    await using other = await watchTemporary();
    await writeFile(other.folder.at('heard.md'), 'h');
    await other.hears('heard.md');
    expect(w.told).toEqual([{ type: 'ready' }]);
  });
});
