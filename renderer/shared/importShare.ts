import type { ImportProgress } from '../../core/contract/models.ts';

/** Reading is most of the work on a file; what follows is counted as the rest of it. */
const READING_SHARE = 0.8;

/** How much of an import is done, from 0 to 1; files that are being read count by their pages. */
export function importShare(progress: Pick<ImportProgress, 'total' | 'finished' | 'current'>): number {
  if (progress.total === 0) return 0;
  let done = progress.finished;
  for (const file of progress.current) {
    if (file.state !== 'running') continue;
    if (file.stage !== 'reading') done += file.stage === 'waiting' ? 0 : READING_SHARE;
    else if (file.page !== null && file.pages) done += (file.page / file.pages) * READING_SHARE;
  }
  return Math.min(1, done / progress.total);
}
