import type { Client } from '../../../headless/client.ts';
import type { PageText } from './bm25-pages.ts';
import type { GivenAnswer, RankedPage } from './metrics.ts';

/** The library of the running application as pages of text, and where an offset lies. */
export interface LibraryPages {
  all: PageText[];
  /** Pages of a range of a document's text, the one that holds most of it first. */
  of(documentId: string, start: number, end: number): RankedPage[];
}

export async function readPages(client: Client): Promise<LibraryPages> {
  const all: PageText[] = [];
  const documents = new Map<string, { name: string; pages: { start: number; end: number }[] }>();
  for (const { id } of await client.documents.list({})) {
    const { name, text, pages } = await client.documents.text({ id });
    documents.set(id, { name, pages });
    pages.forEach(({ start, end }, at) => {
      all.push({ document: name, page: at + 1, text: text.slice(start, end) });
    });
  }
  all.sort((a, b) => (a.document < b.document ? -1 : a.document > b.document ? 1 : a.page - b.page));
  return {
    all,
    of(documentId, start, end) {
      const document = documents.get(documentId);
      if (!document) return [];
      return document.pages
        .map((page, at) => ({
          document: document.name,
          page: at + 1,
          held: Math.min(end, page.end) - Math.max(start, page.start),
        }))
        .filter(({ held }) => held > 0)
        .sort((a, b) => b.held - a.held || a.page - b.page)
        .map(({ document: name, page }) => ({ document: name, page }));
    },
  };
}

/** Pages in the order of the application's passages, each once, and the milliseconds that the search took. */
export async function searchPages(
  client: Client,
  library: LibraryPages,
  question: string,
  version: string,
): Promise<{ pages: RankedPage[]; milliseconds: number }> {
  const started = performance.now();
  const { hits } = await client.search.query({ text: question, version, top: 10 });
  const milliseconds = performance.now() - started;
  const seen = new Map<string, RankedPage>();
  for (const hit of hits) {
    for (const page of library.of(hit.documentId, hit.start, hit.end)) {
      const key = `${page.document} ${page.page}`;
      if (!seen.has(key)) seen.set(key, page);
    }
  }
  return { pages: [...seen.values()], milliseconds };
}

export async function askQuestion(
  client: Client,
  library: LibraryPages,
  question: string,
  version: string,
): Promise<GivenAnswer> {
  for await (const event of await client.chats.ask({ question, version })) {
    if (event.type !== 'turn') continue;
    const { answer, supported, citations } = event.turn;
    const cited = citations.flatMap(({ documentId, start, end }) => library.of(documentId, start, end));
    return { text: answer, supported, cited };
  }
  throw new Error(`no answer came to: ${question}`);
}
