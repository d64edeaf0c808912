#!/usr/bin/env node
import { join } from 'node:path';
import { ensureBuilt } from '../scripts/lib/build.js';
import { ensureInstalled } from '../scripts/lib/install.js';
import { checkout, pinnedRuntime } from '../scripts/lib/paths.js';
import { explain } from '../scripts/lib/problem.js';
import { runToExitCode } from '../scripts/lib/run.js';

/** `npx tandem …`: builds on first use, then is the command line on the pinned runtime. Prints nothing on stdout. */
try {
  await ensureInstalled();
  await ensureBuilt();
  const env = { ...process.env, NODE_ENV: 'production' };
  const main = join(checkout, 'dist', 'headless', 'main.js');
  process.exitCode = await runToExitCode(pinnedRuntime(checkout), [main, ...process.argv.slice(2)], { env });
} catch (error) {
  process.exitCode = explain(error);
}
