import { mkdir, writeFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { connectInProcess } from '../../headless/client.ts';
import { createNodeApp } from '../../headless/create-node-app.ts';
import { buildTinyLlama } from '../../models/build-gguf.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { askWhole, chineseHandbook, handbook, importAll } from '../support/test-app.ts';
import { type Page, startBrowser, type TestBrowser } from './browser.ts';
import { type ServedApp, serveApp } from './served-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let served: ServedApp;
let browser: TestBrowser;

/** A library with an answered chat, and a beta whose model talks until it is stopped. */
beforeAll(async () => {
  folder = await temporaryFolder();
  const data = folder.at('data');
  await mkdir(folder.at('data', 'models'), { recursive: true });
  await buildTinyLlama(folder.at('data', 'models', 'talker.gguf'), { endBias: Number.NEGATIVE_INFINITY });
  await writeFile(folder.at('handbook.md'), handbook);
  await writeFile(folder.at('手册.md'), chineseHandbook);
  await writeFile(folder.at('empty.txt'), '');
  const app = await createNodeApp(data);
  const { client, disconnect } = connectInProcess(app.router);
  await importAll(
    client,
    ['handbook.md', '手册.md', 'empty.txt'].map((name) => folder.at(name)),
  );
  const generate = { engine: 'llama', model: 'talker', contextTokens: 2048, maxTokens: 1500, temperature: 0, seed: 1 };
  await app.installVersion(JSON.stringify({ ...builtInManifests()[0], name: 'talker', version: '1.0.0', generate }));
  await askWhole(client, { question: 'What may a hotel night cost in Zürich?' });
  disconnect();
  await app.close();
  served = await serveApp(data);
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const byId = (page: Page, id: string) => page.getByTestId(id);

async function problemsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((item) => `${item.id}: ${item.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

describe.each([
  ['wide, light, English', { width: 1280, height: 800, dark: false, language: 'en-US' }],
  ['narrow, dark, Chinese', { width: 390, height: 800, dark: true, language: 'zh-CN' }],
] as const)('every page, %s', (_, look) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.open(served.address, look);
    await byId(page, 'question-box').waitFor();
  });

  it.each(['chat', 'compare', 'library', 'versions', 'settings'])(
    '%s has no accessibility findings and fits its width',
    async (name) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/${name}`);
      await page.locator('main h1').first().waitFor();
      expect(await problemsOfAxe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await page.locator('html').getAttribute('lang')).toBe(look.language.slice(0, 2) === 'zh' ? 'zh-CN' : 'en');
    },
  );

  it('an answered chat with its source open has no accessibility findings', async () => {
    if (look.width < 700)
      await page
        .getByRole('button', { name: /导航|菜单|menu|navigation/i })
        .first()
        .click();
    await byId(page, 'chat-row').first().click();
    await byId(page, 'citation').first().click();
    await byId(page, 'highlight').first().waitFor();
    expect((await byId(page, 'highlight').allTextContents()).join(' ')).toMatch(/EUR/);
    expect(await problemsOfAxe(page)).toEqual([]);
  });
});

describe('by keyboard', () => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.open(served.address);
    await byId(page, 'question-box').waitFor();
  });

  it('shows the shortcuts on ? and the command palette on Ctrl-K', async () => {
    await page.locator('body').click({ position: { x: 640, y: 300 } });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    // Keys go to what has the focus: the palette has it once it has opened.
    await page.locator('[role=dialog] input:focus').waitFor();
    await page.keyboard.type('Library');
    await page.locator('[role=dialog] [data-selected]').filter({ hasText: 'Library' }).waitFor();
    await page.keyboard.press('Enter');
    await byId(page, 'drop-zone').waitFor();
  });

  it('asks with Enter, stops with Escape and keeps what was said', async () => {
    await byId(page, 'new-chat').click();
    await byId(page, 'switch-beta').click();
    await byId(page, 'question-box').fill('Tell me about hotels');
    await page.keyboard.press('Enter');
    await byId(page, 'stop').waitFor();
    await expect.poll(async () => (await byId(page, 'answer').last().textContent())?.length ?? 0).toBeGreaterThan(40);
    await page.keyboard.press('Escape');
    await byId(page, 'stop').waitFor({ state: 'hidden' });
    const kept = (await byId(page, 'answer').last().textContent()) ?? '';
    expect(kept.length).toBeGreaterThan(40);
    await page.reload();
    await expect.poll(() => byId(page, 'answer').count()).toBe(1);
    expect((await byId(page, 'answer').last().textContent())?.slice(0, 40)).toBe(kept.slice(0, 40));
  });

  it('edits the last question with the up arrow', async () => {
    await byId(page, 'question-box').focus();
    await page.keyboard.press('ArrowUp');
    expect(await byId(page, 'question-box').inputValue()).toBe('Tell me about hotels');
  });

  it('brings a deleted chat back', async () => {
    const before = await byId(page, 'chat-row').count();
    await byId(page, 'chat-menu').click();
    await page.getByRole('menuitem', { name: /delete/i }).click();
    await expect.poll(() => byId(page, 'chat-row').count()).toBe(before - 1);
    await page.getByRole('button', { name: /undo/i }).click();
    await expect.poll(() => byId(page, 'chat-row').count()).toBe(before);
  });

  it('changes language and theme at once and remembers them', async () => {
    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await byId(page, 'language').selectOption('zh-CN');
    await page.getByRole('heading', { name: '设置' }).first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '设置' }).first().waitFor();
    await byId(page, 'theme').selectOption('dark');
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  });
});

describe('one click', () => {
  it('adds the sample documents in the language of the window, and they answer', async () => {
    await using empty = await temporaryFolder();
    const other = await serveApp(empty.at('data'));
    try {
      const page = await browser.open(other.address, { language: 'zh-CN' });
      await byId(page, 'samples').click();
      await byId(page, 'nav-library').click();
      await expect.poll(() => byId(page, 'document-row').count(), { timeout: 30_000 }).toBe(3);
      await byId(page, 'nav-chat').click();
      await byId(page, 'question-box').fill('哪个按键可以停止回答?');
      await byId(page, 'send').click();
      await byId(page, 'citation').first().waitFor();
      expect(await byId(page, 'answer').last().textContent()).toMatch(/Esc/);
      await page.close();
    } finally {
      await other.stop();
    }
  });

  it('reported no problem on any page', () => {
    expect(browser.problems).toEqual([]);
  });
});
