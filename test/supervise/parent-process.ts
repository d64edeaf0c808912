import { childEntry, nodeLauncher } from '../../native/supervise/launcher.ts';
import { supervise } from '../../native/supervise/supervise.ts';

/** Starts a supervised process, says its id to whoever forked this one, and waits to be killed. */
const supervised = supervise({
  launcher: nodeLauncher,
  entry: childEntry(import.meta.url, './test-process'),
  name: 'test process',
  crashCode: 'internal',
  timeoutCode: 'timed-out',
  timeoutMs: 60_000,
});
process.send?.(await supervised.call('pid', null));
await supervised.call('deaf', null);
