import { z } from 'zod';
import { AppError, type QuestionCase, type QuestionSetSummary } from '../contract/index.ts';
import { sha256 } from '../store/files.ts';
import { parseCsv } from './csv.ts';

export interface QuestionSet extends Omit<QuestionSetSummary, 'cases'> {
  cases: QuestionCase[];
}

interface Problem {
  line: number;
  message: string;
}

const longestQuestion = 20_000;
const mostCases = 5000;
/** Problems that the error's sentence tells; all of them are in its details. */
const toldProblems = 5;

const list = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item)], { error: 'must be one value or a list of them' });
const text = z.string({ error: 'must be text' }).trim().min(1, 'must not be empty');
const page = z.int('must be a whole number').min(1, 'must be 1 or more');
const offset = z.int('must be a whole number').min(0, 'must not be negative');
const CaseLine = z.object({
  id: z.union([text.max(200, 'must have at most 200 characters'), z.int()], { error: 'must be text' }).optional(),
  question: z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be text') })
    .trim()
    .min(1, 'must not be empty')
    .max(longestQuestion, `must have at most ${longestQuestion} characters`),
  expected: list(text).optional(),
  document: text.nullish(),
  pages: list(page).optional(),
  spans: z
    .array(
      z
        .tuple([offset, offset], { error: 'must be [start, end]' })
        .refine(([start, end]) => start < end, 'must start before they end'),
      { error: 'must be a list of [start, end]' },
    )
    .optional(),
  tags: list(text).optional(),
  unanswerable: z.boolean({ error: 'must be true or false' }).optional(),
});
type CaseLine = z.infer<typeof CaseLine>;
const known = Object.keys(CaseLine.shape);

/**
 * Reads a question set from JSON lines or, for names that end in .csv or .tsv, from a table with a header. Fails with
 * `question-set-invalid`, which names every line with what is wrong on it, and for a set without questions.
 */
export function parseQuestionSet(contents: string, name: string): QuestionSet {
  const source = contents.replace(/^\uFEFF/, '');
  const ignored = new Set<string>();
  const problems: Problem[] = [];
  const raw = /\.[ct]sv$/i.test(name)
    ? readTable(source, /\.tsv$/i.test(name) ? '\t' : ',', problems)
    : readLines(source, problems);
  const cases: QuestionCase[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, value } of raw) {
    const result = CaseLine.safeParse(value);
    if (!result.success) {
      for (const issue of result.error.issues) {
        problems.push({ line, message: `${String(issue.path[0] ?? 'the line')} ${deepest(issue)}` });
      }
      continue;
    }
    for (const key of Object.keys(value)) if (!known.includes(key)) ignored.add(key);
    const item = toCase(result.data, cases.length + 1);
    const problem = contradiction(item) ?? repeated(lineOf, item.id);
    if (problem) problems.push({ line, message: problem });
    lineOf.set(item.id, line);
    cases.push(item);
  }
  if (problems.length === 0 && cases.length === 0) problems.push({ line: 1, message: 'there is no question in it' });
  if (cases.length > mostCases)
    problems.push({ line: mostCases, message: `a set holds at most ${mostCases} questions` });
  if (problems.length > 0) throw invalid(name, problems);
  return { name, digest: sha256(toLines(cases)), cases, ignored: [...ignored] };
}

/** A set as JSON lines without what is empty: `parseQuestionSet` reads it back. */
export function toLines(cases: readonly QuestionCase[]): string {
  const lines = cases.map(({ id, question, expected, document, pages, spans, tags, unanswerable }) => {
    const filled = <Value>(values: Value[]) => (values.length > 0 ? values : undefined);
    return JSON.stringify({
      id,
      question,
      expected: filled(expected),
      document: document ?? undefined,
      pages: filled(pages),
      spans: filled(spans),
      tags: filled(tags),
      unanswerable: unanswerable || undefined,
    });
  });
  return `${lines.join('\n')}\n`;
}

export function summaryOf(set: QuestionSet): QuestionSetSummary {
  return { name: set.name, digest: set.digest, cases: set.cases.length, ignored: set.ignored };
}

function toCase(line: CaseLine, number: number): QuestionCase {
  return {
    id: line.id === undefined ? String(number) : String(line.id),
    question: line.question,
    expected: [line.expected ?? []].flat(),
    document: line.document ?? null,
    pages: [...new Set([line.pages ?? []].flat())].sort((a, b) => a - b),
    spans: line.spans ?? [],
    tags: [...new Set([line.tags ?? []].flat())],
    unanswerable: line.unanswerable ?? false,
  };
}

function contradiction(item: QuestionCase): string | null {
  if (item.spans.length > 0 && item.document === null) return 'spans need a document';
  if (!item.unanswerable) return null;
  const given =
    item.expected.length > 0 ? 'expected' : item.pages.length > 0 || item.document !== null ? 'pages' : null;
  return given ? `${given} cannot be given for a question that has no answer (unanswerable)` : null;
}

function repeated(lineOf: ReadonlyMap<string, number>, id: string): string | null {
  const before = lineOf.get(id);
  return before === undefined ? null : `id ${id} is that of line ${before} already`;
}

/** A union says of each of its forms why it does not fit; the form that got furthest is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const inner = issue.errors.flat().filter((item) => item.path.length > 0 || item.code !== 'invalid_type');
  return inner[0] ? deepest(inner[0]) : issue.message;
}

function readLines(source: string, problems: Problem[]): { line: number; value: Record<string, unknown> }[] {
  const out: { line: number; value: Record<string, unknown> }[] = [];
  for (const [index, content] of source.split(/\r?\n/).entries()) {
    if (content.trim() === '') continue;
    const line = index + 1;
    try {
      const value: unknown = JSON.parse(content);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        out.push({ line, value: value as Record<string, unknown> });
      } else problems.push({ line, message: 'must be an object such as {"question": "…"}' });
    } catch {
      problems.push({ line, message: 'is not JSON' });
    }
  }
  return out;
}

/** Cells that hold several values part them by `;` (expected answers by `||`, since answers hold semicolons). */
function readTable(
  source: string,
  separator: string,
  problems: Problem[],
): { line: number; value: Record<string, unknown> }[] {
  const parsed = parseCsv(source, separator);
  problems.push(...parsed.problems);
  const [header, ...rows] = parsed.rows;
  if (!header) return [];
  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  if (!names.includes('question')) {
    problems.push({ line: header.line, message: 'the first line must name the columns, with one named question' });
    return [];
  }
  return rows.flatMap(({ line, cells }) => {
    if (cells.length > names.length) {
      problems.push({ line, message: `has ${cells.length} cells, but there are ${names.length} columns` });
      return [];
    }
    const value: Record<string, unknown> = {};
    for (const [at, cell] of cells.entries())
      if (cell.trim() !== '') value[names[at]!] = fromCell(names[at]!, cell.trim());
    return [{ line, value }];
  });
}

function fromCell(column: string, cell: string): unknown {
  const parts = (by: string) =>
    cell
      .split(by)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const number = (part: string) => (/^\d+$/.test(part) ? Number(part) : part);
  switch (column) {
    case 'expected':
      return parts('||');
    case 'tags':
      return parts(';');
    case 'pages':
      return parts(';').map(number);
    case 'spans':
      return parts(';').map((part) => part.split('-').map((end) => number(end.trim())));
    case 'unanswerable':
      return /^(true|yes|1)$/i.test(cell) ? true : /^(false|no|0)$/i.test(cell) ? false : cell;
    default:
      return cell;
  }
}

function invalid(name: string, problems: Problem[]): AppError {
  const sorted = problems.sort((a, b) => a.line - b.line);
  const told = sorted.slice(0, toldProblems).map(({ line, message }) => `line ${line}: ${message}`);
  const more = sorted.length - told.length;
  if (more > 0) told.push(`and ${more} more`);
  return new AppError(
    'question-set-invalid',
    { name, problems: sorted },
    { message: `The question set ${name} is not valid. ${told.join('; ')}.` },
  );
}
