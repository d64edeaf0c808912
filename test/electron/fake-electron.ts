import { type ChildProcess, fork as forkChild } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * Stands in for the `electron` module where its program cannot run. It keeps the rules that the shell relies on: what
 * must come before `ready`, events that can be prevented, ports that are silent until started, frames that are
 * somebody else's. Messages pass through Node's own channels and processes.
 */

class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits an event that can be prevented; true when a listener did. */
export function emitPreventable(emitter: EventEmitter, name: string, more: object = {}, ...rest: unknown[]): boolean {
  const event = Object.assign(new PreventableEvent(), more);
  emitter.emit(name, event, ...rest);
  return event.defaultPrevented;
}

/** Instances that hold the lock of a userData folder, as the operating system would know them. */
const locks = new Map<string, EventEmitter>();

export class FakeApp extends EventEmitter {
  name = 'Electron';
  isReady = false;
  exitCode: number | null = null;
  switches: [string, string | undefined][] = [];
  paths = new Map<string, string>([['appData', '/nowhere/appData']]);
  commandLine = { appendSwitch: (name: string, value?: string) => void this.switches.push([name, value]) };
  #ready = Promise.withResolvers<void>();

  setName(name: string): void {
    this.name = name;
  }
  getPath(name: string): string {
    const path = this.paths.get(name);
    if (path === undefined) throw new Error(`no path ${name}`);
    return path;
  }
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Path ${path} does not exist`);
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const holder = locks.get(folder);
    if (holder) holder.emit('second-instance', {}, [], '/');
    else locks.set(folder, this);
    return holder === undefined;
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  becomeReady(): void {
    this.isReady = true;
    this.#ready.resolve();
  }
  quit(): void {
    if (emitPreventable(this, 'before-quit')) return;
    for (const window of [...BrowserWindow.all]) window.close();
    this.exit(0);
  }
  exit(code = 0): void {
    this.exitCode = code;
    for (const [folder, holder] of locks) if (holder === this) locks.delete(folder);
    this.emit('quit', {}, code);
  }
}

interface Frame {
  url: string;
}

export class FakeWebContents extends EventEmitter {
  mainFrame: Frame = { url: '' };
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  /** Messages to the page, with their ports. */
  posted: { channel: string; message: unknown; ports: PortMain[] }[] = [];

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  postMessage(channel: string, message: unknown, ports: PortMain[] = []): void {
    this.posted.push({ channel, message, ports });
  }
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static fromWebContents(contents: FakeWebContents): BrowserWindow | null {
    return BrowserWindow.all.find((window) => window.webContents === contents) ?? null;
  }

  webContents = new FakeWebContents();
  options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  bounds: { x: number; y: number; width: number; height: number };
  loaded: string[] = [];
  visible = false;
  minimised = false;
  maximised = false;
  focused = false;

  constructor(options: BrowserWindow['options']) {
    super();
    if (!app.isReady) throw new Error('a window before the app is ready');
    this.options = options;
    const { x, y, width, height } = options as unknown as BrowserWindow['bounds'];
    this.bounds = { x, y, width, height };
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame = { url };
    this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused = true;
  }
  isMinimized(): boolean {
    return this.minimised;
  }
  restore(): void {
    this.minimised = false;
  }
  maximize(): void {
    this.maximised = true;
  }
  isMaximized(): boolean {
    return this.maximised;
  }
  getNormalBounds(): BrowserWindow['bounds'] {
    return this.bounds;
  }
  close(): void {
    if (emitPreventable(this, 'close')) return;
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this);
    this.emit('closed');
    if (BrowserWindow.all.length === 0 && app.exitCode === null) app.emit('window-all-closed');
  }
}

/** A node port with the manners of MessagePortMain: events carry `data`, and nothing arrives before `start`. */
export class PortMain extends EventEmitter {
  readonly port: MessagePort;
  #started = false;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  close(): void {
    this.port.close();
  }
}

export class MessageChannelMain {
  port1: PortMain;
  port2: PortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortMain(port1);
    this.port2 = new PortMain(port2);
  }
}

class FakeIpcMain extends EventEmitter {
  handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();

  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    if (this.handlers.has(channel)) throw new Error(`a second handler for ${channel}`);
    this.handlers.set(channel, handler);
  }
  /** A message from a page, by default from the main frame that its contents show. */
  async invoke(channel: string, sender: FakeWebContents, frame: Frame | null = sender.mainFrame): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`no handler for ${channel}`);
    return await handler({ sender, senderFrame: frame });
  }
  send(channel: string, sender: FakeWebContents, frame: Frame | null = sender.mainFrame): void {
    this.emit(channel, { sender, senderFrame: frame });
  }
}

class FakeProtocol {
  privileged: { scheme: string; privileges?: Record<string, boolean> }[] = [];
  handlers = new Map<string, (request: Request) => Promise<Response>>();

  registerSchemesAsPrivileged(schemes: FakeProtocol['privileged']): void {
    if (app.isReady) throw new Error('schemes are registered before the app is ready');
    this.privileged.push(...schemes);
  }
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    if (this.handlers.has(scheme)) throw new Error(`a second handler for ${scheme}`);
    this.handlers.set(scheme, handler);
  }
  /** As a page would fetch it. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.handlers.get(new URL(url).protocol.slice(0, -1));
    if (!handler) throw new TypeError('net::ERR_UNKNOWN_URL_SCHEME');
    return await handler(new Request(url, init));
  }
}

type Callback<Value> = (value: Value) => void;
type Asking = { requestingUrl: string; isMainFrame: boolean };
type PermissionRequest = (contents: unknown, permission: string, callback: Callback<boolean>, details: Asking) => void;
type PermissionCheck = (contents: unknown, permission: string, origin: string, details: Asking) => boolean;

export class FakeSession extends EventEmitter {
  spellChecker = true;
  permissionRequest: PermissionRequest | null = null;
  permissionCheck: PermissionCheck | null = null;
  devicePermission: (() => boolean) | null = null;
  beforeRequest: ((details: { url: string }, callback: Callback<{ cancel?: boolean }>) => void) | null = null;
  webRequest = {
    onBeforeRequest: (listener: FakeSession['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: FakeSession['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: FakeSession['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: FakeSession['devicePermission']): void {
    this.devicePermission = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
  /** Whether a page may, when it asks and when it only checks. */
  async permits(permission: string, requestingUrl = 'tandem://app/index.html', isMainFrame = true) {
    const { permissionRequest, permissionCheck } = this;
    if (!permissionRequest || !permissionCheck) return { asked: true, checked: true };
    const details = { requestingUrl, isMainFrame };
    const asked = await new Promise<boolean>((resolve) => permissionRequest({}, permission, resolve, details));
    const origin = `${new URL(requestingUrl).protocol}//${new URL(requestingUrl).host}/`;
    return { asked, checked: permissionCheck(null, permission, origin, details) };
  }
  /** True when the request would go out. */
  async allows(url: string): Promise<boolean> {
    return await new Promise((resolve) =>
      this.beforeRequest ? this.beforeRequest({ url }, ({ cancel }) => resolve(cancel !== true)) : resolve(true),
    );
  }
}

class FakeUtilityProcess extends EventEmitter {
  readonly child: ChildProcess;
  pid: number | undefined;

  constructor(entry: string, options: { execArgv?: string[]; env?: NodeJS.ProcessEnv; serviceName?: string }) {
    super();
    if (!app.isReady) throw new Error('a utility process before the app is ready');
    const shim = fileURLToPath(new URL('./utility-process-shim.js', import.meta.url));
    this.child = forkChild(entry, [], {
      serialization: 'advanced',
      execArgv: ['--import', shim, ...(options.execArgv ?? [])],
      env: options.env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.pid = this.child.pid;
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 1);
    });
  }
  postMessage(message: unknown): void {
    if (this.child.connected) this.child.send(message as object, () => undefined);
  }
  kill(): boolean {
    return this.child.kill('SIGTERM');
  }
}

export class Notification extends EventEmitter {
  static supported = true;
  static shown: Notification[] = [];
  static isSupported(): boolean {
    return Notification.supported;
  }
  options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    Notification.shown.push(this);
  }
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };

export const app = new FakeApp();
export const ipcMain = new FakeIpcMain();
export const protocol = new FakeProtocol();
export const session = { defaultSession: new FakeSession() };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const utilityProcess = {
  started: [] as { entry: string; serviceName?: string; process: FakeUtilityProcess }[],
  fork(entry: string, _args: string[], options: ConstructorParameters<typeof FakeUtilityProcess>[1]) {
    const child = new FakeUtilityProcess(entry, options);
    utilityProcess.started.push({ entry, serviceName: options.serviceName, process: child });
    return child;
  },
};
export const dialog = {
  errors: [] as { title: string; content: string }[],
  answer: { canceled: true, filePaths: [] as string[] },
  asked: [] as { window: unknown; properties: string[] }[],
  showErrorBox: (title: string, content: string) => void dialog.errors.push({ title, content }),
  async showOpenDialog(window: unknown, { properties }: { properties: string[] }) {
    dialog.asked.push({ window, properties });
    return dialog.answer;
  },
};
export const Menu = {
  current: undefined as unknown,
  buildFromTemplate: (template: { role: string }[]) => template,
  setApplicationMenu: (menu: unknown) => {
    Menu.current = menu;
  },
};
