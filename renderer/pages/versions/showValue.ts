/** A manifest value as a reader sees it: text as it is, everything else as JSON; null when there is none. */
export function showValue(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value === '' ? '""' : value;
  return JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
}
