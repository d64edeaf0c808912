import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** An entry of a document's own table of contents (bookmarks). */
export interface OutlineEntry {
  title: string;
  /** 1 is the highest. */
  level: number;
  /** 0-based page. */
  page: number;
}

/** More entries than this help nobody, and a damaged outline may loop. */
const mostEntries = 5000;

type Node = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>[number];

/** The outline in reading order; empty when there is none or it cannot be read. Entries that lead nowhere are left out. */
export async function readOutline(document: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  let seen = 0;

  async function walk(nodes: readonly Node[], level: number): Promise<void> {
    for (const node of nodes) {
      seen += 1;
      if (seen > mostEntries || level > 12) return;
      const page = await pageOf(node);
      if (page !== null && node.title.trim()) entries.push({ title: node.title, level: Math.min(level, 6), page });
      await walk(node.items ?? [], level + 1);
    }
  }

  async function pageOf(node: Node): Promise<number | null> {
    try {
      const target = typeof node.dest === 'string' ? await document.getDestination(node.dest) : node.dest;
      const page: unknown = target?.[0];
      if (typeof page === 'number') return page;
      return page && typeof page === 'object' ? await document.getPageIndex(page as never) : null;
    } catch {
      return null;
    }
  }

  try {
    await walk((await document.getOutline()) ?? [], 1);
  } catch {
    // The outline is an extra; the text is whole without it.
  }
  return entries;
}
