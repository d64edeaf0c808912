import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AppPorts } from '../../core/app.ts';
import type { Document, WatchedFolder } from '../../core/contract/index.ts';
import type { Client } from '../../headless/client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** How often each kind of work was asked of the parser. */
export interface Work {
  parse: number;
  chunk: number;
  embed: number;
}

export interface WatchTest extends AsyncDisposable {
  test: TestApp;
  work: Work;
  /** Path of something in the folder that all watched folders of the test lie in. */
  at(...parts: string[]): string;
  /** Writes a file there, with its folders. */
  write(path: string, text: string): Promise<void>;
  watch(path: string, more?: { ignore?: string[]; polling?: boolean; library?: string }): Promise<WatchedFolder>;
  documents(library?: string): Promise<Document[]>;
  names(library?: string): Promise<string[]>;
}

/** An app over a real parser that counts, and a folder beside its data to watch things in. */
export async function createWatchTest(change: (ports: AppPorts) => AppPorts = (ports) => ports): Promise<WatchTest> {
  const folder = await temporaryFolder();
  const work: Work = { parse: 0, chunk: 0, embed: 0 };
  const counted = (ports: AppPorts): AppPorts => ({
    ...ports,
    parser: {
      parse: (job, options) => {
        work.parse += 1;
        return ports.parser.parse(job, options);
      },
      chunk: (job, options) => {
        work.chunk += 1;
        return ports.parser.chunk(job, options);
      },
      hashEmbed: (job, options) => {
        work.embed += 1;
        return ports.parser.hashEmbed(job, options);
      },
      close: () => ports.parser.close(),
    },
  });
  const test = await createTestApp((ports) => counted(change(ports)));
  const documents = (library?: string) => test.client.documents.list({ library });
  return {
    test,
    work,
    at: folder.at,
    async write(path, text) {
      await mkdir(dirname(folder.at(path)), { recursive: true });
      await writeFile(folder.at(path), text);
    },
    async watch(path, more) {
      await mkdir(folder.at(path), { recursive: true });
      const added = await test.client.watched.add({ path: folder.at(path), ...more });
      return await quiet(test.client, added.id);
    },
    documents,
    names: async (library) => (await documents(library)).map((document) => document.name).sort(),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const pauseMs = 50;
const limitMs = 60_000;

/** Waits until `look` gives something that `wanted` accepts, and returns it. Fails with the last thing it saw. */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  wanted: (value: Value) => boolean,
): Promise<Value> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await look();
    if (wanted(value)) return value;
    if (performance.now() > end) throw new Error(`still not so after a long wait: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export async function folderOf(client: Client, id: string): Promise<WatchedFolder> {
  const found = (await client.watched.list({})).find((folder) => folder.id === id);
  if (!found) throw new Error('the folder is not watched');
  return found;
}

/** Waits until a folder has been looked through and every version has what came from it. */
export async function quiet(client: Client, id: string): Promise<WatchedFolder> {
  const found = await eventually(
    async () => ({ folder: await folderOf(client, id), open: (await client.imports.files({ state: 'open' })).length }),
    ({ folder, open }) =>
      (folder.state === 'watching' || folder.state === 'stopped') && folder.waiting === 0 && open === 0,
  );
  return found.folder;
}

/** A document's worth of text, different for each number. */
export function page(number: number): string {
  return `# Page ${number}\n\nThe number of this page is ${number}. Its colour is shade ${number * 7}.\n`;
}
