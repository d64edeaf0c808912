import { type ChildProcess, fork, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, connectToRunningApp } from '../headless/client.ts';
import type { FaultOrder, FaultReply } from './faults-app.ts';

/** A running app that can be killed. */
export interface Victim {
  /** Null until it can be asked, and for processes that end by themselves. */
  connect(limitMs: number): Promise<Client>;
  /** Installs or removes a version; rejects when the process ends first. */
  order(what: { install: string } | { remove: string }): Promise<void>;
  readonly ended: boolean;
  /** Exit code, null for a killed process. */
  exit: Promise<number | null>;
  kill(): Promise<void>;
  lastWords(): string;
}

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const main = at('../headless/main.ts');

export function startServe(dataFolder: string): Victim {
  const args = [main, 'serve', '--port', '0', '--no-open', '--data', dataFolder];
  return watch(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }), dataFolder);
}

export function startImport(dataFolder: string, paths: readonly string[]): Victim {
  const args = [main, 'import', ...paths, '--data', dataFolder];
  return watch(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }), dataFolder);
}

export function startDriver(dataFolder: string): Victim {
  return watch(fork(at('faults-app.ts'), [dataFolder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }), dataFolder);
}

function watch(child: ChildProcess, dataFolder: string): Victim {
  let words = '';
  let ended = false;
  let nextOrder = 1;
  const orders = new Map<number, { resolve(): void; reject(error: Error): void }>();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.on('message', (message: FaultReply) => {
    if ('ready' in message) return;
    const order = orders.get(message.id);
    orders.delete(message.id);
    if (message.error === null) order?.resolve();
    else order?.reject(new Error(message.error));
  });
  const exit = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      ended = true;
      for (const order of orders.values()) order.reject(new Error('the process has ended'));
      resolve(code);
    };
    child.once('exit', end);
    child.once('error', () => end(null));
  });

  return {
    async connect(limitMs) {
      const until = Date.now() + limitMs;
      while (!ended && Date.now() < until) {
        const running = await connectToRunningApp(dataFolder);
        if (running && !ended) return running.client;
        await wait(40);
      }
      throw new Error(`the app did not start: ${ended ? 'it ended' : 'no answer'}. ${words}`);
    },
    order(what) {
      const id = nextOrder++;
      const order: FaultOrder = { id, ...what };
      return new Promise((resolve, reject) => {
        orders.set(id, { resolve, reject });
        if (ended) reject(new Error('the process has ended'));
        else child.send(order, (error) => error && reject(error));
      });
    },
    get ended() {
      return ended;
    },
    exit,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    lastWords: () => words,
  };
}
