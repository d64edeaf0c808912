import { ensureInstalled } from './lib/install.js';
import { checkout, pinnedRuntime } from './lib/paths.js';
import { explain } from './lib/problem.js';
import { runToExitCode } from './lib/run.js';

/** `node scripts/with-runtime.js FILE …`: runs a file of the checkout on the pinned runtime. */
try {
  await ensureInstalled();
  process.exitCode = await runToExitCode(pinnedRuntime(checkout), process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
