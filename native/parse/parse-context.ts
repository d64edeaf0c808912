/** How the work on one file is watched and stopped. */
export interface ParseContext {
  signal?: AbortSignal;
  /** Called after each page, 1-based. */
  onPage?: (page: number, pages: number) => void;
}
