import type { App, Session, WebContents } from 'electron';
import { isAppPage } from './protocol.ts';

/** Addresses that stay on this machine: the app, its own objects, and the developer tools. */
const localSchemes = new Set(['tandem:', 'blob:', 'data:', 'devtools:']);

/** Must run before the app is ready: Chromium's own services get no name resolved and make no checks of their own. */
export function switchOffNetwork(app: App): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
}

/** The one thing a page may do beyond itself: put text on the clipboard when the user clicks on Copy. */
const copyText = 'clipboard-sanitized-write';

/** Denies every other permission, blocks every request that would leave the app, and refuses downloads from elsewhere. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl, isMainFrame }) =>
    callback(permission === copyText && isMainFrame && isAppOrigin(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin, { isMainFrame }) => permission === copyText && isMainFrame && isAppOrigin(origin),
  );
  session.setDevicePermissionHandler(() => false);
  // Its dictionaries would be fetched from another machine.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isLocal(details.url) }));
  session.on('will-download', (event, item) => {
    // The page may hand out what it made itself, such as an export.
    if (!item.getURL().startsWith('blob:tandem://app/')) event.preventDefault();
  });
}

/** Every page of the app, whoever makes it, stays where it is and opens nothing. */
export function lockContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => lockOne(contents));
}

function lockOne(contents: WebContents): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    // The page may load itself again; that is all.
    if (!isAppPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isAppOrigin(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'tandem:' && parsed.host === 'app';
}

function isLocal(url: string): boolean {
  return localSchemes.has(URL.parse(url)?.protocol ?? '');
}
