import Conf from 'conf';

/** electron-store asks Electron for its default folder; apart from that it is this class, with another option name. */
export default class Store extends Conf {
  constructor({ name, ...options }: { name?: string; cwd: string; clearInvalidConfig?: boolean }) {
    super({ ...options, configName: name ?? 'config' });
  }
}
