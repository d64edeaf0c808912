import { checkDependencies } from './lib/dependencies.js';
import { checkout } from './lib/paths.js';

/** Fails when an import breaks the folder rules or runs in a circle. `node scripts/with-runtime.js` runs it. */
const { files, imports, problems } = checkDependencies(checkout);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} imports break the rules of scripts/lib/dependency-rules.js.`);
  process.exitCode = 1;
} else {
  console.log(`${imports} imports in ${files} files keep the rules.`);
}
