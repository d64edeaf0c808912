import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';

/**
 * @typedef {{ file: string, name: string, typeOnly: boolean }} Import An import as it is written: `name` may be a
 *   path or a package; `typeOnly` ones are gone when the program runs.
 */

/**
 * Every import of a source file: static, dynamic, `require`, re-exports and types.
 *
 * @param {string} root
 * @param {string} file Path from the root.
 * @returns {Import[]}
 */
export function importsOf(root, file) {
  const parsed = parseSync(file, readFileSync(join(root, file), 'utf8'));
  const broken = parsed.errors[0];
  if (broken) throw new Error(`${file} cannot be parsed: ${broken.message}`);
  /** @type {Import[]} */
  const imports = [];
  visit(parsed.program, (node) => {
    const found = importOf(node);
    if (found) imports.push({ file, ...found });
  });
  return imports;
}

/**
 * @typedef {{ type: string, [key: string]: any }} Node
 * @param {any} node
 * @param {(node: Node) => void} see
 */
function visit(node, see) {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see);
  } else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') see(node);
    for (const value of Object.values(node)) if (value && typeof value === 'object') visit(value, see);
  }
}

/**
 * `import { type A }` keeps the import itself when it is compiled; only `import type` leaves nothing behind.
 *
 * @param {Node} node
 * @returns {{ name: string, typeOnly: boolean } | undefined}
 */
function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
      return { name: node.source.value, typeOnly: node.importKind === 'type' };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { name: node.source.value, typeOnly: node.exportKind === 'type' } : undefined;
    case 'ImportExpression':
      return named(node.source, false);
    case 'TSImportType':
      return named(node.source ?? node.argument?.literal ?? node.argument, true);
    case 'TSExternalModuleReference':
      return named(node.expression, false);
    case 'CallExpression':
      return node.callee?.type === 'Identifier' && node.callee.name === 'require'
        ? named(node.arguments?.[0], false)
        : undefined;
    default:
      return undefined;
  }
}

/**
 * @param {Node | undefined} literal
 * @param {boolean} typeOnly
 */
function named(literal, typeOnly) {
  return typeof literal?.value === 'string' ? { name: literal.value, typeOnly } : undefined;
}

/**
 * What an import leads to.
 *
 * @param {Import} from
 * @param {ReadonlySet<string>} files All files of the checkout, as paths from the root.
 * @returns {{ kind: 'ours', path: string } | { kind: 'node' } | { kind: 'package', name: string }
 *   | { kind: 'missing', path: string }}
 */
export function resolveImport(from, files) {
  const name = from.name.replace(/\?.*$/, '');
  if (name.startsWith('.')) {
    const path = posix.join(posix.dirname(from.file), name);
    const candidates = [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
    const found = candidates.find((candidate) => files.has(candidate));
    return found ? { kind: 'ours', path: found } : { kind: 'missing', path };
  }
  if (name.startsWith('node:') || builtinModules.includes(name)) return { kind: 'node' };
  const parts = name.split('/');
  return { kind: 'package', name: parts.slice(0, name.startsWith('@') ? 2 : 1).join('/') };
}
