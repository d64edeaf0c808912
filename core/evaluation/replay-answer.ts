import type { AnswerPrivately } from '../assistant/answer-privately.ts';
import type { RetrievedHit, Turns } from '../assistant/turns.ts';
import { AppError, type Citation, type Replay } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Database } from '../store/database.ts';

/**
 * Makes an answer again: the same version, question, library and earlier turns, the seed being part of the version.
 * Nothing is stored. Fails with `not-found`, with `version-unknown` when the version was removed, with `conflict` while
 * the answer is still being made, and with `cancelled`.
 */
export type ReplayAnswer = (id: string, signal?: AbortSignal) => Promise<Replay>;

export function createReplay(services: {
  database: Database;
  turns: Turns;
  versions: Versions;
  answer: AnswerPrivately;
  fingerprint(version: string): string;
  /** Characters from start to end of the stored text of a content. */
  slice(contentSha256: string, start: number, end: number): Promise<string>;
}): ReplayAnswer {
  const { database, turns, versions, answer, fingerprint, slice } = services;
  const findById = database.prepare('SELECT sha256 FROM document WHERE id = ?').pluck();
  const findByName = database
    .prepare('SELECT sha256 FROM document WHERE library_id = ? AND name = ? ORDER BY added_at DESC LIMIT 1')
    .pluck();

  /** A document that was read anew has another id and the same name. With equal fingerprints it is what it was. */
  async function stateOf(
    citation: Citation,
    library: string,
    sameLibrary: boolean,
  ): Promise<Replay['citations'][number]['state']> {
    const own = findById.get(citation.documentId) as string | undefined;
    const sha256 = own ?? (findByName.get(library, citation.document) as string | undefined);
    if (sha256 === undefined) return 'gone';
    if ((await slice(sha256, citation.start, citation.end)) !== citation.quote) return 'changed';
    return own !== undefined || sameLibrary ? 'unchanged' : 'replaced';
  }

  return async (id, signal = new AbortController().signal) => {
    const turn = turns.get(id);
    if (turn.state === 'running') {
      throw new AppError('conflict', { answer: id }, { message: 'The answer is still being made. Wait for its end.' });
    }
    const { retrieved: before, fingerprint: known } = turns.details(id);
    versions.resolve(turn.version);
    const library = database.prepare('SELECT library_id FROM chat WHERE id = ?').pluck().get(turn.chat) as string;
    const all = turns.history(turn.chat);
    const history = all.slice(
      0,
      all.findIndex((item) => item.answerId === id),
    );
    const again = await answer({ version: turn.version, question: turn.question, library, history }, signal);
    const now = again.retrieved;
    const rank = firstDifference(before, now);
    const text = again.turn?.answer ?? '';
    const current = again.fingerprint ?? fingerprint(turn.version);
    const citations: Replay['citations'] = [];
    for (const citation of turn.citations) {
      const { n, document, page } = citation;
      citations.push({ n, document, page, state: await stateOf(citation, library, known === current) });
    }
    return {
      answerId: id,
      version: turn.version,
      question: turn.question,
      same: rank === null,
      before,
      now,
      firstDifference: rank,
      answer: { before: turn.answer, now: text, same: text === turn.answer },
      library: { before: known, now: current, same: known === current },
      citations,
      code: again.code,
    };
  };
}

/** Chunk ids are given anew when a document is imported again: a passage is the same by document, place and text. */
function firstDifference(before: readonly RetrievedHit[], now: readonly RetrievedHit[]): number | null {
  for (let at = 0; at < Math.max(before.length, now.length); at++) {
    const one = before[at];
    const other = now[at];
    const same =
      one?.document === other?.document &&
      one?.start === other?.start &&
      one?.end === other?.end &&
      one?.text === other?.text;
    if (!same) return at + 1;
  }
  return null;
}
