import { expect, test } from 'vitest';
import { checkDependencies } from '../../scripts/lib/dependencies.js';
import { temporaryFolder } from './fixture-checkout.ts';

function problemsOf(files: Record<string, string>): string[] {
  using folder = temporaryFolder();
  for (const [file, content] of Object.entries(files)) folder.write(file, content);
  return checkDependencies(folder.path).problems;
}

test('imports along the arrows are no problem', () => {
  const problems = problemsOf({
    'core/contract/index.ts': "export * from './errors.ts';",
    'core/contract/errors.ts': "import { z } from 'zod'; export const error = z;",
    'core/ports.ts': "import type { error } from './contract/index.ts'; export type Port = typeof error;",
    'core/app.ts': "import { readFileSync } from 'node:fs'; import './contract/index.ts'; readFileSync;",
    'native/llama/llama.ts': "import type { Port } from '../../core/ports.ts'; import 'node-llama-cpp'; let p: Port;",
    'headless/main.ts': "import '../core/app.ts'; const load = () => import('../native/llama/llama.ts'); load;",
    'electron/main.ts': "import 'electron'; import '../core/app.ts';",
    'renderer/App.tsx': "import './App.css'; import 'react'; import { error } from '../core/contract/index.js'; error;",
    'renderer/App.css': '',
    'test/app.test.ts': "import '../electron/main.ts'; import 'electron'; import '../renderer/App.tsx';",
  });
  expect(problems).toEqual([]);
});

test.each([
  ['core/app.ts', '../native/llama.ts', 'native/llama.ts'],
  ['core/contract/chat.ts', '../ports.ts', 'core/ports.ts'],
  ['native/llama.ts', '../core/app.ts', 'core/app.ts'],
  ['renderer/App.tsx', '../core/ports.ts', 'core/ports.ts'],
  ['headless/main.ts', '../core/library/search.ts', 'core/library/search.ts'],
  ['headless/main.ts', '../electron/window.ts', 'electron/window.ts'],
  ['electron/main.ts', '../renderer/App.tsx', 'renderer/App.tsx'],
  ['models/catalogue.ts', '../core/app.ts', 'core/app.ts'],
  ['scripts/samples.ts', '../test/support/load.ts', 'test/support/load.ts'],
  ['core/store/rows.ts', '../../test/support/load.ts', 'test/support/load.ts'],
])('%s may not import %s', (from, name, target) => {
  const problems = problemsOf({ [from]: `import '${name}';`, [target]: 'export {};' });
  expect(problems).toEqual([expect.stringContaining(`${from} may not import ${target}`)]);
});

test.each([
  ['core/app.ts', 'electron'],
  ['headless/main.ts', 'electron-store'],
  ['core/library/search.ts', 'hnswlib-node'],
  ['native/index/index.ts', 'pdfjs-dist/legacy/build/pdf.mjs'],
  ['headless/serve.ts', '@mantine/core'],
  ['renderer/App.tsx', 'node:fs'],
  ['core/contract/chat.ts', 'path'],
])('%s may not import the module %s', (from, name) => {
  expect(problemsOf({ [from]: `import '${name}';` })).toEqual([expect.stringContaining(`${from} may not import`)]);
});

test.each([
  ['a type', "import type { A } from '../native/a.ts'; export type B = A;"],
  ['a type in place', "export type B = import('../native/a.ts').A;"],
  ['a dynamic import', "export const b = () => import('../native/a.ts');"],
  ['an export', "export * from '../native/a.ts';"],
  ['a require', "export const b = require('../native/a.ts');"],
])('a wrong import is seen when it is %s', (_, code) => {
  const problems = problemsOf({ 'core/b.ts': code, 'native/a.ts': 'export type A = 1;' });
  expect(problems).toEqual([expect.stringContaining('core/b.ts may not import native/a.ts')]);
});

test('a circle of imports is told with its way round', () => {
  const problems = problemsOf({
    'core/a.ts': "import './b.ts';",
    'core/b.ts': "import { type C } from './c.ts'; let c: C;",
    'core/c.ts': "export { a } from './a.ts';",
    'core/d.ts': "import './a.ts';",
  });
  expect(problems).toEqual(['Imports run in a circle: core/a.ts → core/b.ts → core/c.ts → core/a.ts']);
});

test('two files may know each other’s types', () => {
  const problems = problemsOf({
    'core/a.ts': "import type { B } from './b.ts'; export type A = B[];",
    'core/b.ts': "import './a.ts'; export type B = 1;",
  });
  expect(problems).toEqual([]);
});

test('an import that leads nowhere is a problem', () => {
  expect(problemsOf({ 'core/a.ts': "import './gone.ts';" })).toEqual([
    'core/a.ts imports ./gone.ts, which does not exist.',
  ]);
});
