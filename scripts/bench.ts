import { parseArgs } from 'node:util';
import { measureImport } from './bench/import-speed.ts';
import { measureSearch } from './bench/search-speed.ts';
import { measureStartUp } from './bench/start-up.ts';
import { measureStreaming } from './bench/stream-overhead.ts';

/**
 * Prints one JSON document: each measurement of Tandem beside its plain counterpart in the same run, and their ratio.
 * `--only NAME` runs one; `--pdf FILE` imports that PDF instead of a generated one.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, pdf: { type: 'string' } } });

const measurements: Record<string, () => Promise<unknown>> = {
  import: () => measureImport(values.pdf),
  search: measureSearch,
  stream: measureStreaming,
  start: measureStartUp,
};

if (values.only !== undefined && !(values.only in measurements)) {
  process.stderr.write(
    `bench: there is no measurement “${values.only}”; there are ${Object.keys(measurements).join(', ')}\n`,
  );
  process.exit(2);
}
const results: Record<string, unknown> = { node: process.version, platform: `${process.platform} ${process.arch}` };
for (const [name, measure] of Object.entries(measurements)) {
  if (values.only !== undefined && values.only !== name) continue;
  process.stderr.write(`measuring ${name} …\n`);
  results[name] = await measure();
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
