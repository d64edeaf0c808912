import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as HttpLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { AppError, type Contract, isErrorCode } from '../core/contract/index.ts';
import { type Router, wireErrors } from '../core/router.ts';
import { controlSocketPath, socketFetch, type WebAddress } from './control-socket.ts';

export type Client = ContractRouterClient<Contract>;

/** A client over a message channel inside this process, and a function that ends it. */
export function connectInProcess(router: Router): { client: Client; disconnect(): void } {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router, { clientInterceptors: [wireErrors] }).upgrade(port1 as never);
  const client: Client = createORPCClient(new PortLink({ port: port2 as never }));
  port1.start();
  port2.start();
  return {
    client,
    disconnect: () => {
      port1.close();
      port2.close();
    },
  };
}

/** A client of the app that owns the data folder, or null when none is running. */
export async function connectToRunningApp(
  dataFolder: string,
): Promise<{ client: Client; web: WebAddress | null } | null> {
  const fetch = socketFetch(controlSocketPath(dataFolder));
  try {
    const answer = await fetch(new Request('http://tandem.invalid/address', { signal: AbortSignal.timeout(3000) }));
    const web = (await answer.json()) as Partial<WebAddress>;
    const client: Client = createORPCClient(new HttpLink({ url: 'http://tandem.invalid/rpc', fetch }));
    return { client, web: web.address && web.oneTimeAddress ? (web as WebAddress) : null };
  } catch {
    return null;
  }
}

/**
 * The application's error behind what a client threw: its code crossed the wire unchanged. Transports differ in what
 * they throw when the caller itself aborted, so the caller's signal decides that.
 */
export function errorOf(error: unknown, signal?: AbortSignal): AppError {
  if (signal?.aborted) return new AppError('cancelled', {}, { cause: error });
  if (error instanceof ORPCError && isErrorCode(error.code)) {
    return new AppError(error.code, (error.data as Record<string, unknown> | undefined) ?? {}, {
      message: error.message,
    });
  }
  return AppError.from(error);
}
