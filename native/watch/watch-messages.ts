import type { FolderEvent } from '../../core/ports.ts';

/** What the application says to the thread that watches, and what it hears. Folders carry numbers. */
export type ToWatchThread =
  | { type: 'start'; folder: number; path: string; ignore: readonly string[]; places: readonly string[] }
  | { type: 'stop'; folder: number };

export interface FromWatchThread {
  folder: number;
  events: FolderEvent[];
}
