import { z } from 'zod';

/** Where a watched folder is: `stopped` in a process that looks through folders only when it is asked to. */
export const WatchedState = z.enum(['scanning', 'watching', 'unreachable', 'stopped']);
export type WatchedState = z.infer<typeof WatchedState>;

/** A folder on this machine whose files a library follows. Times are ms since 1970. */
export const WatchedFolder = z.object({
  id: z.string(),
  library: z.string(),
  path: z.string(),
  ignore: z.array(z.string()).describe('Patterns of files and folders that are left out, beside the built-in ones'),
  polling: z.boolean().describe('Looked through every few seconds instead of relying on the system to tell'),
  state: WatchedState,
  code: z.string().nullable().describe('Error code: why it is unreachable, or watch-limited'),
  files: z.number().describe('Files that are followed'),
  waiting: z.number().describe('Files that are still to be looked at or imported'),
  failed: z.number().describe('Files that could not be imported, or whose import was cancelled'),
  lastChange: z.number().nullable().describe('When a file was last added, replaced, renamed or removed'),
  addedAt: z.number(),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

/**
 * A pattern of what is left out. One without a slash stands for a file or folder of that name anywhere; one with a
 * slash for a path below the watched folder. `*`, `?`, `[a-z]`, `{a,b}` and `**` have their usual meaning.
 */
export const IgnorePattern = z.string().trim().min(1).max(500);
export const IgnorePatterns = z.array(IgnorePattern).max(100);
