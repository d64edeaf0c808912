import type { CaseResult, QuestionCase } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { caseSlices } from './case-slices.ts';
import { sameName } from './retrieval-metrics.ts';
import type { MeasuredCase } from './summarise-version.ts';

/** The cases of a run with their slices, filled with results one by one. */
export interface MeasuredCases {
  cases: readonly MeasuredCase[];
  results: readonly CaseResult[];
  /** Documents that cases name and the library does not have. */
  unknownDocuments: string[];
  add(result: CaseResult): void;
}

export function measureCases(database: Database, library: string, items: readonly QuestionCase[]): MeasuredCases {
  const documents = database
    .prepare('SELECT d.name, c.format FROM document d JOIN content c ON c.sha256 = d.sha256 WHERE d.library_id = ?')
    .all(library) as { name: string; format: string }[];
  const formatOf = (name: string) => documents.find((document) => sameName(document.name, name))?.format ?? null;
  const named = new Set(items.flatMap(({ document }) => document ?? []));
  const formats = new Map([...named].map((name) => [name, formatOf(name)]));
  const byCase = new Map<string, Map<string, CaseResult>>();
  const cases = items.map((item): MeasuredCase => {
    const results = new Map<string, CaseResult>();
    byCase.set(item.id, results);
    return { item, slices: caseSlices(item, (name) => formats.get(name) ?? null), results };
  });
  const results: CaseResult[] = [];
  return {
    cases,
    results,
    unknownDocuments: [...formats].filter(([, format]) => format === null).map(([name]) => name),
    add(result) {
      byCase.get(result.case)?.set(result.version, result);
      results.push(result);
    },
  };
}
