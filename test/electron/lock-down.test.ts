import type { App, Session } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { lockContents, lockSession, switchOffNetwork } from '../../electron/lock-down.ts';
import { emitPreventable, FakeApp, FakeSession, FakeWebContents } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

describe('a page', () => {
  let contents: FakeWebContents;
  beforeEach(() => {
    const app = new FakeApp();
    lockContents(app as unknown as App);
    contents = new FakeWebContents();
    app.emit('web-contents-created', {}, contents);
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays where it is: %s', (name) => {
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'tandem://other/index.html', 'javascript:1']) {
      expect(emitPreventable(contents, name, { url }), url).toBe(true);
    }
    expect(emitPreventable(contents, name, { url: 'tandem://app/index.html' })).toBe(false);
  });

  test('opens no window and no webview', () => {
    for (const url of ['https://example.com/', 'tandem://app/index.html', 'about:blank']) {
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expect(emitPreventable(contents, 'will-attach-webview')).toBe(true);
  });
});

describe('a session', () => {
  let session: FakeSession;
  beforeEach(() => {
    session = new FakeSession();
    lockSession(session as unknown as Session);
  });

  test.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'fullscreen',
    'openExternal',
    'hid',
    'unknown',
  ])('denies the permission %s, asked for or checked', async (permission) => {
    expect(await session.permits(permission)).toEqual({ asked: false, checked: false });
    expect(session.devicePermission?.()).toBe(false);
  });

  test('lets the page of the app, and nobody else, put text on the clipboard', async () => {
    const write = 'clipboard-sanitized-write';
    const denied = { asked: false, checked: false };
    expect(await session.permits(write)).toEqual({ asked: true, checked: true });
    expect(await session.permits(write, 'https://example.com/')).toEqual(denied);
    expect(await session.permits(write, 'tandem://other/index.html')).toEqual(denied);
    expect(await session.permits(write, 'tandem://app/index.html', false)).toEqual(denied);
  });

  test('lets no request out', async () => {
    for (const url of [
      'http://example.com/',
      'https://example.com/',
      'ws://127.0.0.1:1/',
      'http://127.0.0.1:8080/',
      'file:///etc/passwd',
      'ftp://example.com/',
      'chrome-extension://abc/page.html',
      'not an address',
    ]) {
      expect(await session.allows(url), url).toBe(false);
    }
    for (const url of [
      'tandem://app/index.html',
      'blob:tandem://app/1',
      'data:image/png;base64,AA',
      'devtools://devtools/bundled/a.html',
    ]) {
      expect(await session.allows(url), url).toBe(true);
    }
  });

  test('downloads only what the page made itself', () => {
    const item = (url: string) => ({ getURL: () => url });
    expect(emitPreventable(session, 'will-download', {}, item('https://example.com/a.zip'))).toBe(true);
    expect(emitPreventable(session, 'will-download', {}, item('blob:https://example.com/1'))).toBe(true);
    expect(emitPreventable(session, 'will-download', {}, item('blob:tandem://app/1'))).toBe(false);
  });

  test('has no spell checker, whose dictionaries come from another machine', () => {
    expect(session.spellChecker).toBe(false);
  });
});

test('no name is resolved and nothing is fetched in the background', () => {
  const app = new FakeApp();
  switchOffNetwork(app as unknown as App);
  expect(app.switches).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
  expect(app.switches.map(([name]) => name)).toEqual(
    expect.arrayContaining(['disable-background-networking', 'disable-component-update']),
  );
});
