import { searchTokens } from '../text/segment.ts';

/**
 * Maximal marginal relevance: picks `count` items, each time the one with the highest
 * (1 - diversity) * score - diversity * likeness to what was picked. Likeness is the Jaccard index of search tokens.
 * Source: Carbonell, Goldstein 1998. Diversity 0 keeps the order by score. Scores are expected in [0, 1].
 */
export function diversify<Item extends { score: number }>(
  items: readonly Item[],
  count: number,
  diversity: number,
  textOf: (item: Item) => string,
): Item[] {
  if (diversity === 0 || items.length <= 1) return items.slice(0, count);
  const pool = items
    .slice(0, count * 3)
    .map((item) => ({ item, tokens: new Set(searchTokens(textOf(item))), likeness: 0 }));
  const picked: Item[] = [];
  while (picked.length < count && pool.length > 0) {
    const value = (entry: (typeof pool)[number]) => (1 - diversity) * entry.item.score - diversity * entry.likeness;
    const next = pool.reduce((best, entry) => (value(entry) > value(best) ? entry : best));
    pool.splice(pool.indexOf(next), 1);
    picked.push(next.item);
    for (const entry of pool) entry.likeness = Math.max(entry.likeness, jaccard(entry.tokens, next.tokens));
  }
  return picked;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const token of a) if (b.has(token)) common += 1;
  return common / (a.size + b.size - common);
}
