import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AppPorts, createApp } from '../../core/app.ts';
import type { AppError } from '../../core/contract/index.ts';
import { type Client, connectInProcess, errorOf } from '../../headless/client.ts';
import { createNativePorts, samplesFolder } from '../../headless/native-ports.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { leftovers } from '../support/leftovers.ts';
import { canMount, createSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { handbook, importAll } from '../support/test-app.ts';

async function openApp(dataFolder: string, change: (ports: AppPorts) => AppPorts = (ports) => ports) {
  const settings = { get: () => ({}), set: () => undefined };
  const ports = change(createNativePorts({ launcher: nodeLauncher, settings }));
  const app = await createApp({ dataFolder, ports, appVersion: '0.0.0-test', samplesFolder }).catch(
    async (error: unknown) => {
      await Promise.all([ports.parser.close(), ports.index.close(), ports.llama.close()]);
      throw error;
    },
  );
  const { client, disconnect } = connectInProcess(app.router);
  return {
    client,
    async [Symbol.asyncDispose]() {
      disconnect();
      await app.close();
    },
  };
}

/** Fills a disk to the last block. */
async function fill(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const file = join(folder, 'filler');
  await writeFile(file, Buffer.alloc(bavail * bsize)).catch(() => undefined);
  return file;
}

/** A journal has some room of its own; small writes use it up to the last page. Gives the error of the last. */
async function useUp(client: Client, chat: string): Promise<AppError | null> {
  for (let number = 0; number < 20_000; number++) {
    const error = await client.chats.pin({ id: chat, pinned: number % 2 === 0 }).then(() => null, errorOf);
    if (error) return error;
  }
  return null;
}

const large = (megabytes: number) =>
  'Every line of this file says the same as the line before it did.\n'.repeat(megabytes * 15_400);

describe.skipIf(!canMount)('a full disk', () => {
  it('fails a file that does not fit with disk-full, leaves nothing of it, and takes it once there is room', async () => {
    using disk = createSmallDisk(5);
    await using place = await temporaryFolder();
    await writeFile(place.at('handbook.md'), handbook);
    await writeFile(place.at('large.txt'), large(3));
    await using app = await openApp(disk.path);
    const { client } = app;
    const progress = await importAll(client, [place.at('large.txt'), place.at('handbook.md')]);
    expect(progress).toMatchObject({ done: 1, failed: 1 });
    const [failed] = await client.imports.files({ state: 'failed' });
    expect(failed).toMatchObject({ code: 'disk-full', message: expect.stringContaining('Free some space') });
    expect(await readdir(join(disk.path, 'originals'))).toHaveLength(1);
    expect((await client.search.query({ text: 'hotel night' })).hits[0]?.document).toBe('handbook.md');
    disk.resize(200);
    const { batch } = await client.imports.retry({ file: failed!.id });
    for await (const _ of await client.imports.progress({ batch }));
    expect(await client.documents.list({})).toHaveLength(2);
    expect(await leftovers(disk.path)).toEqual([]);
  }, 120_000);

  it('stops the queue when not even the database can be written, and goes on when that is asked for', async () => {
    using disk = createSmallDisk(12);
    await using place = await temporaryFolder();
    await using app = await openApp(disk.path);
    const { client } = app;
    const chat = await client.chats.create({});
    const paths = [];
    for (const number of [1, 2, 3]) {
      await writeFile(place.at(`${number}.md`), `${handbook}\n${number}`);
      paths.push(place.at(`${number}.md`));
    }
    await client.imports.pause();
    const { batch } = await client.imports.start({ paths });
    const filler = await fill(disk.path);
    expect(await useUp(client, chat.id)).toMatchObject({ code: 'disk-full' });
    await client.imports.resume();
    await expect
      .poll(() => client.imports.progress({ batch }).then(firstOf), { timeout: 20_000 })
      .toMatchObject({ paused: true, done: 0 });
    await rm(filler);
    await client.imports.resume();
    await expect.poll(() => client.imports.files({ state: 'open' }), { timeout: 20_000 }).toEqual([]);
    expect(await client.documents.list({})).toHaveLength(3);
    expect(await leftovers(disk.path)).toEqual([]);
  }, 120_000);

  it('takes up a file again whose outcome could not even be noted', async () => {
    using disk = createSmallDisk(12);
    await using place = await temporaryFolder();
    await writeFile(place.at('handbook.md'), handbook);
    let filler = '';
    await using app = await openApp(disk.path, (ports) => ({
      ...ports,
      parser: {
        ...ports.parser,
        async chunk(job, options) {
          const rows = await ports.parser.chunk(job, options);
          // The document has appeared in stable, and is about to be written to the beta.
          if (filler || job.chunk.strategy !== 'headings') return rows;
          filler = await fill(disk.path);
          expect(await useUp(app.client, chat.id)).toMatchObject({ code: 'disk-full' });
          return rows;
        },
      },
    }));
    const { client } = app;
    const chat = await client.chats.create({});
    const { batch } = await client.imports.start({ paths: [place.at('handbook.md')] });
    await expect
      .poll(() => client.imports.progress({ batch }).then(firstOf), { timeout: 20_000 })
      .toMatchObject({ paused: true, done: 0 });
    expect(await client.documents.list({})).toMatchObject([{ name: 'handbook.md', state: 'waiting' }]);
    await rm(filler);
    await client.imports.resume();
    await expect.poll(() => client.imports.files({ state: 'open' }), { timeout: 20_000 }).toEqual([]);
    expect(await client.documents.list({})).toMatchObject([{ name: 'handbook.md', state: 'ready' }]);
    expect(await leftovers(disk.path)).toEqual([]);
  }, 120_000);
});

async function firstOf<Item>(stream: AsyncIterable<Item>): Promise<Item | undefined> {
  for await (const item of stream) return item;
  return undefined;
}

describe.skipIf(!canMount)('a data folder that cannot be written', () => {
  it('is refused with a sentence that says so, and works again once it can', async () => {
    using disk = createSmallDisk(30);
    await (await openApp(disk.path))[Symbol.asyncDispose]();
    disk.setReadOnly(true);
    const refused = await openApp(disk.path).catch(errorOf);
    expect(refused).toMatchObject({
      code: 'data-folder-unusable',
      message: 'The data folder cannot be read or written. Check its permissions and free space.',
    });
    disk.setReadOnly(false);
    await using app = await openApp(disk.path);
    expect(await app.client.documents.list({})).toEqual([]);
  });
});
