import { Menu } from 'electron';

/**
 * Electron's own menu links to pages on the web. macOS needs a menu for the usual shortcuts; elsewhere they work
 * without one.
 */
export function setMenu(platform: NodeJS.Platform = process.platform): void {
  const roles = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate([...roles]) : null);
}
