import type { Document } from '../../../core/contract/models.ts';

export type SortKey = 'name' | 'pages' | 'chunks' | 'added' | 'size';
export interface Sorting {
  key: SortKey;
  descending: boolean;
}

const figures = {
  pages: (document: Document) => document.pages ?? -1,
  chunks: (document: Document) => document.chunks,
  added: (document: Document) => document.addedAt,
  size: (document: Document) => document.bytes,
};

/** Sorts a copy. Names are compared as the language does, with numbers in them by their value. */
export function sortDocuments(documents: Document[], { key, descending }: Sorting, language: string): Document[] {
  const names = new Intl.Collator(language, { numeric: true });
  const byName = (a: Document, b: Document) => names.compare(a.name, b.name);
  const figure = key === 'name' ? null : figures[key];
  const compare = figure ? (a: Document, b: Document) => figure(a) - figure(b) : byName;
  const sign = descending ? -1 : 1;
  return [...documents].sort((a, b) => sign * compare(a, b) || byName(a, b));
}

/** What a click on a column's head asks for: that column, or the other direction when it is sorted by already. */
export function nextSorting(now: Sorting, key: SortKey): Sorting {
  if (now.key === key) return { key, descending: !now.descending };
  return { key, descending: key !== 'name' };
}
