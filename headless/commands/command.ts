import { AppError } from '../../core/contract/index.ts';
import { errorOf } from '../client.ts';
import { dataFolderFor } from '../default-data-folder.ts';
import { openSession, type Session } from '../session.ts';

/** Exit codes of the command line; scripts depend on them. */
export const exitCodes = { done: 0, doneWithFailures: 1, wrongUse: 2, failed: 3 } as const;

export interface GlobalOptions {
  data?: string;
  json?: boolean;
  library?: string;
}

export interface CommandContext {
  client: Session['client'];
  json: boolean;
  library: string | undefined;
  signal: AbortSignal;
  /** A result: with --json one JSON document or line, else lines for a person. */
  print(value: unknown, lines: () => string | string[]): void;
  /** Progress and remarks, on stderr. */
  note(text: string): void;
}

/** A library that keeps files whole repeats the signal to its own process at once; a person needs longer. */
const repeatedAfterMs = 500;

/** Aborts on Ctrl-C or a request to end; asked once more later, the process ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted && performance.now() - first > repeatedAfterMs) process.exit(exitCodes.failed);
      if (controller.signal.aborted) return;
      first = performance.now();
      controller.abort();
    });
  }
  return controller.signal;
}

export function printError(error: unknown, json: boolean, signal?: AbortSignal): void {
  const known = errorOf(error, signal);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code: known.code, message: known.message } })}\n`);
  process.stderr.write(`tandem: ${known.message} (${known.code})\n`);
}

/** Runs one command over a session of its own and sets the exit code. Everything it started has ended afterwards. */
export async function runCommand(
  options: GlobalOptions,
  /** May give an exit code; anything else means done. */
  work: (context: CommandContext) => Promise<unknown>,
): Promise<void> {
  const json = options.json === true;
  const signal = interruption();
  let session: Session | undefined;
  let code: number = exitCodes.failed;
  try {
    session = await openSession(dataFolderFor(options.data));
    if (signal.aborted) throw new AppError('cancelled');
    const result = await work({
      client: session.client,
      json,
      library: options.library,
      signal,
      print(value, lines) {
        const text = json ? JSON.stringify(value) : [lines()].flat().join('\n');
        process.stdout.write(`${text}\n`);
      },
      note: (text) => process.stderr.write(`${text}\n`),
    });
    code = typeof result === 'number' ? result : exitCodes.done;
  } catch (error) {
    printError(error, json, signal);
  } finally {
    await session?.close();
  }
  process.exitCode = code;
}
