import { readFile, writeFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseStatus } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { connectInProcess } from '../../headless/client.ts';
import { createNodeApp } from '../../headless/create-node-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { handbook, importAll } from '../support/test-app.ts';
import { dropFiles, type Page, startBrowser, type TestBrowser } from './browser.ts';
import { type ServedApp, serveApp } from './served-app.ts';

const SLOW_MS = 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let served: ServedApp;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(folder.at('handbook.md'), handbook);
  const app = await createNodeApp(folder.at('data'));
  const { client, disconnect } = connectInProcess(app.router);
  await importAll(client, [folder.at('handbook.md')]);
  disconnect();
  await app.close();
  served = await serveApp(folder.at('data'));
  browser = await startBrowser();
  page = await browser.open(served.address);
  await byId('question-box').waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const byId = (id: string) => page.getByTestId(id);

/** What REST says about the release, asked for with the page's own cookie. */
const status = () => page.evaluate(async () => (await fetch('/api/release')).json()) as Promise<ReleaseStatus>;

async function show(name: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${name}`);
  await page.locator('main h1').first().waitFor();
}

async function findings(of: Page = page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: of }).analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}`));
}

/** Says yes in the open dialog, with a reason where one is asked for. */
async function confirm(reason?: string): Promise<void> {
  await byId('consequences').waitFor();
  if (reason) await byId('move-reason').fill(reason);
  await byId('move-confirm').click();
  await byId('move-confirm').waitFor({ state: 'hidden' });
}

describe('steering a release', () => {
  it(
    'starts hidden answers at once, and the ramp only past its guards with a reason',
    async () => {
      await show('versions');
      await byId('move-shadow').click();
      await expect.poll(async () => (await status()).state).toBe('shadow');
      await byId('move-ramp').click();
      await byId('in-the-way').waitFor();
      expect(await byId('in-the-way').textContent()).toMatch(/Hidden answers: \d+, limit 20.*too early/);
      expect(await findings(), 'dialog').toEqual([]);
      expect(await byId('move-confirm').isDisabled()).toBe(true);
      await confirm('to look at it');
      await expect.poll(async () => (await status()).state).toBe('ramping');
      expect((await status()).history.find(({ what }) => what === 'ramp')?.why).toBe('forced: to look at it');
    },
    SLOW_MS,
  );

  it('moves the weight with the slider, live', async () => {
    const thumb = byId('weight');
    await thumb.focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await status()).weight).toBe(15);
    expect(await byId('weight-text').textContent()).toBe('15% of new chats');
    expect(await byId('version-stable').textContent()).toContain('85% of new chats');
  });

  it('adds a rule and takes it away', async () => {
    await byId('rule-new').click();
    await byId('rule-what').selectOption('device battery');
    await byId('rule-to').selectOption('stable');
    await byId('rule-add').click();
    await expect.poll(() => byId('rule').count()).toBe(1);
    expect((await status()).rules).toMatchObject([{ kind: 'device', value: 'battery', to: 'stable' }]);
    await byId('rule-remove').click();
    await expect.poll(() => byId('rule').count()).toBe(0);
    expect((await status()).rules).toEqual([]);
  });

  it('pauses from the palette and resumes on the page', async () => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('What would you like to do?').fill('Pause the ramp');
    await page.locator('[data-action][data-selected]', { hasText: 'Pause the ramp' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => byId('ramp').getAttribute('data-state')).toBe('paused');
    await byId('move-resume').click();
    await expect.poll(() => byId('ramp').getAttribute('data-state')).toBe('ramping');
  });
});

describe('blind comparison', () => {
  it(
    'hides who is who until a key has voted, then shows it and counts the vote',
    async () => {
      await show('compare');
      await byId('blind-on').click();
      await byId('compare-box').fill('What may a hotel night cost in Zürich?');
      await page.keyboard.press('Enter');
      await byId('vote-1').waitFor();
      const main = page.locator('main');
      expect(await main.textContent()).not.toMatch(/Stable|Beta|1\.0|1\.1/);
      const painted = await page
        .locator('.cite')
        .evaluateAll((chips) => chips.map((chip) => getComputedStyle(chip).color));
      expect(new Set(painted).size).toBe(1);
      expect(await findings(), 'before the vote').toEqual([]);

      // Typed into the box a figure is a figure.
      await byId('compare-box').focus();
      await page.keyboard.press('2');
      expect(await byId('compare-box').inputValue()).toBe('2');
      expect(await byId('voted').count()).toBe(0);
      await byId('compare-box').fill('');
      await byId('vote').focus();

      await page.keyboard.press('1');
      await byId('voted').waitFor();
      expect(await findings(), 'after the vote').toEqual([]);
      const names = await page.locator('.pane .tag').allTextContents();
      expect([...names].sort()).toEqual(['Beta 1.1', 'Stable 1.0']);
      expect(await byId('voted').textContent()).toContain(names[0]?.startsWith('Beta') ? 'Beta' : 'Stable');
      await expect.poll(() => byId('tally').textContent()).toContain('1 blind vote so far');
      const counts = (await status()).guards.find(({ id }) => id === 'votes')?.counts;
      expect(counts).toEqual(
        names[0]?.startsWith('Beta') ? { wins: 1, losses: 0, ties: 0 } : { wins: 0, losses: 1, ties: 0 },
      );
    },
    SLOW_MS,
  );

  it('goes on in the chat with the version whose answer is used', async () => {
    await byId('use-beta').click();
    await byId('beta-banner').waitFor();
    expect(await byId('switch-beta').getAttribute('aria-checked')).toBe('true');
    expect(await byId('answer').count()).toBe(2);
  });
});

describe('promotion and the way back', () => {
  it(
    'promotes after showing what will happen, and the pointer has moved',
    async () => {
      const before = await status();
      await show('versions');
      await byId('promote').click();
      await byId('consequences').waitFor();
      const told = await byId('consequences').textContent();
      expect(told).toContain('15%');
      expect(told).toContain('100%');
      await confirm('better in every answer');
      await expect.poll(async () => (await status()).stable).toBe(before.beta);
      expect((await status()).previous).toBe(before.stable);
      await expect.poll(() => byId('version-stable').textContent()).toContain('1.1.0-beta.1');
      await expect.poll(() => byId('version-previous').textContent()).toContain('1.0.0');
      expect(await byId('guard-watch').count()).toBe(1);
    },
    SLOW_MS,
  );

  it('rolls back to the version before', async () => {
    await byId('rollback').click();
    await confirm('a colleague asked for it');
    await expect.poll(async () => (await status()).stable).toBe('everyday@1.0.0');
    await expect.poll(() => byId('version-stable').textContent()).toContain('everyday 1.0.0');
    await expect.poll(() => byId('story').first().textContent()).toMatch(/1\.1\.0-beta\.1|1\.0\.0/);
    expect(await byId('history').textContent()).toContain('a colleague asked for it');
  });

  it('verifies the audit log and saves it as CSV', async () => {
    await byId('audit-verify').click();
    await byId('audit-check').waitFor();
    expect(await byId('audit-check').textContent()).toMatch(/\d+ rows, none was changed/);
    await byId('audit-show').click();
    expect(await byId('audit-rows').textContent()).toContain('forced: better in every answer');
    const [file] = await Promise.all([page.waitForEvent('download'), byId('audit-csv').click()]);
    expect(await readFile(await file.path(), 'utf8')).toContain('forced: better in every answer');
  });
});

describe('installing', () => {
  it(
    'installs a cloned and edited version from the form, once its fields are valid',
    async () => {
      await byId('clone').click();
      await byId('field-chunk.size').fill('10');
      expect(await byId('form-summary').textContent()).toContain('problem');
      expect(await byId('install-confirm').isDisabled()).toBe(true);
      expect(await findings(), 'form').toEqual([]);
      await byId('field-chunk.size').fill('400');
      await byId('field-retrieve.lexicalWeight').fill('');
      await byId('field-retrieve.lexicalWeight').pressSequentially('0.25');
      expect(await byId('field-retrieve.lexicalWeight').inputValue()).toBe('0.25');
      expect(await byId('form-summary').textContent()).not.toContain('problem');
      await byId('install-confirm').click();
      await byId('install-confirm').waitFor({ state: 'hidden' });
      const now = await status();
      expect([now.beta, now.state]).toEqual(['everyday@1.0.1-beta.1', 'staged']);
      await expect.poll(() => byId('version-beta').textContent()).toContain('1.0.1-beta.1');
      expect(await byId('differences').textContent()).toMatch(/chunk\.size600400.*retrieve\.lexicalWeight0\.50\.25/);
    },
    SLOW_MS,
  );

  it(
    'installs a manifest that is dropped on the page, after saying what it replaces',
    async () => {
      const manifest = { ...builtInManifests()[0], name: 'dropped', version: '2.0.0' };
      const bytes = new TextEncoder().encode(JSON.stringify(manifest));
      await dropFiles(page, '[data-testid="versions-drop"]', [{ name: 'dropped.tandem.json', bytes }]);
      await byId('file-found').waitFor();
      expect(await byId('install-check').textContent()).toContain('1.0.1-beta.1');
      await byId('install-confirm').click();
      await byId('install-confirm').waitFor({ state: 'hidden' });
      expect((await status()).beta).toBe('dropped@2.0.0');
      // What was dropped here is no document.
      expect(await page.evaluate(async () => (await (await fetch('/api/documents')).json()).length)).toBe(1);
    },
    SLOW_MS,
  );

  it('says which settings of a file are wrong, and installs nothing', async () => {
    const manifest = { ...builtInManifests()[0], version: 'two' };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    await dropFiles(page, '[data-testid="versions-drop"]', [{ name: 'bad.tandem.json', bytes }]);
    await byId('file-problem').waitFor();
    expect(await byId('file-problem').textContent()).toContain('version');
    expect(await byId('install-confirm').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await byId('file-problem').waitFor({ state: 'detached' });
  });

  it('removes a version that is not in use', async () => {
    const before = await byId('other-version').count();
    await page.getByRole('button', { name: 'Remove everyday 1.0.1-beta.1' }).click();
    await byId('remove-confirm').click();
    await expect.poll(() => byId('other-version').count()).toBe(before - 1);
  });
});

describe.each([
  ['light, English, wide', { width: 1280, height: 800, dark: false, language: 'en-US' }],
  ['dark, Chinese, narrow', { width: 390, height: 800, dark: true, language: 'zh-CN' }],
] as const)('in %s', (_, look) => {
  it(
    'the Versions page with everything unfolded has no accessibility findings and fits its width',
    async () => {
      const other = await browser.open(served.address, look);
      await other.getByTestId('question-box').waitFor();
      await other.evaluate(() => {
        location.hash = '#/versions';
      });
      await other.getByTestId('guards').locator('summary').click();
      await other.getByTestId('audit-show').click();
      await other.getByTestId('audit-rows').waitFor();
      await other.getByTestId('rule-new').click();
      expect(await findings(other)).toEqual([]);
      expect(await other.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await other.close();
    },
    SLOW_MS,
  );
});

it('no page reported a problem', () => {
  expect(browser.problems).toEqual([]);
});
