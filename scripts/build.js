import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { explain, say } from './lib/problem.js';

/** `npm run build`: brings dist/ up to date; `--force` builds in any case. */
try {
  await ensureInstalled();
  const built = await ensureBuilt({ force: process.argv.includes('--force') });
  if (!built) say('Already built.');
} catch (error) {
  process.exitCode = explain(error);
}
