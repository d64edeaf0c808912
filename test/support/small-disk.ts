import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own in memory, of a size that can be filled, resized and made read-only. */
export interface SmallDisk extends Disposable {
  path: string;
  resize(mebibytes: number): void;
  setReadOnly(readOnly: boolean): void;
}

const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' });

export function createSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'tandem-disk-'));
  mount('-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path);
  return {
    path,
    resize: (size) => void mount('-o', `remount,size=${size}m`, path),
    setReadOnly: (readOnly) => void mount('-o', `remount,${readOnly ? 'ro' : 'rw'}`, path),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Mounting takes rights that a test run may not have. */
export const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    createSmallDisk(1)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
})();
