import { AppError } from '../contract/index.ts';

/** Waits, but no longer than until `signal` aborts: then it fails with `cancelled`, and what was waited for goes on. */
export async function untilAborted(wait: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return await wait;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new AppError('cancelled'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([wait, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
