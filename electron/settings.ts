import Store from 'electron-store';
import type { SettingsStore } from '../core/ports.ts';

/** Settings in <data>/settings.json, the file and format that the headless shell uses as well. */
export function createSettings(dataFolder: string): SettingsStore {
  const store = new Store({ cwd: dataFolder, name: 'settings', clearInvalidConfig: true });
  return {
    get: () => store.store,
    set(values) {
      // The store refuses undefined, which stands for "not given".
      store.set(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
    },
  };
}
