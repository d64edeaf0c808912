import type { Citation, QuestionCase } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { sha256 } from '../store/files.ts';
import { type QuestionSet, toLines } from './question-set.ts';

/** Stars from which an answer counts as right. */
const rightFrom = 4;
const mostTurns = 5000;

interface RatedTurn {
  question: string;
  answer: string;
  supported: number;
  citations: string;
}

/**
 * The person's own questions as a regression set: every question whose answer got four stars or more or a thumb up.
 * The answer is what is expected, its citations give document, pages and spans; a refusal that was rated well makes the
 * question unanswerable. Of a question that was rated well more than once the newest answer counts, and none when a
 * later rating of it was bad. A thumb down weighs more than stars.
 */
export function questionSetFromRatings(database: Database, library?: string): QuestionSet {
  const rows = database
    .prepare(
      `SELECT t.question, t.answer, t.supported, t.citations,
         coalesce(r.thumb, '') <> 'down' AND (r.thumb = 'up' OR coalesce(r.stars, 0) >= ${rightFrom}) AS right
       FROM rating r JOIN turn t ON t.id = r.turn_id JOIN chat c ON c.id = t.chat_id
       WHERE t.state = 'finished' AND t.notice IS NULL AND (r.thumb IS NOT NULL OR r.stars IS NOT NULL)
         AND (@library IS NULL OR c.library_id = @library)
       ORDER BY r.rated_at DESC, t.asked_at DESC, t.id LIMIT ${mostTurns}`,
    )
    .all({ library: library ?? null }) as (RatedTurn & { right: number })[];
  const judged = new Set<string>();
  const cases: QuestionCase[] = [];
  for (const row of rows) {
    const question = row.question.trim();
    if (judged.has(question)) continue;
    judged.add(question);
    if (row.right === 1) cases.push(toCase({ ...row, question }));
  }
  cases.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { name: 'rated answers', digest: sha256(toLines(cases)), cases, ignored: [] };
}

function toCase({ question, answer, supported, citations }: RatedTurn): QuestionCase {
  const id = sha256(question).slice(0, 12);
  const none = { id, question, document: null, pages: [], spans: [], tags: ['rated'] };
  if (supported === 0) return { ...none, expected: [], unanswerable: true };
  const all = JSON.parse(citations) as Citation[];
  // A case names one document: the one that is cited first, as the answer begins there.
  const document = all[0]?.document ?? null;
  const cited = all.filter((citation) => citation.document === document);
  const pages = new Set(cited.flatMap(({ page }) => (page === null ? [] : [page])));
  return {
    ...none,
    expected: answer.trim() === '' ? [] : [answer.trim()],
    document,
    pages: [...pages].sort((a, b) => a - b),
    spans: cited.map(({ start, end }) => [start, end]),
    unanswerable: false,
  };
}
