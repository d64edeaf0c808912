/**
 * The name of the part that `target` means when it is written in the part `from`. Fragments go, percent signs are
 * decoded; steps above the root stay at the root, so that no name leaves the archive.
 */
export function partPath(from: string, target: string): string {
  const path = decode(target.replace(/[#?].*$/s, ''));
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
