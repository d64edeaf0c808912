import type { ErrorCode } from '../../core/contract/index.ts';

export interface HostileFile {
  /** What is wrong with it. */
  what: string;
  name: string;
  bytes: Uint8Array;
  /** How reading it may end; 'read' where there is text that can be had. */
  ends: readonly (ErrorCode | 'read')[];
}

/** Ways in which a file that is broken through and through may end. */
export const damaged: readonly (ErrorCode | 'read')[] = ['document-unreadable', 'document-empty', 'document-scanned'];
