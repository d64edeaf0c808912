import { Manifest } from '../../../core/contract/manifest.ts';

/** A manifest that is being edited: any JSON object, valid or not yet. */
export type Draft = Record<string, unknown>;

const isObject = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value under a path such as chunk.size; undefined where there is none. */
export function valueAt(draft: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Draft)[key] : undefined),
      draft,
    );
}

/** A copy with another value under a path. Undefined removes the key, and objects that this leaves empty. */
export function withValue(draft: Draft, path: string, value: unknown): Draft {
  const [key = '', ...rest] = path.split('.');
  const inner = draft[key];
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest.join('.'), value);
  const emptied = rest.length > 0 && isObject(next) && Object.keys(next).length === 0;
  if (next !== undefined && !emptied) return { ...draft, [key]: next };
  const { [key]: _, ...others } = draft;
  return others;
}

const engines: Record<string, Record<string, Draft>> = {
  embed: {
    hash: { engine: 'hash', dimension: 768 },
    llama: { engine: 'llama', model: '', queryPrefix: '', documentPrefix: '' },
  },
  generate: {
    quote: { engine: 'quote', maxSentences: 3, minSupport: 0.32 },
    llama: {
      engine: 'llama',
      model: '',
      chatWrapper: 'auto',
      contextTokens: 4096,
      maxTokens: 512,
      temperature: 0.2,
      seed: 7,
    },
  },
};

/** Another engine brings its own settings: those of the original where it had that engine, else usual ones. */
export function withEngine(draft: Draft, original: Draft, section: string, engine: string): Draft {
  const before = original[section];
  const settings = isObject(before) && before.engine === engine ? before : engines[section]?.[engine];
  return settings ? { ...draft, [section]: { ...settings } } : draft;
}

/** What is wrong with a field. `limit` is a number of the schema; `list` names what is missing. */
export type Issue =
  | { key: 'least' | 'most' | 'longest'; limit: number }
  | { key: 'placeholders'; list: string }
  | { key: 'needed' | 'whole' | 'name' | 'version' | 'overlap' | 'taken' | 'other' };

export const placeholders = ['{{passages}}', '{{question}}'];

interface RawIssue {
  code: string;
  path: PropertyKey[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  origin?: string;
  expected?: string;
}

function issueOf(raw: RawIssue, value: unknown): Issue {
  const path = raw.path.join('.');
  if (value === undefined || value === '') return { key: path === 'name' || path === 'version' ? path : 'needed' };
  if (raw.code === 'too_small') return raw.origin === 'string' ? { key: 'needed' } : least(raw);
  if (raw.code === 'too_big') return { key: raw.origin === 'string' ? 'longest' : 'most', limit: Number(raw.maximum) };
  if (raw.code === 'invalid_type' && raw.expected === 'int') return { key: 'whole' };
  if (raw.code === 'custom' && path === 'chunk') return { key: 'overlap' };
  if (path === 'name' || path === 'version') return { key: path };
  return { key: 'other' };
}

const least = (raw: RawIssue): Issue => ({ key: 'least', limit: Number(raw.minimum) });

/**
 * Everything that keeps a draft from being installed, by path. `taken` are ids of versions that are installed. The
 * schema judges; what it cannot know is added here.
 */
export function issuesOf(draft: Draft, taken: readonly string[]): Map<string, Issue> {
  const found = new Map<string, Issue>();
  for (const raw of Manifest.safeParse(draft).error?.issues ?? []) {
    const path = raw.path.join('.');
    const issue = issueOf(raw as RawIssue, valueAt(draft, path));
    // The schema says it of the whole section; the reader looks at the figure.
    const shown = issue.key === 'overlap' ? 'chunk.overlap' : path;
    if (!found.has(shown)) found.set(shown, issue);
  }
  const user = valueAt(draft, 'prompt.user');
  const missing = placeholders.filter((name) => typeof user === 'string' && !user.includes(name));
  if (missing.length > 0) found.set('prompt.user', { key: 'placeholders', list: missing.join(' ') });
  if (taken.includes(`${draft.name}@${draft.version}`)) found.set('version', { key: 'taken' });
  return found;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Those of the paths whose values differ. */
export function changedPaths(draft: Draft, original: Draft, paths: readonly string[]): string[] {
  return paths.filter((path) => !same(valueAt(draft, path), valueAt(original, path)));
}

const costly = ['parse', 'chunk', 'embed', 'index'] as const;

/** The first stage whose output is not shared with the original; everything after it is computed anew. */
export function costOf(draft: Draft, original: Draft): (typeof costly)[number] | 'nothing' {
  const stages = (from: Draft) => {
    // How many candidates a search looks at changes nothing that is stored.
    const index = isObject(from.index) ? { ...from.index, efSearch: 0, exactBelow: 0 } : from.index;
    return { ...from, index } as Draft;
  };
  return costly.find((stage) => !same(stages(draft)[stage], stages(original)[stage])) ?? 'nothing';
}
