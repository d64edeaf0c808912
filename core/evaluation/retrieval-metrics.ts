/** A retrieved passage: its document and the pages it covers, null where the format has none. */
export interface RankedPlace {
  document: string;
  firstPage: number | null;
  lastPage: number | null;
}

/** What should be found. A null document stands for any, a null page for any page of the document. */
export interface WantedPlace {
  document: string | null;
  page: number | null;
}

/** File names are compared without case and in one Unicode form: systems write the same name differently. */
export function sameName(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

export function holdsPlace(place: RankedPlace, wanted: WantedPlace): boolean {
  if (wanted.document !== null && !sameName(place.document, wanted.document)) return false;
  if (wanted.page === null) return true;
  if (place.firstPage === null) return false;
  return place.firstPage <= wanted.page && wanted.page <= (place.lastPage ?? place.firstPage);
}

/** For each rank up to k, how many wanted places it holds that no earlier rank held. */
function newlyFound(ranked: readonly RankedPlace[], wanted: readonly WantedPlace[], k: number): number[] {
  const open = new Set(wanted);
  return ranked.slice(0, k).map((place) => {
    let found = 0;
    for (const item of open) {
      if (!holdsPlace(place, item)) continue;
      open.delete(item);
      found += 1;
    }
    return found;
  });
}

/**
 * recall@k = wanted places among the first k / wanted places. Manning, Raghavan, Schütze: Introduction to Information
 * Retrieval (2008), 8.3. `wanted` may not be empty.
 */
export function recallAt(ranked: readonly RankedPlace[], wanted: readonly WantedPlace[], k: number): number {
  return newlyFound(ranked, wanted, k).reduce((sum, found) => sum + found, 0) / wanted.length;
}

/** 1 / rank of the first wanted place, 0 without one; its mean is the MRR of Voorhees, TREC-8 (1999). */
export function reciprocalRank(ranked: readonly RankedPlace[], wanted: readonly WantedPlace[]): number {
  const at = ranked.findIndex((place) => wanted.some((item) => holdsPlace(place, item)));
  return at < 0 ? 0 : 1 / (at + 1);
}

/**
 * nDCG@k with gain 1 for each place that is found for the first time: Σ gain / log2(rank + 1), divided by the same sum
 * with all wanted places at the top. Järvelin and Kekäläinen, ACM TOIS 20 (2002). A passage over two wanted pages has
 * both gains at once, so the quotient is cut at 1.
 */
export function ndcgAt(ranked: readonly RankedPlace[], wanted: readonly WantedPlace[], k: number): number {
  const discounted = (gains: readonly number[]) =>
    gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
  const ideal = discounted(Array.from({ length: Math.min(k, wanted.length) }, () => 1));
  return Math.min(1, discounted(newlyFound(ranked, wanted, k)) / ideal);
}
