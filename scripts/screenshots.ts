import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { createNodeApp } from '../headless/create-node-app.ts';
import { startWebServer } from '../headless/web/web-server.ts';
import { withFolder } from './bench/measure.ts';

/**
 * Takes the pictures of the README from the running app: `npm run screenshots -- FILE…` imports the files beside the
 * samples and asks `--question`, and writes to guides/screenshots.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    question: { type: 'string', default: 'Which kinds of documents can be read?' },
    chinese: { type: 'string', default: '哪个按键可以停止回答?' },
  },
});
const target = resolve(import.meta.dirname, '../guides/screenshots');

async function ask(page: Page, question: string): Promise<void> {
  const answers = page.getByTestId('answer');
  const before = await answers.count();
  await page.getByTestId('question-box').fill(question);
  await page.getByTestId('send').click();
  await answers.nth(before).getByTestId('thumb-up').waitFor();
}

await mkdir(target, { recursive: true });
await withFolder(async (folder) => {
  const app = await createNodeApp(join(folder, 'data'));
  const server = await startWebServer(app, { port: 0, appVersion: 'pictures' });
  const browser = await chromium.launch({
    executablePath: process.env.TANDEM_CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const open = async (look: { colorScheme: 'light' | 'dark'; locale: string }) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...look,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(server.address);
    await page.getByTestId('question-box').waitFor();
    return page;
  };
  try {
    const light = await open({ colorScheme: 'light', locale: 'en-US' });
    const picture = (page: Page, name: string) => page.screenshot({ path: join(target, `${name}.png`) });
    await light.getByTestId('samples').click();
    await light.getByTestId('nav-library').click();
    if (positionals.length > 0)
      await light.getByTestId('file-input').setInputFiles(positionals.map((path) => resolve(path)));
    await light
      .getByTestId('document-row')
      .nth(2 + positionals.length)
      .waitFor({ timeout: 120_000 });
    await picture(light, 'library');
    await light.getByTestId('nav-chat').click();
    await ask(light, values.question);
    await light.getByTestId('thumb-up').last().click();
    await light.getByTestId('switch-beta').click();
    await ask(light, values.question);
    await light.getByTestId('star-4').last().click();
    await light.getByTestId('citation').last().click();
    await light.getByTestId('highlight').first().waitFor();
    await picture(light, 'chat');
    await light.getByTestId('nav-versions').click();
    await light.locator('main h1').waitFor();
    await picture(light, 'versions');

    const dark = await open({ colorScheme: 'dark', locale: 'zh-CN' });
    await ask(dark, values.chinese);
    await dark.getByTestId('citation').last().click();
    await dark.getByTestId('highlight').first().waitFor();
    await picture(dark, 'chat-dark-zh');
    await dark.getByTestId('nav-compare').click();
    await dark.getByTestId('compare-box').fill(values.chinese);
    await dark.getByTestId('compare-send').click();
    await dark.getByTestId('citation').nth(1).waitFor();
    await picture(dark, 'compare-dark-zh');
  } finally {
    await browser.close();
    await server.close();
    await app.close();
  }
});
