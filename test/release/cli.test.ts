import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTandem } from '../support/run-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { quoteManifest } from './release-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const tandem = (...args: string[]) => runTandem([...args, '--data', folder.at('data')]);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await tandem(...args, '--json');
  return { code, stderr, value: JSON.parse(stdout) };
};
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('tandem release', () => {
  it('shows pointers, state, weight, generation and guards', async () => {
    const { code, value } = await json('release');
    expect(code).toBe(0);
    expect(value).toMatchObject({
      stable: 'everyday@1.0.0',
      beta: 'everyday@1.1.0-beta.1',
      previous: null,
      state: 'staged',
      weight: 0,
      generation: 1,
    });
    expect(value.guards.map((guard: { id: string }) => guard.id)).toContain('votes');
    expect((await tandem('release', 'status')).stdout).toContain('everyday@1.1.0-beta.1 is staged');
  });

  it('ends with 3 for refused moves and says which guard and why', async () => {
    expect((await tandem('release', 'shadow')).code).toBe(0);
    const { code, value, stderr } = await json('release', 'ramp');
    expect(code).toBe(3);
    expect(value.error.code).toBe('conflict');
    expect(value.error.message).toContain('shadow inconclusive (0 of 20 pairs)');
    expect(stderr).toContain('(conflict)');
    const early = await json('release', 'promote');
    expect(early.code).toBe(3);
    expect(early.value.error.message).toMatch(/is shadow; promote needs ready\. Until then: shadow inconclusive/);
  });

  it('goes past guards with a reason alone', async () => {
    expect((await json('release', 'ramp', '--force')).value.error.code).toBe('bad-request');
    const { code, value } = await json('release', 'ramp', '--force', '--reason', 'I tried it by hand');
    expect(code).toBe(0);
    expect(value).toMatchObject({ state: 'ramping', step: 0, weight: 10 });
  });

  it('sets weight and rules and prints the routing table', async () => {
    expect((await json('release', 'weight', '35')).value).toMatchObject({ weight: 35, control: 35, rules: [] });
    const added = await json('release', 'rule', 'add', '--device', 'battery', '--to', 'stable');
    expect(added.value.rules).toEqual([
      { id: 1, kind: 'device', value: 'battery', to: 'stable', createdAt: expect.any(Number) },
    ]);
    const library = await json('release', 'rule', 'add', '--library', 'default', '--to', 'beta');
    expect(library.value.rules[1]).toMatchObject({ kind: 'library', value: 'default', to: 'beta' });
    expect((await json('release', 'rule', 'remove', '1')).value.rules).toHaveLength(1);
    expect((await json('release', 'rule', 'list')).value.rules).toHaveLength(1);
  });

  it('pauses, resumes, aborts and tells the history', async () => {
    expect((await json('release', 'pause', '--reason', 'lunch')).value).toMatchObject({ state: 'paused', weight: 0 });
    expect((await json('release', 'resume')).value).toMatchObject({ state: 'ramping', weight: 35 });
    const { value } = await json('release', 'abort', '--reason', 'enough');
    expect(value).toMatchObject({ beta: null, state: 'stable' });
    expect(value.history.map((row: { what: string }) => row.what).slice(0, 3)).toEqual(['rollback', 'resume', 'pause']);
  });

  it.each([
    [['release', 'nonsense']],
    [['release', 'weight', '140']],
    [['release', 'rule', 'add', '--device', 'rain']],
    [['release', 'promote', 'now']],
  ])('ends with 2 on wrong use: %j', async (args) => {
    expect((await tandem(...args)).code).toBe(2);
  });
});

describe('tandem versions and tandem audit', () => {
  it('clone, install, promote, roll back and remove a version from files', async () => {
    await writeFile(folder.at('next.tandem.json'), quoteManifest('3.0.0'));
    expect((await json('versions', 'install', folder.at('next.tandem.json'))).value).toMatchObject({
      beta: 'quoter@3.0.0',
      state: 'staged',
    });
    await tandem('versions', 'clone', 'beta', '--output', folder.at('copy.tandem.json'));
    expect(JSON.parse(await readFile(folder.at('copy.tandem.json'), 'utf8'))).toMatchObject({
      name: 'quoter',
      version: '3.0.1-beta.1',
    });
    const promoted = await json('release', 'promote', '--force', '--reason', 'trusted');
    expect(promoted.value).toMatchObject({ stable: 'quoter@3.0.0', previous: 'everyday@1.0.0', state: 'watching' });
    const back = await json('release', 'rollback');
    expect(back.value).toMatchObject({ stable: 'everyday@1.0.0', previous: 'quoter@3.0.0' });
    expect((await json('versions', 'remove', 'quoter@3.0.0')).value).toEqual({ removed: 'quoter@3.0.0' });
    expect((await json('versions', 'remove', 'stable')).code).toBe(3);
    expect((await json('versions', 'install', folder.at('none.json'))).value.error.code).toBe('not-found');
  });

  it('list, check and export who did what', async () => {
    const { value } = await json('audit', '--limit', '2');
    expect(value).toHaveLength(2);
    expect(value[0]).toMatchObject({ what: 'archive', version: 'quoter@3.0.0', to: 'archived' });
    const check = await json('audit', 'verify');
    expect(check.code).toBe(0);
    expect(check.value).toMatchObject({ ok: true, brokenAt: null });
    const { stdout } = await tandem('audit', 'export');
    const rows = stdout.trim().split('\n');
    expect(rows).toHaveLength(check.value.rows);
    expect(JSON.parse(rows.at(-1)!).hash).toBe(check.value.head);
  });
});
