import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { cloneManifest } from '../../core/release/clone-manifest.ts';
import { createDeviceConditions, readDeviceState } from '../../core/release/device-state.ts';
import { notificationOf } from '../../core/release/notification.ts';
import { sliceOf } from '../../core/release/slices.ts';
import { goesInCircles } from '../../core/release/unseen-answer.ts';
import { outcomeOf } from '../../core/release/version-breaker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the state of the machine', () => {
  it.each([
    [{ AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging' } }, false],
    [{ AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging' } }, true],
    [{ BAT0: { type: 'Battery', status: 'Discharging' } }, true],
    [{ mouse: { type: 'Battery', status: 'Discharging', scope: 'Device' } }, null],
    [{ AC: { type: 'Mains', online: '0' } }, false],
    [{}, null],
  ])('with power supplies %j is on battery: %s', async (supplies, battery) => {
    await using folder = await temporaryFolder();
    for (const [name, files] of Object.entries(supplies)) {
      await mkdir(folder.at(name));
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder.at(name), file), `${text}\n`);
    }
    expect(readDeviceState(folder.path).read().battery).toBe(battery);
  });

  it('is read from this machine without an error', () => {
    expect(readDeviceState().read().availableMemoryMiB).toBeGreaterThan(0);
    expect(readDeviceState('/does/not/exist').read().battery).toBeNull();
  });

  it('is asked for anew after some seconds, and what is not known is not so', () => {
    const state = { battery: true as boolean | null, gpu: false as boolean | null, availableMemoryMiB: 100 };
    let now = 0;
    const conditions = createDeviceConditions({ read: () => state }, { now: () => now });
    expect([...conditions()]).toEqual(['battery', 'no-gpu', 'low-memory']);
    Object.assign(state, { battery: null, gpu: null, availableMemoryMiB: 9000 });
    now = 9000;
    expect(conditions().size).toBe(3);
    now = 10_000;
    expect([...conditions()]).toEqual([]);
  });
});

describe('kinds of questions', () => {
  it.each([
    ['酒店住宿上限?', 'zh-short'],
    ['去上海出差的时候酒店住宿每晚的费用上限是多少?', 'zh-long'],
    ['Hotel limit?', 'latin-short'],
    ['What may a hotel night in Zürich cost when I travel with a colleague?', 'latin-long'],
    ['GPU 上的 CUDA 版本', 'zh-short'],
    ['Сколько стоит гостиница?', 'other-short'],
    ['42', 'other-short'],
  ])('%s is %s', (question, slice) => {
    expect(sliceOf(question)).toBe(slice);
  });
});

describe('an answer', () => {
  it('goes in circles when it says the same thing three times in a row', () => {
    expect(goesInCircles('The limit is 130 EUR. '.repeat(4))).toBe(true);
    expect(goesInCircles('上海的酒店住宿上限是一千二百元。'.repeat(3))).toBe(true);
    expect(goesInCircles('The limit is 130 EUR. In Zürich it is 210 EUR. Book early. Keep the receipt.')).toBe(false);
    expect(goesInCircles(`${'x1 y2 '.repeat(1)}${'ab'.repeat(3)}`)).toBe(false);
  });

  it.each([
    ['finished', null, null, 'answered'],
    ['finished', null, 'model-missing', 'failed'],
    ['finished', null, 'model-crashed', 'crashed'],
    ['finished', null, 'model-too-large', 'crashed'],
    ['failed', 'timed-out', null, 'failed'],
    ['failed', 'index-failed', null, 'crashed'],
    ['stopped', 'cancelled', null, 'stopped'],
  ] as const)('that is %s with code %s and notice %s counts as %s', (state, code, notice, outcome) => {
    expect(outcomeOf({ state, code, notice })).toBe(outcome);
  });
});

describe('copies and messages', () => {
  it('get the next free number', () => {
    const [manifest] = builtInManifests();
    const next = (version: string, ...taken: string[]) =>
      cloneManifest({ ...manifest!, version }, (id) => taken.includes(id)).version;
    expect(next('1.0.0')).toBe('1.0.1-beta.1');
    expect(next('1.0.0', 'everyday@1.0.1-beta.1')).toBe('1.0.1-beta.2');
    expect(next('1.1.0-beta.1')).toBe('1.1.0-beta.2');
    expect(next('2.0.0-rc')).toBe('2.0.0-rc.1');
    expect(next('2.0.0-rc', 'everyday@2.0.0-rc.1')).toBe('2.0.0-rc.2');
  });

  it('are written for what needs a person, in the language of the app', () => {
    expect(notificationOf({ type: 'rollback' }, 'a@1.0.0', 'zh-CN')).toContain('已撤回');
    expect(notificationOf({ type: 'ready' }, 'a@1.0.0', 'en')).toContain('ready');
    expect(notificationOf({ type: 'advance' }, 'a@1.0.0', 'en')).toBeNull();
  });
});
