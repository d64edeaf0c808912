import { findCycles } from './cycles.js';
import { belongsTo, folderRules, packageRules, withoutNode } from './dependency-rules.js';
import { importsOf, resolveImport } from './imports.js';
import { listFiles } from './listing.js';

const folders = ['core', 'native', 'models', 'headless', 'electron', 'renderer', 'bin', 'scripts', 'test'];

/**
 * Checks every import of a checkout against the rules.
 *
 * @param {string} root
 * @returns {{ files: number, imports: number, problems: string[] }} Problems are sentences that name file and rule.
 */
export function checkDependencies(root) {
  const all = listFiles(root, folders);
  const known = new Set(all);
  const sources = all.filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !file.startsWith('test/fixtures/'));
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  let imports = 0;
  for (const file of sources) {
    /** @type {string[]} */
    const edges = [];
    for (const entry of importsOf(root, file)) {
      imports += 1;
      const target = resolveImport(entry, known);
      const problem = breach(file, entry.name, target);
      if (problem) problems.push(problem);
      if (target.kind === 'ours' && !entry.typeOnly) edges.push(target.path);
    }
    graph.set(file, edges);
  }
  for (const circle of findCycles(graph)) problems.push(`Imports run in a circle: ${circle.join(' → ')}`);
  return { files: sources.length, imports, problems };
}

/**
 * @param {string} file
 * @param {string} name As written.
 * @param {ReturnType<typeof resolveImport>} target
 * @returns {string | undefined}
 */
function breach(file, name, target) {
  if (target.kind === 'missing') {
    // What the build makes is not there before it; the compilers look after the rest.
    return target.path.startsWith('dist/') ? undefined : `${file} imports ${name}, which does not exist.`;
  }
  if (file.startsWith('test/')) return undefined;
  if (target.kind === 'ours') {
    const rule = folderRules.find((candidate) => belongsTo(file, candidate.from));
    if (!rule || rule.may.some((allowed) => belongsTo(target.path, allowed))) return undefined;
    return `${file} may not import ${target.path}: ${rule.why}.`;
  }
  if (target.kind === 'node') {
    const applies = withoutNode.folders.some((folder) => belongsTo(file, folder));
    if (!applies || withoutNode.except.includes(file)) return undefined;
    return `${file} may not import ${name}: it runs where Node’s modules do not exist.`;
  }
  // Scripts make things with any package; they are not part of the app.
  if (file.startsWith('scripts/')) return undefined;
  const rule = packageRules.find((candidate) => candidate.names.some((pattern) => matches(pattern, target.name)));
  if (!rule || rule.only.some((folder) => belongsTo(file, folder))) return undefined;
  return `${file} may not import ${target.name}: ${rule.why}.`;
}

/**
 * @param {string} pattern A package, or a scope followed by /*.
 * @param {string} name
 */
function matches(pattern, name) {
  return pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
