/** How the work on one file is watched and stopped. */
export interface ParseContext {
  signal?: AbortSignal;
  /** Called after each page, 1-based. */
  onPage?: (page: number, pages: number) => void;
  /** Read pages that are pictures by text recognition; it takes seconds a page, so the caller sets its limit. */
  recognise?: boolean;
}
