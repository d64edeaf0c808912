import { AppError } from '../contract/errors.ts';

/** Tells of a path below a watched folder ('/' between its parts) whether it, or a folder above it, is left out. */
export type Ignores = (path: string) => boolean;

/** Left out of every watched folder: hidden files, files that other programs have open, and what systems keep. */
export const alwaysIgnored: readonly string[] = [
  ...['.*', '~$*', '*.tmp', 'node_modules', '__MACOSX'],
  ...['$RECYCLE.BIN', 'System Volume Information', '#recycle', 'lost+found'],
];

const mostAlternatives = 64;

/**
 * The rule that `patterns` make together with the built-in ones; `places` are paths that are left out as they are. A pattern without a slash stands for a file or folder
 * of that name anywhere, one with a slash for a path from the watched folder. `*` and `?` stop at a slash, `**` does
 * not; `[a-z]` and `{a,b}` are understood. Fails with `bad-request` for a pattern that cannot be read.
 */
export function createIgnores(
  patterns: readonly string[],
  options: { places?: readonly string[]; caseless?: boolean } = {},
): Ignores {
  const { caseless = ignoresCase() } = options;
  const fold = (text: string) => (caseless ? text.toLowerCase() : text);
  const names: string[] = [];
  const paths: string[][] = [];
  for (const pattern of [...alwaysIgnored, ...patterns]) {
    for (const one of alternatives(fold(pattern.trim()))) {
      checkClasses(one, pattern);
      const parts = one.split('/').filter((part) => part !== '' && part !== '.');
      if (parts.length === 0) throw unreadable(pattern);
      // A slash at the end only says that a folder is meant.
      if (parts.length === 1 && !one.startsWith('/')) names.push(parts[0]!);
      else paths.push(parts);
    }
  }
  const places = (options.places ?? []).map(fold);
  return (given) => {
    const path = fold(given);
    if (places.some((place) => path === place || path.startsWith(`${place}/`))) return true;
    const parts = path.split('/');
    if (parts.some((part) => names.some((name) => matchesPart(name, part)))) return true;
    return parts.some((_, end) => paths.some((pattern) => matchesPath(pattern, parts.slice(0, end + 1))));
  };
}

/** File systems of Windows and macOS take two names that differ in case for the same. */
function ignoresCase(): boolean {
  return process.platform === 'win32' || process.platform === 'darwin';
}

function unreadable(pattern: string): AppError {
  return new AppError('bad-request', { pattern }, { message: `The pattern “${pattern}” cannot be read.` });
}

/** A pattern with `{a,b}` written out as all patterns that it stands for. */
function alternatives(pattern: string): string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => splitInnermost(one) ?? [one]);
    if (next.length > mostAlternatives) throw unreadable(pattern);
    if (next.length === open.length && next.every((one, index) => one === open[index])) return next;
    open = next;
  }
}

function splitInnermost(pattern: string): string[] | null {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (!found) return null;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + found[0].length);
  return found[1]!.split(',').map((choice) => `${before}${choice}${after}`);
}

function checkClasses(pattern: string, given: string): void {
  for (let at = pattern.indexOf('['); at >= 0; at = pattern.indexOf('[', at)) {
    const end = classEnd(pattern, at);
    if (end < 0) throw unreadable(given);
    at = end;
  }
}

/** Position after the `]` that ends the class at `at`; a `]` that comes first belongs to it. Negative without an end. */
function classEnd(pattern: string, at: number): number {
  const first = at + (pattern[at + 1] === '!' || pattern[at + 1] === '^' ? 2 : 1);
  const end = pattern.indexOf(']', first + 1);
  return end < 0 ? -1 : end + 1;
}

function classHolds(members: string, character: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const low = members[at]!;
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const high = isRange ? members[at + 2]! : low;
    if (character >= low && character <= high) return true;
    if (isRange) at += 2;
  }
  return false;
}

/** Length of the pattern piece at `at` that takes exactly `character`; 0 when it does not. */
function takesOne(pattern: string, at: number, character: string): number {
  if (pattern[at] === '?') return 1;
  if (pattern[at] !== '[') return pattern[at] === character ? 1 : 0;
  const end = classEnd(pattern, at);
  const inverted = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const members = pattern.slice(at + (inverted ? 2 : 1), end - 1);
  return classHolds(members, character) === inverted ? 0 : end - at;
}

/** Goes back to the last star only, so that no pattern takes longer than its length times the length of the name. */
function matchesPart(pattern: string, name: string): boolean {
  let at = 0;
  let inName = 0;
  let star = -1;
  let starName = 0;
  while (inName < name.length) {
    const length = pattern[at] === '*' ? 0 : takesOne(pattern, at, name[inName]!);
    if (pattern[at] === '*') {
      star = at++;
      starName = inName;
    } else if (length > 0) {
      at += length;
      inName += 1;
    } else if (star >= 0) {
      at = star + 1;
      inName = ++starName;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** The same over parts of a path, where `**` stands for any number of them. */
function matchesPath(pattern: readonly string[], parts: readonly string[]): boolean {
  let at = 0;
  let inPath = 0;
  let star = -1;
  let starPath = 0;
  while (inPath < parts.length) {
    const piece = pattern[at];
    if (piece === '**') {
      star = at++;
      starPath = inPath;
    } else if (piece !== undefined && matchesPart(piece, parts[inPath]!)) {
      at += 1;
      inPath += 1;
    } else if (star >= 0) {
      at = star + 1;
      inPath = ++starPath;
    } else return false;
  }
  while (pattern[at] === '**') at += 1;
  return at === pattern.length;
}
