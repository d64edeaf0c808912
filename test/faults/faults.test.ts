import { expect, it } from 'vitest';
import { runFaults } from '../../scripts/faults-run.ts';

it('an app that is killed at any moment has lost nothing and left nothing half there when it is back', async () => {
  const summary = await runFaults({ kills: 6, seed: 11 });
  expect(summary.violations).toEqual([]);
  expect(summary.kills).toBe(6);
  expect(summary.checks).toBeGreaterThan(1);
  expect(Object.keys(summary.acknowledged).length).toBeGreaterThan(2);
}, 400_000);
