import type { AuditCheck, AuditRow } from '../contract/index.ts';
import { canonicalJson } from '../pipeline/stages.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';

export interface AuditEntry {
  at: number;
  who: string;
  what: string;
  version: string | null;
  from: string | null;
  to: string | null;
  why: string;
  evidence: unknown;
}

/** Who did what, when and why. Rows are only ever added, and each carries the hash of the one before. */
export interface Audit {
  /** Takes part in a transaction that is open. */
  add(entry: AuditEntry): void;
  /** Newest first. */
  list(limit: number): AuditRow[];
  /** Goes through the whole chain. */
  verify(): AuditCheck;
  /** Every row, oldest first, as JSON lines. */
  export(): { lines: string; head: string };
}

/** Hash that the first row follows. */
const origin = '0'.repeat(64);

export function auditHash(previousHash: string, row: Omit<AuditRow, 'previousHash' | 'hash'>): string {
  return sha256(`${previousHash}\n${canonicalJson(row)}`);
}

export function createAudit(database: Database): Audit {
  const columns = `id, at, who, what, version, from_state AS "from", to_state AS "to", why, evidence,
    previous_hash AS previousHash, hash FROM audit`;
  const toRow = (row: Record<string, unknown>) => ({ ...row, evidence: JSON.parse(String(row.evidence)) }) as AuditRow;
  const all = () => database.prepare(`SELECT ${columns} ORDER BY id`).iterate() as IterableIterator<never>;
  const lastHash = database.prepare('SELECT hash FROM audit ORDER BY id DESC LIMIT 1').pluck();
  /** Ids are never used twice, so the counter knows of rows that were cut off at the end. */
  const counter = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'audit'`).pluck();
  const head = () => (lastHash.get() as string | undefined) ?? origin;

  return {
    add(entry) {
      const previousHash = head();
      const id = Number(counter.get() ?? 0) + 1;
      // What is hashed is what will be read again: JSON drops undefined.
      const row = { id, ...entry, evidence: JSON.parse(JSON.stringify(entry.evidence ?? null)) };
      database
        .prepare(
          `INSERT INTO audit (id, at, who, what, version, from_state, to_state, why, evidence, previous_hash, hash)
           VALUES (@id, @at, @who, @what, @version, @from, @to, @why, @evidence, @previousHash, @hash)`,
        )
        .run({ ...row, evidence: JSON.stringify(row.evidence), previousHash, hash: auditHash(previousHash, row) });
    },
    list: (limit) => (database.prepare(`SELECT ${columns} ORDER BY id DESC LIMIT ?`).all(limit) as never[]).map(toRow),
    verify() {
      let previous = origin;
      let rows = 0;
      const broken = (brokenAt: number, problem: string): AuditCheck => ({
        ok: false,
        rows,
        head: previous,
        brokenAt,
        problem,
      });
      for (const stored of all()) {
        const { previousHash, hash, ...row } = toRow(stored);
        if (row.id !== rows + 1) return broken(rows + 1, `row ${rows + 1} is missing`);
        if (previousHash !== previous) return broken(row.id, `row ${row.id} does not follow the row before it`);
        if (hash !== auditHash(previousHash, row)) return broken(row.id, `row ${row.id} was changed`);
        previous = hash;
        rows += 1;
      }
      const written = Number(counter.get() ?? 0);
      if (written !== rows) return broken(rows + 1, `the last ${written - rows} rows are missing`);
      return { ok: true, rows, head: previous, brokenAt: null, problem: null };
    },
    export() {
      let lines = '';
      for (const stored of all()) lines += `${JSON.stringify(toRow(stored))}\n`;
      return { lines, head: head() };
    },
  };
}
