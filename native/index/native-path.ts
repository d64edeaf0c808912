import { relative } from 'node:path';

/**
 * A path as the addon can open it. On Windows it reads paths in the legacy code page, so a folder such as
 * C:\Users\张伟 would be missed; there the path is given from the working folder, which `index-process` sets to the
 * parent of the index folders.
 */
export function nativePath(file: string, platform: NodeJS.Platform = process.platform, from = process.cwd()): string {
  if (platform !== 'win32' || /^[\x20-\x7e]*$/.test(file)) return file;
  return relative(from, file);
}
