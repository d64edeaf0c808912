import Conf from 'conf';
import { type App, createApp } from '../core/app.ts';
import type { SettingsStore } from '../core/ports.ts';
import { nodeLauncher } from '../native/supervise/launcher.ts';
import { createNativePorts, productVersion, samplesFolder } from './native-ports.ts';

/** Settings as <data>/settings.json, in the format that the desktop shell uses as well. */
function createSettings(dataFolder: string): SettingsStore {
  const store = new Conf<Record<string, unknown>>({
    cwd: dataFolder,
    configName: 'settings',
    projectName: 'tandem',
    clearInvalidConfig: true,
  });
  return { get: () => store.store, set: (values) => store.set(values) };
}

/**
 * The application over Node processes, as the web shell and the command line use it. `followFolders: false` is for a
 * single command: what changed in watched folders since is left to the next app that stays.
 */
export function createNodeApp(dataFolder: string, options: { followFolders?: boolean } = {}): Promise<App> {
  const ports = createNativePorts({ launcher: nodeLauncher, settings: createSettings(dataFolder) });
  return createApp({ dataFolder, ports, appVersion: productVersion(), samplesFolder, ...options });
}
