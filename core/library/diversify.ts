/**
 * Maximal marginal relevance: puts items into an order in which each has the highest
 * (1 - diversity) * score - diversity * likeness to those before it. Likeness is the Jaccard index of tokens.
 * Source: Carbonell, Goldstein 1998. Diversity 0 keeps the order by score. Scores are expected in [0, 1].
 */
export function diversify<Item extends { score: number }>(
  items: readonly Item[],
  diversity: number,
  tokensOf: (item: Item) => ReadonlySet<string>,
): Item[] {
  if (diversity === 0 || items.length <= 1) return [...items];
  const pool = items.map((item) => ({ item, tokens: tokensOf(item), likeness: 0 }));
  const picked: Item[] = [];
  while (pool.length > 0) {
    const value = (entry: (typeof pool)[number]) => (1 - diversity) * entry.item.score - diversity * entry.likeness;
    const next = pool.reduce((best, entry) => (value(entry) > value(best) ? entry : best));
    pool.splice(pool.indexOf(next), 1);
    picked.push(next.item);
    for (const entry of pool) entry.likeness = Math.max(entry.likeness, jaccard(entry.tokens, next.tokens));
  }
  return picked;
}

/** Above this likeness two passages say the same, as copies and editions of one document do. */
const sameText = 0.85;

/**
 * The items in order without those whose text is nearly that of a better one: they would take the place of a second
 * source and add nothing.
 */
export function dropNearDuplicates<Item>(
  items: readonly Item[],
  tokensOf: (item: Item) => ReadonlySet<string>,
): Item[] {
  const kept: { item: Item; tokens: ReadonlySet<string> }[] = [];
  for (const item of items) {
    const tokens = tokensOf(item);
    if (!kept.some((better) => jaccard(better.tokens, tokens) > sameText)) kept.push({ item, tokens });
  }
  return kept.map(({ item }) => item);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const token of a) if (b.has(token)) common += 1;
  return common / (a.size + b.size - common);
}
