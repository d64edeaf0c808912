import { openControlSocket } from '../headless/control-socket.ts';
import { createNodeApp } from '../headless/create-node-app.ts';

/**
 * A process that holds the application of a data folder, installs and removes versions as its parent says, and can be
 * asked everything else through the control socket. Made to be killed; see faults.ts.
 */
export type FaultOrder = { id: number; install: string } | { id: number; remove: string };
export type FaultReply = { ready: true } | { id: number; error: string | null };

const dataFolder = process.argv[2];
if (!dataFolder || !process.send) {
  process.stderr.write('faults-app: started by faults.ts, with a data folder\n');
  process.exit(2);
}
const reply = (message: FaultReply) => process.send?.(message);

const app = await createNodeApp(dataFolder);
await openControlSocket(dataFolder, app.router, () => null);
process.on('message', (order: FaultOrder) => {
  const work = 'install' in order ? app.installVersion(order.install) : app.removeVersion(order.remove);
  work.then(
    () => reply({ id: order.id, error: null }),
    (error: unknown) => reply({ id: order.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
reply({ ready: true });
