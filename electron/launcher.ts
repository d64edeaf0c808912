import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { Launcher } from '../native/supervise/launcher.ts';

/** Starts child processes as Electron's utility processes. The app must be ready. */
export const electronLauncher: Launcher = {
  launch(entry, options) {
    const child = utilityProcess.fork(fileURLToPath(entry), [], {
      serviceName: options.name,
      execArgv: options.execArgv ?? [],
      env: { ...process.env, ...options.env } as Record<string, string>,
      stdio: ['ignore', 'ignore', process.env.TANDEM_DEBUG ? 'inherit' : 'ignore'],
    });
    // A fatal error is followed by the end of the process, which is what counts; unheard it would end the app.
    child.on('error', () => undefined);
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener({ code, signal: null })),
      kill() {
        const { pid } = child;
        child.kill();
        // Electron asks politely; a process that is stuck in native code would go on.
        if (pid === undefined) return;
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It is gone already.
        }
      },
    };
  },
};
