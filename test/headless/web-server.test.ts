import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safeFileName } from '../../headless/web/receive-upload.ts';
import { startWebServer, type WebServer } from '../../headless/web/web-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let server: WebServer;
let pages: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  test = await createTestApp();
  pages = await temporaryFolder();
  await writeFile(pages.at('index.html'), '<!doctype html><title>Tandem</title>');
  server = await startWebServer(test.app, { port: 0, appVersion: '0.0.0-test', rendererFolder: pages.path });
});
afterAll(async () => {
  await server.close();
  await pages[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

/** A raw request: fetch would not let a test choose Host and Origin. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const bearer = () => ({ authorization: `Bearer ${server.token}` });

describe('the web shell', () => {
  it('lets the page in with the token, and later by its cookie alone', async () => {
    const first = await ask(`/?token=${server.token}`);
    expect(first.status).toBe(200);
    expect(first.body).toContain('Tandem');
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await ask('/', { cookie: cookie.split(';')[0]! })).status).toBe(200);
  });

  it('lets one page in with a one-time token, and no second one', async () => {
    const path = server.oneTimeAddress().replace(/^http:\/\/[^/]+/, '');
    expect((await ask(path)).status).toBe(200);
    expect((await ask(path)).status).toBe(403);
  });

  it.each([
    ['without a token', '/', {}],
    ['with a wrong token', '/?token=wrong', {}],
    ['with a wrong cookie', '/', { cookie: 'tandem-1=wrong' }],
    ['with the token in the address of anything but the page', '/api/about?token=TOKEN', {}],
    ['from another host name', '/?token=TOKEN', { host: 'evil.example' }],
    ['from a page of another origin', '/api/about', { authorization: 'Bearer TOKEN', origin: 'http://evil.example' }],
    ['from a page of another port', '/api/about', { authorization: 'Bearer TOKEN', origin: 'http://127.0.0.1:1' }],
    ['across sites', '/api/about', { authorization: 'Bearer TOKEN', 'sec-fetch-site': 'cross-site' }],
  ])('refuses a request %s', async (_, path, headers) => {
    const fill = (text: string) => text.replace('TOKEN', server.token);
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(String(value))]));
    const answer = await ask(fill(path), filled);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).error.code).toBe('not-allowed');
  });

  it('sends a strict content security policy with every answer', async () => {
    for (const answer of [
      await ask('/nowhere'),
      await ask(`/?token=${server.token}`),
      await ask('/api/about', bearer()),
    ]) {
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:/);
    }
  });

  it.each(['/../package.json', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/index.html%00.js', '/%zz'])(
    'has nothing at %s',
    async (path) => {
      expect((await ask(path, bearer())).status).toBe(404);
    },
  );

  it('streams an upload to disk and hands it to the import, which cleans up after itself', async () => {
    const sent = await ask(`/upload?name=${encodeURIComponent('日本/../../旅 手册.md')}`, bearer(), 'POST', handbook);
    const { path } = JSON.parse(sent.body) as { path: string };
    expect(path.startsWith(test.app.incoming)).toBe(true);
    expect(path.endsWith('旅 手册.md')).toBe(true);
    expect(await importAll(test.client, [path])).toMatchObject({ done: 1, failed: 0 });
    expect(existsSync(path)).toBe(false);
    const [document] = await test.client.documents.list({});
    const file = await ask(`/documents/${document!.id}/file`, bearer());
    expect(file.body).toBe(handbook);
    expect(file.headers['content-security-policy']).toContain('sandbox');
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const before = await readdir(test.app.incoming);
    await new Promise<void>((resolve) => {
      const sent = request({
        host: '127.0.0.1',
        port: server.port,
        path: '/upload?name=big.txt',
        method: 'POST',
        headers: { ...bearer(), 'content-length': '1000000' },
      });
      sent.on('error', () => resolve());
      sent.write('half', () => setTimeout(() => sent.destroy(), 100));
    });
    await expect.poll(() => readdir(test.app.incoming)).toEqual(before);
  });

  it('answers REST requests and describes them as OpenAPI', async () => {
    const about = await ask('/api/about', bearer());
    expect(JSON.parse(about.body)).toMatchObject({ version: '0.0.0-test', connections: 0 });
    const missing = await ask('/api/answers/nobody', bearer());
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.body)).toMatchObject({ code: 'not-found' });
    const document = JSON.parse((await ask('/api/openapi.json', bearer())).body);
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toContain('/ask');
  });

  it('says which port is taken', async () => {
    const second = startWebServer(test.app, { port: server.port, appVersion: '0', rendererFolder: pages.path });
    await expect(second).rejects.toMatchObject({ code: 'conflict', details: { port: server.port } });
  });
});

describe('file names of uploads', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['a\\b\\c.pdf', 'c.pdf'],
    ['..', 'document'],
    ['', 'document'],
    ['x\u0000y?.md', 'x_y_.md'],
    [`${'长'.repeat(400)}.docx`, `${'长'.repeat(175)}.docx`],
  ])('%s becomes %s', (given, name) => {
    expect(safeFileName(given)).toBe(name);
  });
});
