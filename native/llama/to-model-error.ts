import { InsufficientMemoryError, NoBinaryFoundError } from 'node-llama-cpp';
import { AppError, type ErrorCode } from '../../core/contract/index.ts';

/** How llama.cpp says in its log that an allocation failed; the exception alone does not tell. */
const outOfMemory = /out of memory|failed to allocate|unable to allocate|cannot allocate|alloc\w* failed/i;

/**
 * Gives what the engine threw a code: model-too-large when memory was the reason, version-incompatible when there is
 * no engine for this machine, `fallback` otherwise. `log` holds the engine's last lines and goes into the details.
 */
export function toModelError(
  error: unknown,
  { path, log }: { path: string; log: string },
  fallback: ErrorCode = 'internal',
): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const details = { path, reason, ...(log !== '' && { log }) };
  if (error instanceof InsufficientMemoryError || reason === 'Failed to create context' || outOfMemory.test(log))
    return new AppError('model-too-large', details, { cause: error });
  if (error instanceof NoBinaryFoundError) return new AppError('version-incompatible', details, { cause: error });
  if (error instanceof Error && error.name === 'AbortError') return AppError.from(error);
  return new AppError(fallback, details, { cause: error });
}
