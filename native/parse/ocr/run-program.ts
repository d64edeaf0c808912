import { spawn } from 'node:child_process';

/** Output beyond this is no answer to what was asked. */
const mostOutput = 256 * 1024 ** 2;

/**
 * Runs an installed program on `input` and returns what it prints; null when there is no such program, it fails, takes
 * too long or is cancelled. It works on pipes alone, so that it ends with this process at the latest when it writes.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { input?: Uint8Array; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
      // Files are read side by side already; threads of one more program would only get in their way.
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      ...(options.signal && { signal: options.signal }),
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > mostOutput) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(parts) : null));
    // A program that does not want its input closes the pipe; its exit code says the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? new Uint8Array());
  });
}
