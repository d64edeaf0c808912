import type { ContentStages } from './content-stages.ts';
import type { ParsedDocument } from './parsed.ts';

const keep = 6;

/** The parsed documents used last, so that paging through a source does not read its file each time. */
export function createParsedCache(stages: ContentStages): {
  get(contentSha256: string): Promise<ParsedDocument>;
  forget(contentSha256: string): void;
} {
  const cache = new Map<string, Promise<ParsedDocument>>();
  return {
    get(contentSha256) {
      const found = cache.get(contentSha256) ?? stages.readParsed(contentSha256);
      cache.delete(contentSha256);
      cache.set(contentSha256, found);
      found.catch(() => cache.delete(contentSha256));
      const oldest = cache.keys().next().value;
      if (cache.size > keep && oldest !== undefined) cache.delete(oldest);
      return found;
    },
    forget: (contentSha256) => void cache.delete(contentSha256),
  };
}
