import { readFileSync } from 'node:fs';

/**
 * Counts the results in vitest's JSON report. A file that could not even be loaded counts as one failure.
 *
 * @param {string} file
 * @returns {{ passed: number, failed: number, skipped: number }}
 * @throws {Error} when there is no complete report.
 */
export function readTestReport(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const result of report.testResults) {
    const failedBefore = counts.failed;
    for (const { status } of result.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (result.status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
