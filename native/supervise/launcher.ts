import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child process as its supervisor sees it. */
export interface Child {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, whether the child ended by itself or was killed. */
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): void;
  kill(): void;
}

/** Starts child processes: `child_process.fork` under Node, `utilityProcess` under Electron. */
export interface Launcher {
  launch(entry: URL, options: { name: string; execArgv?: string[]; env?: Record<string, string> }): Child;
}

/** The file of a child: the source beside a source file, the compiled file beside a compiled one. */
export function childEntry(importMetaUrl: string, name: string): URL {
  return new URL(`${name}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl);
}

export const nodeLauncher: Launcher = {
  launch(entry, options) {
    const child = fork(fileURLToPath(entry), [], {
      serialization: 'advanced',
      execArgv: options.execArgv ?? [],
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-4000);
      if (process.env.TANDEM_DEBUG) process.stderr.write(`[${options.name}] ${text}`);
    });
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => {
        let called = false;
        const once = (code: number | null, signal: string | null) => {
          if (called) return;
          called = true;
          listener({ code, signal });
        };
        child.once('exit', once);
        child.once('error', () => once(null, null));
      },
      kill: () => void child.kill('SIGKILL'),
    };
  },
};
