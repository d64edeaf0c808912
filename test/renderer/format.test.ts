import { describe, expect, test } from 'vitest';
import { createFormat } from '../../renderer/shared/format.ts';
import { resolveLanguage } from '../../renderer/shared/language.ts';
import { shortVersion, versionOfId } from '../../renderer/shared/versionLabel.ts';

/** Which kind of blank stands between a figure and its unit is up to the language data. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

const en = createFormat('en');
const zh = createFormat('zh-CN');

describe('createFormat', () => {
  test('writes sizes in the largest unit that keeps them above one', () => {
    expect(plain(en.bytes(999))).toBe('999 byte');
    expect(plain(en.bytes(677_400))).toBe('677 kB');
    expect(plain(en.bytes(1_500_000))).toBe('1.5 MB');
    expect(plain(en.bytes(2_340_000_000))).toBe('2.3 GB');
  });

  test('writes the time of an answer with as many decimals as can be felt', () => {
    expect(plain(en.took(42))).toBe('0.04 s');
    expect(plain(en.took(1400))).toBe('1.4 s');
    expect(plain(en.took(12_345))).toBe('12 s');
    expect(zh.took(1400).replaceAll(/\s/g, '')).toBe('1.4秒');
  });

  test('writes a wait in at most two units and leaves out a second one that is zero', () => {
    expect(plain(en.left(45))).toBe('45 sec');
    expect(plain(en.left(250))).toBe('4 min 10 sec');
    expect(plain(en.left(240))).toBe('4 min');
    expect(plain(en.left(7500))).toBe('2 hr 5 min');
  });

  test('never shows a negative wait', () => {
    expect(plain(en.left(-3))).toBe('0 sec');
  });

  test('writes a stage in milliseconds until a second is reached', () => {
    expect(plain(en.stage(0.4))).toBe('0.4 ms');
    expect(plain(en.stage(363.4))).toBe('363 ms');
    expect(plain(en.stage(1420))).toBe('1.42 sec');
  });

  test('writes dates the way the language does', () => {
    const noon = new Date(2026, 10, 20, 12).getTime();
    expect(en.date(noon)).toBe('Nov 20, 2026');
    expect(zh.date(noon)).toBe('2026年11月20日');
  });
});

describe('resolveLanguage', () => {
  test('follows the first preferred language that there is a catalogue for', () => {
    expect(resolveLanguage('auto', ['de-DE', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
    expect(resolveLanguage('auto', ['en-GB', 'zh'])).toBe('en');
    expect(resolveLanguage('auto', ['de'])).toBe('en');
  });

  test('does what the setting says whatever the system prefers', () => {
    expect(resolveLanguage('en', ['zh-CN'])).toBe('en');
  });
});

describe('shortVersion', () => {
  test('leaves out a last zero and the name of a preview', () => {
    expect(shortVersion('1.0.0')).toBe('1.0');
    expect(shortVersion('1.1.0-beta.1')).toBe('1.1');
  });

  test('keeps a last part that tells two versions apart', () => {
    expect(shortVersion('1.1.2')).toBe('1.1.2');
    expect(shortVersion('1.10.0')).toBe('1.10');
  });

  test('takes the version out of an id whose name holds an @', () => {
    expect(versionOfId('every@day@2.0.0')).toBe('2.0.0');
  });
});
