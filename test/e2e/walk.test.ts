import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDocx, makePdf } from '../support/documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { dropFiles, type Page, startBrowser, type TestBrowser } from './browser.ts';
import { type ServedApp, serveApp } from './served-app.ts';

/** Where the sentence that answers is drawn on page 3, in points from the top left corner. */
const place = { page: 3, x: 90, y: 400 };
const fact = 'The blue pump delivers 47 litres of water per minute.';

const manual = () =>
  makePdf((pdf) => {
    const filler = 'Valves, hoses and seals are described in the chapters that follow this one.';
    for (let page = 1; page <= 5; page++) {
      if (page > 1) pdf.addPage();
      pdf.fontSize(20).text(`Chapter ${page}`, 72, 72);
      pdf.fontSize(11);
      for (let line = 0; line < 6; line++) pdf.text(`${filler} See section ${page}.${line}.`, 72, 120 + line * 30);
      if (page === place.page) pdf.text(fact, place.x, place.y, { lineBreak: false });
    }
  });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let served: ServedApp;
let browser: TestBrowser;
let page: Page;

const byId = (id: string) => page.getByTestId(id);
const answers = () => byId('answer');

async function askQuestion(text: string): Promise<void> {
  const before = await answers().count();
  await byId('question-box').fill(text);
  await byId('send').click();
  await answers().nth(before).getByTestId('thumb-up').waitFor();
}

beforeAll(async () => {
  folder = await temporaryFolder();
  served = await serveApp(folder.at('data'));
  browser = await startBrowser();
  page = await browser.open(served.address);
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await served?.stop();
  await folder?.[Symbol.asyncDispose]();
});

describe('a new user, from a dropped document to two rated answers', () => {
  it('does not leave the token in the address', async () => {
    await byId('question-box').waitFor();
    expect(page.url()).not.toContain('token');
  });

  it('drops files and watches them being read', async () => {
    await byId('nav-library').click();
    const note = await makeDocx([
      { heading: 'Filters', level: 1 },
      { paragraph: 'The filter of the green pump is changed every six months.' },
    ]);
    await dropFiles(page, '[data-testid=drop-zone]', [
      { name: 'Pump manual.pdf', bytes: await manual() },
      { name: 'Filters.docx', bytes: note },
      { name: '说明.txt', bytes: new TextEncoder().encode('红色水泵每分钟输送三十升水。') },
      { name: 'broken.pdf', bytes: Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8]) },
    ]);
    await byId('import-progress').first().waitFor();
    await expect.poll(() => byId('document-row').count(), { timeout: 30_000 }).toBe(3);
    await expect.poll(() => byId('failed-row').count()).toBe(1);
    expect(await byId('failed-row').getAttribute('data-code')).toBe('document-unreadable');
    expect(await byId('failed-row').textContent()).toContain('broken.pdf');
    const rows = await byId('document-row').allTextContents();
    expect(rows.find((row) => row.includes('Pump manual.pdf'))).toMatch(/5/);
  });

  it('asks, and reads a supported answer from the stable version', async () => {
    await byId('nav-chat').click();
    await askQuestion('How much water does the blue pump deliver per minute?');
    expect(await answers().last().textContent()).toContain('47 litres');
    expect(await answers().last().textContent()).toContain('Stable');
  });

  it('opens the citation on its page with the passage highlighted where it is drawn', async () => {
    await answers().last().getByTestId('citation').first().click();
    await byId('source-viewer').waitFor();
    await expect.poll(() => byId('source-page').textContent()).toMatch(/3\D+5/);
    await byId('highlight').first().waitFor();
    const highlight = await byId('highlight').first().boundingBox();
    const canvas = await byId('source-viewer').locator('canvas').first().boundingBox();
    if (!highlight || !canvas) throw new Error('nothing is drawn');
    // A4 is 595 x 842 points; the sentence is 11 points high.
    const x = ((highlight.x - canvas.x) / canvas.width) * 595;
    const y = ((highlight.y + highlight.height / 2 - canvas.y) / canvas.height) * 842;
    expect(Math.abs(x - place.x)).toBeLessThan(6);
    expect(Math.abs(y - (place.y + 6))).toBeLessThan(8);
    expect(((highlight.width / canvas.width) * 595) / (fact.length * 5)).toBeGreaterThan(0.8);
    const inked = await byId('source-viewer')
      .locator('canvas')
      .first()
      .evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const data = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
        let dark = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i]! < 100) dark += 1;
        return dark;
      });
    expect(inked).toBeGreaterThan(200);
  });

  it('switches the chat to Beta with one click and asks again', async () => {
    await byId('switch-beta').click();
    await byId('beta-banner').waitFor();
    await askQuestion('How often is the filter of the green pump changed?');
    const text = await answers().last().textContent();
    expect(text).toContain('six months');
    expect(text).toContain('Beta');
    await askQuestion('红色水泵每分钟输送多少水?');
    expect(await answers().last().textContent()).toContain('三十升');
  });

  it('rates both', async () => {
    await answers().nth(0).getByTestId('thumb-up').click();
    await answers().nth(1).getByTestId('star-4').click();
    await expect.poll(() => answers().nth(0).getByTestId('thumb-up').getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => answers().nth(1).getByTestId('star-4').getAttribute('aria-pressed')).toBe('true');
  });

  it('finds everything again after a restart', async () => {
    await page.close();
    expect(await served.stop()).toBe(0);
    served = await serveApp(folder.at('data'));
    page = await browser.open(served.address);
    await byId('chat-row').first().click();
    await expect.poll(() => answers().count()).toBe(3);
    expect(await answers().nth(0).textContent()).toContain('47 litres');
    expect(await answers().nth(0).getByTestId('thumb-up').getAttribute('aria-pressed')).toBe('true');
    expect(await answers().nth(1).getByTestId('star-4').getAttribute('aria-pressed')).toBe('true');
    await byId('beta-banner').waitFor();
    await answers().nth(0).getByTestId('citation').first().click();
    await byId('highlight').first().waitFor();
    await byId('nav-library').click();
    await expect.poll(() => byId('document-row').count()).toBe(3);
    await byId('failed-row').waitFor();
  });

  it('reported no problem and went nowhere else', () => {
    expect(browser.problems).toEqual([]);
  });
});
