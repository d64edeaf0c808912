import { AppError } from '../../core/contract/index.ts';
import type { ChildMessage, ParentMessage } from './supervise.ts';

export interface CallContext {
  signal: AbortSignal;
  /** Sends an event to the caller, before the result. */
  emit(event: unknown): void;
}

export type Handlers = Record<string, (params: never, context: CallContext) => Promise<unknown>>;

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** The child's side of `supervise`: answers calls with `handlers` until the parent goes away. */
export function serveCalls(handlers: Handlers): void {
  // Electron's utility processes have a parentPort; forked Node processes have send and 'message'.
  const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;
  const send = (message: ChildMessage) => {
    if (parentPort) parentPort.postMessage(message);
    else if (process.connected) process.send?.(message);
  };
  const running = new Map<number, AbortController>();

  async function receive(message: ParentMessage): Promise<void> {
    if (message.type === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const { id, method, params } = message;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = handlers[method];
      if (!handler) throw new AppError('internal', { method });
      const emit = (event: unknown) => send({ type: 'event', id, event });
      const result = await handler(params as never, { signal: controller.signal, emit });
      send({ type: 'result', id, result });
    } catch (error) {
      send({ type: 'error', id, error: AppError.from(error).toWire() });
    } finally {
      running.delete(id);
    }
  }

  if (parentPort) {
    parentPort.on('message', (event) => void receive(event.data as ParentMessage));
  } else {
    process.on('message', (message) => void receive(message as ParentMessage));
    process.on('disconnect', () => process.exit(0));
  }
  send({ type: 'ready' });
}
