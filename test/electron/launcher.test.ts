import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { electronLauncher } from '../../electron/launcher.ts';
import { createVectorIndex } from '../../native/index/create-vector-index.ts';
import { supervise } from '../../native/supervise/supervise.ts';
import { app, utilityProcess } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));
beforeAll(() => app.becomeReady());

const echo = () =>
  supervise({
    launcher: electronLauncher,
    entry: new URL('./echo-process.ts', import.meta.url),
    name: 'echo',
    crashCode: 'internal',
    timeoutCode: 'timed-out',
    timeoutMs: 20_000,
    env: { ECHO_FLAG: 'on' },
  });

test('a call goes to a utility process and comes back with its events', async () => {
  const child = echo();
  try {
    const events: unknown[] = [];
    const vector = Float32Array.from([1, 2.5]);
    const result = await child.call('echo', { vector }, { onEvent: (event) => events.push(event) });
    expect(result).toEqual({ params: { vector }, viaParentPort: true, flag: 'on' });
    expect(events).toEqual(['heard']);
    expect(utilityProcess.started.at(-1)).toMatchObject({ serviceName: 'echo' });
  } finally {
    await child.close();
  }
});

test('a process that crashes ends its calls and is started again by the next one', async () => {
  const child = echo();
  try {
    await expect(child.call('crash', null)).rejects.toMatchObject({ code: 'internal' });
    expect(child.crashes).toBe(1);
    expect(await child.call('echo', 1)).toMatchObject({ params: 1 });
  } finally {
    await child.close();
  }
});

test('closing ends a process that hangs', async () => {
  const child = echo();
  await child.call('echo', null);
  const { pid } = child;
  const hanging = child.call('hang', null);
  const ended = expect(hanging).rejects.toMatchObject({ code: 'internal' });
  await child.close();
  await ended;
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
});

test('the vector index runs in a utility process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-launcher-'));
  const index = createVectorIndex({ launcher: electronLauncher });
  try {
    const config = { engine: 'hnsw', space: 'cosine', m: 8, efConstruction: 50, efSearch: 50, exactBelow: 0 } as const;
    expect(await index.open({ id: 'one', dimension: 4, config, folder: join(folder, 'one') }, [])).toEqual({
      vectors: 0,
      mode: 'hnsw',
      opened: 'built',
    });
    expect(await index.search('one', new Float32Array(4), 3)).toEqual({ labels: [], scores: [] });
    expect(utilityProcess.started.at(-1)).toMatchObject({ serviceName: 'tandem-index' });
  } finally {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  }
});
