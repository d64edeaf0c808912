import type { AuditRow } from '../../../core/contract/release-models.ts';

const columns = ['id', 'at', 'who', 'what', 'version', 'from', 'to', 'why', 'hash'] as const;

/** A cell as RFC 4180 has it. A leading = + - @ would be run as a formula by spreadsheets, so it is kept as text. */
function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The audit log as CSV with a header; times in ISO 8601, UTC. */
export function auditCsv(rows: readonly AuditRow[]): string {
  const lines = rows.map((row) =>
    columns.map((name) => cell(name === 'at' ? new Date(row.at).toISOString() : row[name])).join(','),
  );
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Rows from the lines that the application exports. */
export function rowsOfLines(lines: string): AuditRow[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditRow);
}
