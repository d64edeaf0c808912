import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

let count = 0;
let watching = false;

const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** Begins counting the connections that this process opens to other machines. Counting twice is harmless. */
export function watchConnections(): void {
  if (watching) return;
  watching = true;
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => {
      if (socket.remoteAddress && !loopback.test(socket.remoteAddress)) count += 1;
    });
  });
}

/** Connections to other machines since `watchConnections`; loopback and local sockets are not counted. */
export function connectionCount(): number {
  return count;
}
