import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../core/contract/index.ts';
import type { IndexSpec } from '../../core/ports.ts';
import { createOpenIndex } from './open-index.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** Entry of a worker thread: one index, and the calls of the index process on it. */
const port = parentPort!;
const index = createOpenIndex(workerData as IndexSpec);
const running = new Map<number, AbortController>();

function answer(message: Extract<ToWorker, { call: number }>, signal: AbortSignal): Promise<unknown> {
  switch (message.method) {
    case 'open':
      return index.open(message.params.parts, signal);
    case 'add':
      return index.add(message.params.part, signal);
    case 'remove':
      return index.remove(message.params.firstLabel, signal);
    case 'search':
      return Promise.resolve(index.search(message.params.query, message.params.k));
    case 'save':
      return index.save().then(() => null);
  }
}

async function receive(message: ToWorker): Promise<void> {
  if ('cancel' in message) {
    running.get(message.cancel)?.abort();
    return;
  }
  if ('rest' in message) {
    for (const controller of running.values()) controller.abort();
    await index.rest();
    port.postMessage({ rested: true } satisfies FromWorker);
    return;
  }
  const { call } = message;
  const controller = new AbortController();
  running.set(call, controller);
  let reply: FromWorker;
  try {
    reply = { call, result: await answer(message, controller.signal) };
  } catch (error) {
    reply = { call, error: AppError.from(error, 'index-failed').toWire() };
  }
  running.delete(call);
  port.postMessage(reply);
}

port.on('message', (message: ToWorker) => void receive(message));
