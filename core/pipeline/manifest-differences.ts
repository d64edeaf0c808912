/** Keys in which two manifests differ, as paths in the order of the first. Identity and words about it are left out. */
export function manifestDifferences(
  stable: Record<string, unknown>,
  beta: Record<string, unknown>,
): { key: string; stable: unknown; beta: unknown }[] {
  const left = flatten(stable);
  const right = flatten(beta);
  const keys = new Set([...left.keys(), ...right.keys()]);
  const skipped = new Set(['format', 'name', 'version', 'notes', 'goal']);
  return [...keys]
    .filter((key) => !skipped.has(key) && left.get(key) !== right.get(key))
    .map((key) => ({ key, stable: left.get(key) ?? null, beta: right.get(key) ?? null }));
}

function flatten(value: unknown, prefix = '', out = new Map<string, unknown>()): Map<string, unknown> {
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, item] of Object.entries(value)) flatten(item, prefix ? `${prefix}.${key}` : key, out);
  } else out.set(prefix, Array.isArray(value) ? JSON.stringify(value) : value);
  return out;
}
