import { parseArgs } from 'node:util';
import { runFaults } from './faults-run.ts';

/**
 * Kills a real app at random moments and checks that it comes back whole. `--kills N` (200) and `--seed S` (1).
 * Prints one JSON document; ends with 1 when anything was lost or half there.
 */
const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  process.stderr.write('faults: --kills takes a whole number from 1 on, --seed a whole number\n');
  process.exit(2);
}
const summary = await runFaults({ kills, seed, onProgress: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
process.exitCode = summary.violations.length > 0 ? 1 : 0;
