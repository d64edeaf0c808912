import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Page, startBrowser, type TestBrowser } from '../e2e/browser.ts';
import { type ServedApp, serveApp } from '../e2e/served-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SLOW_MS = 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let served: ServedApp;
let browser: TestBrowser;

/** Everything that axe objects to, as text that says where it is. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}`));
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${name}`);
  await page.locator('h1').waitFor();
}

beforeAll(async () => {
  folder = await temporaryFolder();
  served = await serveApp(folder.at('data'));
  browser = await startBrowser();
}, SLOW_MS);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served?.stop();
  await folder?.[Symbol.asyncDispose]();
});

describe('axe finds nothing', () => {
  it(
    'on the way from an empty library to a cited answer with its source',
    async () => {
      const page = await browser.open(served.address);
      await page.getByTestId('first-steps').waitFor();
      expect(await findings(page), 'first steps').toEqual([]);
      await page.getByTestId('samples').click();
      await page.getByTestId('suggestion').first().click();
      await page.getByTestId('citation').first().waitFor();
      expect(await findings(page), 'answer').toEqual([]);
      // The key tells the browser that what follows is keyboard focus.
      await page.keyboard.press('Tab');
      await page.getByTestId('citation').first().focus();
      await page.getByRole('tooltip').waitFor();
      expect(await findings(page), 'passage shown on focus').toEqual([]);
      await page.getByTestId('citation').first().click();
      await page.getByTestId('highlight').first().waitFor();
      expect(await findings(page), 'source').toEqual([]);
      await page.getByTestId('source-close').click();
      await page.getByTestId('thumb-down').click();
      await page.getByTestId('comment').click();
      await page.getByTestId('comment-text').waitFor();
      expect(await findings(page), 'comment').toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByTestId('details').click();
      await page.getByTestId('details-drawer').waitFor();
      expect(await findings(page), 'details').toEqual([]);
      await page.close();
    },
    SLOW_MS,
  );

  it(
    'behind menus, dialogs and unfolded parts, in dark colours and Chinese',
    async () => {
      const page = await browser.open(served.address, { language: 'zh-CN', dark: true });
      await page.getByTestId('chat-row').first().click();
      await page.getByTestId('citation').first().waitFor();
      await page.getByTestId('switch-beta').click();
      await page.getByTestId('beta-banner').waitFor();
      await page.getByTestId('chat-menu').click();
      await page.getByRole('menu').waitFor();
      expect(await findings(page), 'menu above the beta line').toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByTestId('switch-stable').click();

      await goTo(page, 'versions');
      await page.getByTestId('differences').getByRole('rowheader').first().waitFor();
      await page.getByTestId('manifests').click();
      expect(await findings(page), 'manifests').toEqual([]);
      await goTo(page, 'compare');
      await page.getByTestId('compare-box').fill('Which kinds of documents can be read?');
      await page.getByTestId('compare-send').click();
      await page.getByTestId('word-differences').click();
      expect(await findings(page), 'word differences').toEqual([]);
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      expect(await findings(page), 'palette').toEqual([]);
      await page.close();
    },
    SLOW_MS,
  );

  it(
    'in a narrow window with the navigation or a source on top',
    async () => {
      const page = await browser.open(served.address, { width: 390, height: 800 });
      await page.getByTestId('question-box').waitFor();
      await page.locator('.mantine-Burger-root').click();
      await page.getByTestId('nav-library').waitFor();
      expect(await findings(page), 'navigation').toEqual([]);
      await page.getByTestId('chat-row').last().getByRole('link').click();
      await page.getByTestId('citation').first().click();
      await page.getByTestId('highlight').first().waitFor();
      expect(await findings(page), 'source').toEqual([]);
      await page.close();
    },
    SLOW_MS,
  );
});

describe('the keyboard alone', () => {
  it(
    'sends a question, opens its source, comes back to the citation and moves the version switch',
    async () => {
      const page = await browser.open(served.address);
      await page.getByTestId('question-box').focus();
      await page.keyboard.type('Which kinds of documents can be read?');
      await page.keyboard.press('Enter');
      const chip = page.getByTestId('citation').first();
      await chip.waitFor();
      await chip.focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('highlight').first().waitFor();
      await page.getByTestId('source-close').focus();
      await page.keyboard.press('Escape');
      await page.getByTestId('source-viewer').waitFor({ state: 'detached' });
      expect(await chip.evaluate((element) => element === document.activeElement)).toBe(true);

      await page.getByTestId('switch-stable').focus();
      await page.keyboard.press('ArrowRight');
      await page.getByTestId('beta-banner').waitFor();
      expect(await page.getByTestId('switch-beta').getAttribute('aria-checked')).toBe('true');
      await page.close();
    },
    SLOW_MS,
  );
});
