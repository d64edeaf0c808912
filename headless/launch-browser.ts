import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface LaunchBrowserOptions {
  /** Tandem's data folder. The window's own browser profile is kept in it, apart from the user's. */
  dataFolder: string;
  platform?: NodeJS.Platform;
  env?: NodeJS.ProcessEnv;
  /** Where browsers are looked for after PATH. Absolute paths; the default is the usual places of the system. */
  usualPlaces?: readonly string[];
  /** A browser that cannot start ends within this time, in ms; one still running then has a window. 1,500 by default. */
  settledAfterMs?: number;
}

/**
 * Opens `url` for the person at this machine: as a window without tabs in a browser of the Chromium family, else in
 * the default browser. The window closes with this process. Never throws; `none` means that nothing was opened.
 */
export async function launchBrowser(
  url: string,
  options: LaunchBrowserOptions,
): Promise<'app-window' | 'default-browser' | 'none'> {
  const { platform = process.platform, env = process.env, settledAfterMs = 1500 } = options;
  try {
    // The address goes to programs of the system: nothing but a web address may.
    if (!/^https?:$/.test(new URL(url).protocol) || !hasDisplay(platform, env)) return 'none';
    for (const browser of appBrowsers(platform, env, options.usualPlaces)) {
      const child = startAppWindow(browser, url, options.dataFolder, platform, env);
      closeWithThisProcess(child);
      if (await settles(child, settledAfterMs)) return 'app-window';
    }
    const child = startDefaultBrowser(url, platform, env);
    const opened = await settles(child, settledAfterMs);
    child.unref();
    return opened ? 'default-browser' : 'none';
  } catch {
    return 'none';
  }
}

function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];

function appBrowsers(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  places: readonly string[] = usualPlaces(platform, env),
): string[] {
  // On Windows and macOS browsers are not on PATH, and what is there under these names is something else.
  const path = platform === 'win32' || platform === 'darwin' ? [] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = [...path.flatMap((folder) => names.map((name) => join(folder, name))), ...places].filter(isProgram);
  return [...new Set(found)].filter((file) => !isConfined(file));
}

/** A snap may not keep a profile in a hidden folder, where the data folder usually is. */
function isConfined(file: string): boolean {
  if (file.startsWith('/snap/') || realpathSync(file).endsWith('/snap')) return true;
  // Ubuntu's packages of this name are small scripts that start the snap.
  return statSync(file).size < 20_000 && readFileSync(file, 'latin1').includes('/snap/bin/');
}

function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
    const folders = ['/Applications', join(homedir(), 'Applications')];
    return folders.flatMap((folder) => apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)));
  }
  if (platform === 'win32') {
    const programs = [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
      ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
    ];
    const folders = [env.LOCALAPPDATA, env.ProgramFiles, env['ProgramFiles(x86)']].filter(
      (folder) => folder !== undefined,
    );
    return folders.flatMap((folder) => programs.map((program) => join(folder, ...program)));
  }
  return [
    ...['/usr/bin', '/usr/local/bin'].flatMap((folder) => names.map((name) => join(folder, name))),
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    '/opt/brave.com/brave/brave',
  ];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function startAppWindow(
  browser: string,
  url: string,
  dataFolder: string,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const profile = join(dataFolder, 'run', 'browser');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  return spawn(browser, appWindowArguments(url, profile, platform), { env, stdio: 'ignore' });
}

function closeWithThisProcess(child: ChildProcess): void {
  const close = () => child.kill();
  process.once('exit', close);
  child.once('close', () => process.off('exit', close));
  child.unref();
}

/** The window shows one local page: everything a browser does on its own over the network is off. */
function appWindowArguments(url: string, profile: string, platform: NodeJS.Platform): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--window-size=1280,860',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pings',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-sync',
    '--disable-features=AutofillServerCommunication,InterestFeedContentSuggestions,MediaRouter,OptimizationHints,Translate',
    // Chromium's sandbox refuses to run as root, which on Linux is how containers run.
    ...(platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

function startDefaultBrowser(url: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): ChildProcess {
  const commands: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open'],
    // `start` is part of the command shell, which would read the & of an address as the end of the command.
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [program, ...args] = commands[platform] ?? ['xdg-open'];
  return spawn(program, [...args, url], { env, stdio: 'ignore', detached: true });
}

/** Whether the program runs, or handed its work to one that runs already and ended well. */
function settles(child: ChildProcess, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), limitMs);
    child.once('error', () => {
      clearTimeout(timer);
      resolve(false);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
