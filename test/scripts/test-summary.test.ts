import { expect, test } from 'vitest';
import { readTestReport, summaryLine } from '../../scripts/lib/test-summary.js';
import { temporaryFolder } from './fixture-checkout.ts';

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});

function summaryOf(testResults: unknown[]): string {
  using folder = temporaryFolder();
  return summaryLine(readTestReport(folder.write('report.json', JSON.stringify({ testResults }))));
}

test('the summary counts tests, not files', () => {
  expect(summaryOf([file('passed', 'passed', 'passed'), file('passed', 'passed')])).toBe('3 passed, 0 failed');
});

test('tests that did not run are told', () => {
  const results = [file('failed', 'passed', 'failed', 'pending', 'todo', 'skipped')];
  expect(summaryOf(results)).toBe('1 passed, 1 failed, 3 skipped');
});

test('a file that cannot be loaded is a failure', () => {
  expect(summaryOf([file('failed'), file('passed', 'passed')])).toBe('1 passed, 1 failed');
});
