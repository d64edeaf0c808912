import type { Database } from '../store/database.ts';

/** Finds the 1-based physical page of a character offset in a document's stored text; null without pages. */
export function createPageFinder(database: Database): (contentSha256: string, offset: number) => number | null {
  const select = database.prepare('SELECT page_starts AS starts FROM content WHERE sha256 = ?');
  return (contentSha256, offset) => {
    const row = select.get(contentSha256) as { starts: string } | undefined;
    const starts = row ? (JSON.parse(row.starts) as number[]) : [];
    let page = 0;
    while (page < starts.length && starts[page]! <= offset) page += 1;
    return starts.length === 0 ? null : Math.max(1, page);
  };
}
