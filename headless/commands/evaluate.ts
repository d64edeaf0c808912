import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AppError, type EvaluationReport, type MetricName, type VersionResult } from '../../core/contract/index.ts';
import { type CommandContext, exitCodes } from './command.ts';

export interface EvaluateOptions {
  /** Ids or pointers, separated by commas. */
  versions?: string;
  report?: string;
  language?: 'en' | 'zh-CN';
  gate?: boolean;
  topK?: number;
}

/** Runs a question set; ends with 1 when a paired verdict is failed. */
export async function evaluate(
  context: CommandContext,
  file: string | undefined,
  options: EvaluateOptions,
): Promise<number> {
  const { client, library, signal, note, json } = context;
  const { set, name } = await readSet(context, file);
  const target = options.report === undefined ? null : await reportTarget(options.report);
  const versions = options.versions
    ?.split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');
  const { gate, topK } = options;
  let report: EvaluationReport | undefined;
  const live = !json && process.stderr.isTTY;
  for await (const event of await client.evaluation.run({ set, name, versions, library, gate, topK }, { signal })) {
    if (event.type === 'start') note(`${event.set.cases} questions on ${event.versions.join(', ')}`);
    if (event.type === 'progress' && live)
      process.stderr.write(`\r\u001b[K${event.done}/${event.total} ${event.version}`);
    if (event.type === 'result') report = event.report;
  }
  if (live) process.stderr.write('\r\u001b[K');
  if (!report) throw new AppError('cancelled');
  if (target) {
    const { html } = await client.evaluation.page({ id: report.id, language: options.language });
    await writeReport(target, html);
  }
  const done = report;
  context.print(toResult(done), () => toLines(done, target));
  return done.verdict === 'failed' ? exitCodes.doneWithFailures : exitCodes.done;
}

/** Without a file, the answers that were rated well. */
async function readSet(
  { client, library }: CommandContext,
  file: string | undefined,
): Promise<{ set: string; name: string }> {
  if (file !== undefined) {
    try {
      return { set: await readFile(file, 'utf8'), name: basename(file) };
    } catch (error) {
      throw new AppError('not-found', { file }, { message: `The question set ${file} cannot be read.`, cause: error });
    }
  }
  const { lines, name, cases } = await client.evaluation.rated({ library });
  if (cases > 0) return { set: lines, name };
  throw new AppError(
    'question-set-invalid',
    { name },
    { message: 'No answer was rated well yet (4 stars or more, or a thumb up).' },
  );
}

/** Checked before the run, which may take long. */
async function reportTarget(file: string): Promise<string> {
  const target = resolve(file);
  try {
    await access(dirname(target), constants.W_OK);
    return target;
  } catch (error) {
    const message = `The report cannot be written to ${dirname(target)}.`;
    throw new AppError('bad-request', { file: target }, { message, cause: error });
  }
}

/** Complete or not at all: a report that was cut off could be taken for the whole. */
async function writeReport(file: string, html: string): Promise<void> {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    await writeFile(temporary, html);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

const rounded = (value: number | null | undefined, digits = 4) =>
  value === null || value === undefined ? null : Number(value.toFixed(digits));

/** A version's figures as scripts read them. */
function toFigures(version: VersionResult) {
  const mean = (metric: MetricName) => rounded(version.metrics[metric]?.mean);
  const { answered, failed, missing, errorRate, codes, latency } = version;
  return {
    version: version.version,
    pointer: version.pointer,
    counts: { questions: answered + failed + missing, answered, failed, missing },
    score: mean('score'),
    recall: mean('recall'),
    mrr: mean('reciprocalRank'),
    ndcg: mean('ndcg'),
    citationHit: mean('citedPage'),
    citationOverlap: mean('citedSpan'),
    holds: mean('holds'),
    exactMatch: mean('exact'),
    f1: mean('f1'),
    bleu4: rounded(version.corpusBleu4),
    bleu4PerAnswer: mean('bleu4'),
    rouge1: mean('rouge1'),
    rouge2: mean('rouge2'),
    rougeL: mean('rougeL'),
    refusal: mean('refusal'),
    support: mean('support'),
    latency: latency && { p50: latency.p50, p95: latency.p95, p99: latency.p99 },
    tokensPerSecond: rounded(version.tokensPerSecond, 1),
    errors: { rate: rounded(errorRate), codes },
  };
}

function toResult(report: EvaluationReport) {
  const { id, set, library, verdict, comparisons, slices, human, environment, seed, topK } = report;
  const { unknownDocuments, startedAt, finishedAt } = report;
  const seconds = rounded((finishedAt - startedAt) / 1000, 2);
  const versions = report.versions.map(toFigures);
  const about = { id, set, library: library.name, topK, seed, unknownDocuments, seconds };
  return { ...about, verdict, versions, comparisons, slices, human, environment };
}

function toLines(report: EvaluationReport, file: string | null): string[] {
  const lines = [`${report.set.name}: ${report.set.cases} questions, ${report.library.documents} documents`];
  if (report.unknownDocuments.length > 0) {
    lines.push(`not in the library: ${report.unknownDocuments.slice(0, 10).join(', ')}`);
  }
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  for (const version of report.versions.map(toFigures)) {
    const { counts, latency } = version;
    lines.push(
      '',
      `${version.version}${version.pointer ? ` (${version.pointer})` : ''}`,
      `  answered ${counts.answered}, failed ${counts.failed}, not asked ${counts.missing}`,
      `  score ${share(version.score)}, recall@${report.topK} ${share(version.recall)}, citation hit ${share(version.citationHit)}`,
      `  BLEU-4 ${share(version.bleu4)}, ROUGE-L ${share(version.rougeL)}, F1 ${share(version.f1)}, refusals right ${share(version.refusal)}`,
      latency
        ? `  time p50 ${Math.round(latency.p50)} ms, p95 ${Math.round(latency.p95)} ms`
        : '  nothing was answered',
    );
  }
  for (const { version, baseline, verdict, reasons, lost, gained } of report.comparisons) {
    lines.push('', `${version} against ${baseline}: ${verdict}`, ...reasons.map(({ message }) => `  ${message}`));
    lines.push(`  ${lost} questions lost, ${gained} gained`);
  }
  if (file) lines.push('', `Report: ${file}`);
  return lines;
}

/** Earlier runs, newest first. */
export async function listEvaluations({ client, print }: CommandContext): Promise<void> {
  const runs = await client.evaluation.runs({});
  print(runs, () =>
    runs.length === 0
      ? 'No evaluation was run yet.'
      : runs.map(
          ({ id, name, versions, state, verdict, startedAt }) =>
            `${new Date(startedAt).toISOString()}  ${id}  ${name}  ${versions.join(', ')}  ${verdict ?? state}`,
        ),
  );
}
