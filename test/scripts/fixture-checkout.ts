import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkout } from '../../scripts/lib/paths.js';

/** A folder for one test, gone with `using`. */
export interface Folder extends Disposable {
  path: string;
  write(file: string, content: string, mode?: number): string;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'tandem-scripts-'));
  return {
    path,
    write(file, content, mode) {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { mode });
      return target;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Links every installed package but `except` into a node_modules that tests may add to. */
export function linkPackages(root: string, except: readonly string[] = []): void {
  const installed = join(checkout, 'node_modules');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name === '.tandem-installed' || except.includes(name)) continue;
    symlinkSync(join(installed, name), join(root, 'node_modules', name));
  }
}

/** Prints what it was given, ready for signals by then; `wait` waits for one, `fail` ends with code 7. */
const HEADLESS_MAIN = `
const args = process.argv.slice(2);
if (args[0] === 'fail') process.exitCode = 7;
if (args[0] === 'wait') {
  const limit = setTimeout(() => process.exit(1), 20_000);
  process.on('SIGTERM', () => {
    clearTimeout(limit);
    process.exit(9);
  });
}
process.stdout.write(JSON.stringify({ args, environment: process.env.NODE_ENV, node: process.versions.node }) + '\\n');
`;

/** A checkout as small as one can be, with the real scripts, compiler and bundler. */
export function fixtureCheckout(): Folder {
  const folder = temporaryFolder();
  for (const file of ['bin', 'scripts', 'tsconfig.json', 'package.json', 'package-lock.json']) {
    cpSync(join(checkout, file), join(folder.path, file), { recursive: true });
  }
  linkPackages(folder.path, ['electron']);
  folder.write('node_modules/electron/package.json', '{ "name": "electron", "version": "1.2.3" }');
  folder.write('core/answer.ts', 'export const answer: number = 41;\n');
  folder.write('core/pipeline/manifests/everyday.json', '{ "format": 1 }');
  folder.write('core/library/samples/en/Guide.md', '# Guide\n');
  folder.write('native/part.ts', 'export const part = 1;\n');
  folder.write('models/catalogue.json', '[]');
  folder.write('headless/main.ts', HEADLESS_MAIN);
  folder.write('electron/main.ts', 'export {};\n');
  folder.write('renderer/index.html', '<script type="module" src="./main.ts"></script>');
  folder.write('renderer/main.ts', 'document.title = "Tandem";\n');
  folder.write('renderer/vite.config.ts', 'export default { build: { outDir: "../dist/renderer" } };\n');
  return folder;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script of a checkout with this Node. `onOutput` sees stdout so far and the process. */
export async function runScript(
  root: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; onOutput?: (stdout: string, pid: number) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TANDEM_BUILD_ANYWAY: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
    options.onOutput?.(stdout, child.pid!);
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { code, stdout, stderr };
}
