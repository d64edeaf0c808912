import { type Draft, type Issue, issuesOf } from './editManifest.ts';

/** What a file turned out to hold. */
export type ManifestFile =
  | { state: 'ready' | 'invalid'; name: string; draft: Draft; text: string; issues: Map<string, Issue> }
  | { state: 'not-json' | 'too-large'; name: string };

/** As much as the application takes. */
const LARGEST = 1_000_000;

/** Reads and checks a manifest in this window. `taken` are ids of installed versions. */
export async function readManifestFile(
  file: Pick<File, 'name' | 'size' | 'text'>,
  taken: readonly string[],
): Promise<ManifestFile> {
  const { name } = file;
  if (file.size > LARGEST) return { state: 'too-large', name };
  // Some editors put a mark before the first character.
  const text = (await file.text()).replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { state: 'not-json', name };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { state: 'not-json', name };
  const draft = value as Draft;
  const issues = issuesOf(draft, taken);
  return { state: issues.size === 0 ? 'ready' : 'invalid', name, draft, text, issues };
}
