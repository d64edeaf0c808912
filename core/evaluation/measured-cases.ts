import type { CaseResult, QuestionCase } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import type { BleuCounts } from './bleu.ts';
import { caseSlices } from './case-slices.ts';
import { sameName } from './retrieval-metrics.ts';
import { answerBleu } from './score-case.ts';
import type { MeasuredCase } from './summarise-version.ts';

interface Filled {
  results: Map<string, CaseResult>;
  bleu: Map<string, BleuCounts>;
}

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
  const byCase = new Map<string, MeasuredCase & Filled>();
  const cases = items.map((item): MeasuredCase => {
    const slices = caseSlices(item, (name) => formats.get(name) ?? null);
    const measured: MeasuredCase & Filled = { item, slices, results: new Map(), bleu: new Map() };
    byCase.set(item.id, measured);
    return measured;
  });
  const results: CaseResult[] = [];
  return {
    cases,
    results,
    unknownDocuments: [...formats].filter(([, format]) => format === null).map(([name]) => name),
    add(result) {
      results.push(result);
      const measured = byCase.get(result.case);
      if (!measured) return;
      measured.results.set(result.version, result);
      // Counted with each answer, so that nothing long is left for the end of the run.
      const counts = result.state === 'missing' ? null : answerBleu(measured.item, result.answer);
      if (counts) measured.bleu.set(result.version, counts);
    },
  };
}
