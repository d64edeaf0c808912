import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export type { Page };

export interface TestBrowser extends AsyncDisposable {
  /** A page in a fresh profile; problems that it reports are collected in `problems`. */
  open(
    address: string,
    options?: { width?: number; height?: number; dark?: boolean; language?: string },
  ): Promise<Page>;
  readonly problems: string[];
}

/** Starts the Chromium that the set-up found. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.TANDEM_CHROMIUM || '/usr/bin/chromium',
    // Root has no sandbox of its own; everybody else keeps it.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  return {
    problems,
    async open(address, { width = 1280, height = 800, dark = false, language = 'en-US' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        locale: language,
        reducedMotion: 'reduce',
      });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('response', (response) => {
        if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
      });
      page.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') problems.push(`went to ${request.url()}`);
      });
      await page.goto(address);
      return page;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close();
      await browser.close();
    },
  };
}

/** Drops files on an element, as a person drags them in from the desktop. */
export async function dropFiles(
  page: Page,
  selector: string,
  files: { name: string; bytes: Uint8Array }[],
): Promise<void> {
  const packed = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const transfer = await page.evaluateHandle((items) => {
    const data = new DataTransfer();
    for (const { name, base64 } of items) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, packed);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent(selector, type, { dataTransfer: transfer });
}
