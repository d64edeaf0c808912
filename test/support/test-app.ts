import { writeFile } from 'node:fs/promises';
import { type App, type AppPorts, createApp } from '../../core/app.ts';
import type { AskEvent, ImportProgress, Turn } from '../../core/contract/index.ts';
import { type Client, connectInProcess } from '../../headless/client.ts';
import { createNativePorts, samplesFolder } from '../../headless/native-ports.ts';
import { nodeLauncher } from '../../native/supervise/launcher.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestApp extends AsyncDisposable {
  app: App;
  client: Client;
  ports: AppPorts;
  /** Writes a file outside the data folder and returns its path. */
  file(name: string, contents: string | Uint8Array): Promise<string>;
  dataFolder: string;
  /** Closes the app and opens the same data folder again. */
  reopen(): Promise<void>;
}

/** The application over real processes and a real data folder of its own. */
export async function createTestApp(change?: (ports: AppPorts) => AppPorts): Promise<TestApp> {
  const folder = await temporaryFolder();
  const dataFolder = folder.at('data');
  async function open() {
    let stored: Record<string, unknown> = {};
    const settings = {
      get: () => stored,
      set: (values: Record<string, unknown>) => {
        stored = { ...stored, ...values };
      },
    };
    const native = createNativePorts({ launcher: nodeLauncher, settings });
    const ports = change ? change(native) : native;
    const app = await createApp({ dataFolder, ports, appVersion: '0.0.0-test', samplesFolder });
    return { app, ports, ...connectInProcess(app.router) };
  }
  let current = await open();
  const close = async () => {
    current.disconnect();
    await current.app.close();
  };
  return {
    get app() {
      return current.app;
    },
    get client() {
      return current.client;
    },
    get ports() {
      return current.ports;
    },
    dataFolder,
    async file(name, contents) {
      await writeFile(folder.at(name), contents);
      return folder.at(name);
    },
    async reopen() {
      await close();
      current = await open();
    },
    async [Symbol.asyncDispose]() {
      await close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Imports paths and waits for the end of the batch. */
export async function importAll(client: Client, paths: string[], library?: string): Promise<ImportProgress> {
  const { batch } = await client.imports.start({ paths, library });
  let last: ImportProgress | undefined;
  for await (const progress of await client.imports.progress({ batch })) last = progress;
  if (!last) throw new Error('the import told nothing');
  return last;
}

/** Asks and returns the stored turn with every event that came before it. */
export async function askWhole(
  client: Client,
  input: Parameters<Client['chats']['ask']>[0],
): Promise<{ turn: Turn; events: AskEvent[] }> {
  const events: AskEvent[] = [];
  for await (const event of await client.chats.ask(input)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'turn') throw new Error(`the last event was ${last?.type}`);
  return { turn: last.turn, events };
}

export const handbook = `# Travel handbook

## Meals

Meals are paid up to 45 EUR a day. Receipts are needed above 20 EUR. Alcohol is never paid.

## Hotels

A hotel night may cost 130 EUR at most. In Zürich the limit is 210 EUR. Book through the travel office.

## Trains

First class may be booked for journeys of more than three hours. A seat reservation is always paid.
`;

export const chineseHandbook = `# 差旅手册

## 餐费

每天的餐费上限为三百元。超过一百元的费用需要提供发票。

## 住宿

酒店住宿每晚不得超过八百元。上海的上限是一千二百元。请通过差旅办公室预订。
`;
