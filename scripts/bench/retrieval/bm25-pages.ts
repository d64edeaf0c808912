/**
 * Plain BM25 over whole pages: what anybody has without an application. Lower-case words of letters and digits;
 * Chinese as pairs of neighbouring characters; no stems, no stop words. k1 = 1.2 and b = 0.75 are the usual values
 * (Robertson, Zaragoza 2009, "The Probabilistic Relevance Framework").
 */
export interface PageText {
  document: string;
  page: number;
  text: string;
}

const k1 = 1.2;
const b = 0.75;

function plainTokens(text: string): string[] {
  const tokens: string[] = [];
  for (const [run] of text.toLowerCase().matchAll(/\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv)) {
    if (!/\p{Script=Han}/u.test(run)) tokens.push(run);
    else if (run.length === 1) tokens.push(run);
    else for (let at = 0; at + 1 < run.length; at++) tokens.push(run.slice(at, at + 2));
  }
  return tokens;
}

/** Returns a function that ranks the pages for a question, the best first. */
export function createPageRanking(pages: readonly PageText[]): (question: string, count: number) => PageText[] {
  const postings = new Map<string, Map<number, number>>();
  const lengths = pages.map(({ text }, at) => {
    const tokens = plainTokens(text);
    for (const token of tokens) {
      const pagesOfToken = postings.get(token) ?? new Map<number, number>();
      postings.set(token, pagesOfToken.set(at, (pagesOfToken.get(at) ?? 0) + 1));
    }
    return tokens.length;
  });
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return (question, count) => {
    const scores = new Map<number, number>();
    for (const token of new Set(plainTokens(question))) {
      const found = postings.get(token);
      if (!found) continue;
      const weight = Math.log(1 + (pages.length - found.size + 0.5) / (found.size + 0.5));
      for (const [at, times] of found) {
        const norm = k1 * (1 - b + (b * lengths[at]!) / meanLength);
        scores.set(at, (scores.get(at) ?? 0) + (weight * times * (k1 + 1)) / (times + norm));
      }
    }
    return [...scores]
      .sort((x, y) => y[1] - x[1] || x[0] - y[0])
      .slice(0, count)
      .map(([at]) => pages[at]!);
  };
}
