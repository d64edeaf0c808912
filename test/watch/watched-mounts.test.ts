import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { canMount, createSmallDisk } from '../support/small-disk.ts';
import { createWatchTest, eventually, folderOf, page, quiet } from './watch-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

const run = (command: string, ...words: string[]) => execFileSync(command, words, { stdio: 'pipe' });

/** Shows a drive at another place as well; unmounting that leaves the drive and what is on it alone. */
function bind(from: string, to: string): Disposable & { unmount(): void } {
  run('mount', '--bind', from, to);
  let mounted = true;
  const unmount = () => {
    if (mounted) run('umount', '-l', to);
    mounted = false;
  };
  return { unmount, [Symbol.dispose]: unmount };
}

describe.runIf(canMount)('a drive that is unmounted', () => {
  it('takes no document along when it was watched itself, although its empty mount point stays', async () => {
    await using t = await createWatchTest();
    using disk = createSmallDisk(8);
    await mkdir(t.at('usb'));
    await writeFile(join(disk.path, 'one.md'), page(1));
    using first = bind(disk.path, t.at('usb'));
    const folder = await t.watch('usb');
    expect(folder.files).toBe(1);
    first.unmount();
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.state === 'unreachable' && now.code === 'folder-replaced',
    );
    expect(await t.names()).toEqual(['one.md']);
    await writeFile(join(disk.path, 'two.md'), page(2));
    using _second = bind(disk.path, t.at('usb'));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'one.md,two.md',
    );
    expect(await quiet(t.test.client, folder.id)).toMatchObject({ state: 'watching', code: null, files: 2 });
  });

  it('takes no document along when it was mounted below a watched folder; what is deleted on it goes', async () => {
    await using t = await createWatchTest();
    using disk = createSmallDisk(8);
    await mkdir(t.at('docs/nas'), { recursive: true });
    await t.write('docs/here.md', page(1));
    await writeFile(join(disk.path, 'there.md'), page(2));
    await writeFile(join(disk.path, 'gone.md'), page(3));
    using mounted = bind(disk.path, t.at('docs/nas'));
    const folder = await t.watch('docs');
    expect(await t.names()).toEqual(['here.md', 'nas/gone.md', 'nas/there.md']);
    await rm(join(disk.path, 'gone.md'));
    await eventually(
      () => t.names(),
      (names) => names.join() === 'here.md,nas/there.md',
    );
    mounted.unmount();
    await t.test.client.watched.rescan({ id: folder.id });
    await quiet(t.test.client, folder.id);
    await rm(t.at('docs/here.md'));
    await eventually(
      () => t.names(),
      (names) => !names.includes('here.md'),
    );
    expect(await t.names()).toEqual(['nas/there.md']);
  });
});
