import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import {
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  MessageChannelMain,
} from 'electron';
import { AppError } from '../core/contract/index.ts';
import { wireErrors } from '../core/router.ts';
import { isAppPage } from './protocol.ts';

/**
 * Hands each page of the app a message port on which `router` answers, and opens the system's file dialogs for it.
 * Anyone but the app's own page in a main frame gets nothing.
 */
export function connectRenderers(router: AnyRouter): void {
  const handler = new RPCHandler(router, { clientInterceptors: [wireErrors] });
  ipcMain.on('tandem:connect', (event) => {
    if (!isAppFrame(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    handler.upgrade(port1);
    port1.start();
    event.sender.postMessage('tandem:port', null, [port2]);
  });
  ipcMain.handle('tandem:pick-files', (event) => pick(event, ['openFile', 'multiSelections']));
  ipcMain.handle('tandem:pick-folder', (event) => pick(event, ['openDirectory', 'multiSelections']));
}

/** A frame that is gone, lies inside another one, or shows anything but the app is a stranger. */
export function isAppFrame({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppPage(senderFrame.url);
}

async function pick(
  event: IpcMainInvokeEvent,
  properties: ('openFile' | 'openDirectory' | 'multiSelections')[],
): Promise<string[]> {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (!isAppFrame(event) || !window) throw new AppError('not-allowed');
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties });
  return canceled ? [] : filePaths;
}
