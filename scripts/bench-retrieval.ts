import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectInProcess } from '../headless/client.ts';
import { createNodeApp } from '../headless/create-node-app.ts';
import { median, rounded } from './bench/measure.ts';
import { askQuestion, readPages, searchPages } from './bench/retrieval/ask-app.ts';
import { createPageRanking } from './bench/retrieval/bm25-pages.ts';
import { documentNames, fetchDocuments, missingDocuments } from './bench/retrieval/fetch-documents.ts';
import { answerFigures, figuresByCategory, type Outcome } from './bench/retrieval/metrics.ts';
import { allQuestions, halfOf, holdsFact, type Question } from './bench/retrieval/questions.ts';

/**
 * Prints one JSON document: how well each version finds pages and answers, beside plain BM25 over pages. Settings are
 * chosen on the half `tune` of the questions; `held` is the half that says how good they are.
 * `--documents DIR` uses the PDFs of a folder, `--data DIR` keeps the data folder for the next run, `--half NAME`
 * measures one half, `--details FILE` writes a line per question and version.
 */
const { values } = parseArgs({
  options: {
    documents: { type: 'string' },
    data: { type: 'string' },
    half: { type: 'string' },
    details: { type: 'string' },
  },
});

const say = (text: string) => process.stderr.write(`bench: ${text}\n`);

async function findDocuments(): Promise<string> {
  if (values.documents !== undefined) return resolve(values.documents);
  const folder = fileURLToPath(new URL('../.cache/bench-documents', import.meta.url));
  if ((await missingDocuments(folder)).length > 0) {
    say('fetching the manuals by apt-get download …');
    await fetchDocuments(folder);
  }
  return folder;
}

async function measure(documents: string, dataFolder: string, questions: readonly Question[]) {
  const app = await createNodeApp(dataFolder);
  const { client, disconnect } = connectInProcess(app.router);
  try {
    const known = new Set((await client.documents.list({})).map(({ name }) => name));
    const paths = documentNames.filter((name) => !known.has(name)).map((name) => join(documents, name));
    if (paths.length > 0) {
      say(`importing ${paths.length} manuals …`);
      const { batch } = await client.imports.start({ paths });
      for await (const _ of await client.imports.progress({ batch }));
      const [failed] = await client.imports.files({ batch, state: 'failed' });
      if (failed) throw new Error(`${failed.path}: ${failed.message}`);
    }
    const library = await readPages(client);
    checkFacts(questions, library.all);
    const rank = createPageRanking(library.all);
    const outcomes: Record<string, Outcome[]> = {
      bm25: questions.map((question) => ({ question, pages: rank(question.question, 10), answer: null })),
    };
    const times: Record<string, unknown> = {};
    for (const version of ['stable', 'beta']) {
      say(`asking ${version} ${questions.length} questions …`);
      // The first question opens the index.
      await searchPages(client, library, 'Debian', version);
      const milliseconds: number[] = [];
      const collected: Outcome[] = [];
      for (const question of questions) {
        const found = await searchPages(client, library, question.question, version);
        milliseconds.push(found.milliseconds);
        const answer = await askQuestion(client, library, question.question, version);
        collected.push({ question, pages: found.pages, answer });
      }
      outcomes[version] = collected;
      const slowest = Math.max(...milliseconds);
      times[version] = { medianSearchMs: rounded(median(milliseconds)), slowestSearchMs: rounded(slowest) };
    }
    return { pages: library.all.length, outcomes, times };
  } finally {
    disconnect();
    await app.close();
  }
}

/** A set whose facts are not on the pages it names measures nothing. */
function checkFacts(
  questions: readonly Question[],
  pages: readonly { document: string; page: number; text: string }[],
) {
  for (const { id, document, pages: gold, expected, category } of questions) {
    if (category === 'unanswerable') continue;
    const text = pages.filter((page) => page.document === document && gold.includes(page.page));
    if (!text.some((page) => holdsFact(page.text, expected))) {
      say(`${id}: the expected fact is not on page ${gold.join(', ')} of ${document}`);
    }
  }
}

function report(outcomes: Record<string, Outcome[]>, keep: (question: Question) => boolean) {
  return Object.fromEntries(
    Object.entries(outcomes).map(([system, all]) => {
      const kept = all.filter(({ question }) => keep(question));
      const retrieval = figuresByCategory(kept);
      return [system, system === 'bm25' ? { retrieval } : { retrieval, answers: answerFigures(kept) }];
    }),
  );
}

const folder = values.data ? resolve(values.data) : await mkdtemp(join(tmpdir(), 'tandem-bench-retrieval-'));
try {
  const documents = await findDocuments();
  const missing = await missingDocuments(documents);
  if (missing.length > 0) throw new Error(`${documents} lacks ${missing.join(', ')}`);
  const questions = allQuestions().filter((question) => values.half === undefined || halfOf(question) === values.half);
  const { pages, outcomes, times } = await measure(documents, folder, questions);
  if (values.details) await writeFile(values.details, detailLines(outcomes));
  const result = {
    documents: documentNames.length,
    pages,
    questions: questions.length,
    times,
    tune: report(outcomes, (question) => halfOf(question) === 'tune'),
    held: report(outcomes, (question) => halfOf(question) === 'held'),
    en: report(outcomes, ({ language }) => language === 'en'),
    zh: report(outcomes, ({ language }) => language === 'zh'),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  if (!values.data) await rm(folder, { recursive: true, force: true });
}

function detailLines(outcomes: Record<string, Outcome[]>): string {
  return Object.entries(outcomes)
    .flatMap(([system, all]) => all.map((outcome) => `${JSON.stringify({ system, ...outcome })}\n`))
    .join('');
}
