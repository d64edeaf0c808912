import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../core/contract/contract.ts';
import { type DesktopShell, desktopShell } from './desktopShell.ts';

/** Every procedure of the contract, typed, over whichever transport the shell offers. */
export type Client = ContractRouterClient<Contract>;

const PORT_LIMIT_MS = 20_000;

/** Waits for the message port that the desktop shell hands over after `connect()`. */
function receivePort(shell: DesktopShell): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', receive);
      reject(new TypeError('no port'));
    }, PORT_LIMIT_MS);
    const receive = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== 'tandem:port' || !port) return;
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    shell.connect();
  });
}

/** Connects to the application: a message port in the desktop shell, loopback HTTP in a browser. */
export async function createClient(): Promise<Client> {
  const shell = desktopShell();
  if (shell) {
    const port = await receivePort(shell);
    const link = new PortLink({ port });
    port.start();
    return createORPCClient(link);
  }
  return createORPCClient(new FetchLink({ url: `${location.origin}/rpc` }));
}
