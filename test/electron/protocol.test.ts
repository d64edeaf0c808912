import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentSecurityPolicy } from '../../core/contract/content-security-policy.ts';
import { appPage, isAppPage, registerScheme, serveFiles } from '../../electron/protocol.ts';
import { protocol } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

let folder: string;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-protocol-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Tandem</title>');
  await writeFile(join(folder, 'renderer', 'assets', 'main page.js'), 'export {};');
  await writeFile(join(folder, 'renderer', 'assets', 'decoder.wasm'), new Uint8Array([0, 97, 115, 109]));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'renderer', 'assets', 'link.txt'));
  await writeFile(join(folder, 'paper.pdf'), '%PDF-1.7');
  registerScheme();
  serveFiles({
    renderer: join(folder, 'renderer'),
    async openDocument(id) {
      asked.push(id);
      if (id === 'broken') throw new Error('broken');
      if (id === 'gone') return { path: join(folder, 'gone.pdf'), mime: 'application/pdf', name: 'gone.pdf' };
      return id === 'paper 论文'
        ? { path: join(folder, 'paper.pdf'), mime: 'application/pdf', name: '论文.pdf' }
        : null;
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the scheme is a secure origin of its own and may not leave out the content security policy', () => {
  expect(protocol.privileged).toHaveLength(1);
  const { scheme, privileges } = protocol.privileged[0]!;
  expect(scheme).toBe('tandem');
  expect(privileges).toMatchObject({ standard: true, secure: true, supportFetchAPI: true });
  expect(privileges?.bypassCSP).not.toBe(true);
  expect(privileges?.corsEnabled).not.toBe(true);
});

test.each([
  ['index.html', 'text/html; charset=utf-8', '<!doctype html><title>Tandem</title>'],
  ['index.html?from=test#/chats', 'text/html; charset=utf-8', '<!doctype html><title>Tandem</title>'],
  ['assets/main%20page.js', 'text/javascript; charset=utf-8', 'export {};'],
  ['assets/decoder.wasm', 'application/wasm', '\0asm'],
])('serves %s as %s', async (path, type, body) => {
  const response = await protocol.fetch(`tandem://app/${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('content-length')).toBe(String(body.length));
  expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.text()).toBe(body);
});

test('serves the file of a document, which may do nothing when it is opened as a page', async () => {
  const response = await protocol.fetch('tandem://app/documents/paper%20%E8%AE%BA%E6%96%87/file');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-security-policy')).toBe(`${contentSecurityPolicy}; sandbox`);
  expect(await response.text()).toBe('%PDF-1.7');
});

describe('is not found, with the content security policy:', () => {
  test.each([
    'tandem://app/',
    'tandem://app/missing.js',
    'tandem://app/assets',
    'tandem://app/assets/',
    'tandem://app/../secret.txt',
    'tandem://app/assets/../../secret.txt',
    'tandem://app/%2e%2e/secret.txt',
    'tandem://app/..%2fsecret.txt',
    'tandem://app/assets%2f..%2f..%2fsecret.txt',
    'tandem://app/..%5csecret.txt',
    'tandem://app/assets/..\\..\\secret.txt',
    'tandem://app//etc/passwd',
    'tandem://app/%2fetc%2fpasswd',
    'tandem://app/assets/link.txt',
    'tandem://app/index.html%00.js',
    'tandem://app/%zz',
    'tandem://other/index.html',
    'tandem://documents/file',
    'tandem://app/documents/unknown/file',
    'tandem://app/documents/broken/file',
    'tandem://app/documents/gone/file',
    'tandem://app/documents//file',
    'tandem://app/documents/paper',
    'tandem://app/documents/paper/file/more',
    'tandem://app/documents/..%2f..%2fsecret.txt/file',
  ])('%s', async (url) => {
    const response = await protocol.fetch(url);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(await response.text()).not.toContain('secret');
  });

  test.each(['POST', 'PUT', 'DELETE'])('a %s request', async (method) => {
    const response = await protocol.fetch(appPage, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  });
});

test('an id with a path in it never reaches the documents', () => {
  expect(asked).toContain('unknown');
  expect(asked.filter((id) => /[/\\]/.test(id))).toEqual([]);
});

test('the policy lets nothing in from other machines', () => {
  const directives = new Map(contentSecurityPolicy.split('; ').map((line) => [line.split(' ')[0], line]));
  expect(directives.get('default-src')).toBe("default-src 'none'");
  expect(contentSecurityPolicy).not.toMatch(/https?:|wss?:|\*|'unsafe-eval'/);
  expect(directives.get('script-src')).not.toContain('unsafe-inline');
  for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
    expect(directives.get(name)).toBe(`${name} 'none'`);
  }
});

test('only the page itself counts as the page of the app', () => {
  expect(isAppPage('tandem://app/index.html#/versions')).toBe(true);
  for (const url of [
    'tandem://app/other.html',
    'tandem://app.evil/index.html',
    'tandem://evil@other/index.html',
    'https://app/index.html',
    'file:///index.html',
    'about:blank',
    '',
  ]) {
    expect(isAppPage(url), url).toBe(false);
  }
});
