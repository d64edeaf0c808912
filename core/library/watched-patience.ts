import { AppError } from '../contract/index.ts';

/**
 * Waits for a drive with a limit. A network drive that is gone may never answer, and the system cannot take a call
 * back: calls that were given up on go on inside it and hold one of its few threads each. So nothing new should be
 * asked of the drive until `stuck` is 0 again.
 */
export interface Patience {
  /** The result of `call`, or `timed-out` after the limit, or `cancelled` when the signal aborts first. */
  wait<Result>(call: Promise<Result>): Promise<Result>;
  /** Calls that were given up on and have not come back. */
  stuck(): number;
}

export function createPatience(options: { limitMs: number; signal: AbortSignal }): Patience {
  const { limitMs, signal } = options;
  let stuck = 0;
  return {
    stuck: () => stuck,
    wait(call) {
      return new Promise((resolve, reject) => {
        let late = false;
        const giveUp = (error: AppError) => {
          late = true;
          stuck += 1;
          end();
          reject(error);
        };
        const timer = setTimeout(() => giveUp(new AppError('timed-out')), limitMs);
        const aborted = () => giveUp(new AppError('cancelled'));
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', aborted);
        };
        signal.addEventListener('abort', aborted, { once: true });
        const settle = (tell: () => void) => () => {
          if (late) stuck -= 1;
          else {
            end();
            tell();
          }
        };
        call.then(
          (result) => settle(() => resolve(result))(),
          (error: unknown) => settle(() => reject(error))(),
        );
        if (signal.aborted) aborted();
      });
    },
  };
}
