import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceCondition } from '../contract/index.ts';
import type { Clock, DeviceState } from '../ports.ts';

/** Below this much memory left a machine counts as low on it: less than a small model needs. */
const lowMemoryMiB = 2048;
/** A state is asked for with every question; the system is asked this often. */
const freshMs = 10_000;

/** True when the system's power supplies say that a battery is being used; null where there are none to ask. */
function onBattery(folder: string): boolean | null {
  try {
    const read = (name: string, file: string) => {
      try {
        return readFileSync(join(folder, name, file), 'utf8').trim();
      } catch {
        return '';
      }
    };
    const names = readdirSync(folder);
    const mains = names.filter((name) => /^(Mains|USB)/.test(read(name, 'type')));
    if (mains.some((name) => read(name, 'online') === '1')) return false;
    const batteries = names.filter((name) => read(name, 'type') === 'Battery' && read(name, 'scope') !== 'Device');
    if (batteries.length === 0) return mains.length > 0 ? false : null;
    return batteries.some((name) => read(name, 'status') === 'Discharging');
  } catch {
    return null;
  }
}

/** Whether there is a GPU that models could run on, as far as files tell. */
function hasGpu(): boolean | null {
  if (process.platform === 'darwin') return process.arch === 'arm64';
  if (process.platform !== 'linux') return null;
  return ['/dev/nvidia0', '/dev/kfd', '/dev/dri/renderD128'].some((file) => existsSync(file));
}

/** The state of this machine, by what the operating system shows without further programs. */
export function readDeviceState(powerFolder = '/sys/class/power_supply'): DeviceState {
  return {
    read: () => ({
      battery: onBattery(powerFolder),
      gpu: hasGpu(),
      availableMemoryMiB: Math.round(process.availableMemory() / 2 ** 20),
    }),
  };
}

/** Conditions of the machine that rules can name. What the system does not tell is taken as not so. */
export function createDeviceConditions(device: DeviceState, clock: Clock): () => ReadonlySet<DeviceCondition> {
  let conditions: ReadonlySet<DeviceCondition> = new Set();
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.now();
    if (now < until && until - now <= freshMs) return conditions;
    const { battery, gpu, availableMemoryMiB } = device.read();
    const found: DeviceCondition[] = [];
    if (battery === true) found.push('battery');
    if (gpu === false) found.push('no-gpu');
    if (availableMemoryMiB < lowMemoryMiB) found.push('low-memory');
    conditions = new Set(found);
    until = now + freshMs;
    return conditions;
  };
}
