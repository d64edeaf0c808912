import type { Rating, Turn } from '../core/contract/index.ts';
import type { Client } from '../headless/client.ts';

/**
 * What the app has said that it did. `unsure` are orders whose answer did not come before the process was killed: they
 * may have been carried out or not, and what is found decides. Everything else has to be as it was said.
 */
export type Standing = 'there' | 'gone' | 'unsure';

export interface Note {
  /** Its name, which no other note has. */
  name: string;
  path: string;
  /** A word that is in this note alone. */
  word: string;
  standing: Standing;
}

export interface Ledger {
  notes: Map<string, Note>;
  chats: Map<string, { pointer: 'stable' | 'beta' | null }>;
  turns: Map<string, Turn>;
  /** Null where the last rating of the answer was not acknowledged. */
  ratings: Map<string, Rating | null>;
  versions: Map<string, Standing>;
}

export function createLedger(): Ledger {
  return { notes: new Map(), chats: new Map(), turns: new Map(), ratings: new Map(), versions: new Map() };
}

/**
 * Compares the ledger with what the app now says, one line for each difference. Unsure entries become what is found.
 */
export async function compareLedger(ledger: Ledger, client: Client): Promise<string[]> {
  const wrong: string[] = [];
  const check = (what: string, standing: Standing, found: boolean): Standing => {
    if (standing === 'there' && !found) wrong.push(`${what} was lost`);
    if (standing === 'gone' && found) wrong.push(`${what} came back`);
    return found ? 'there' : 'gone';
  };

  const documents = new Map((await client.documents.list({})).map((document) => [document.name, document]));
  for (const note of ledger.notes.values()) {
    note.standing = check(`document ${note.name}`, note.standing, documents.has(note.name));
    documents.delete(note.name);
  }
  for (const name of documents.keys()) wrong.push(`document ${name} was never imported`);

  const versions = new Set((await client.versions.list()).map((version) => version.id));
  for (const [id, standing] of ledger.versions) {
    ledger.versions.set(id, check(`version ${id}`, standing, versions.has(id)));
  }

  const stored = new Map<string, Turn>();
  for (const [id, expected] of ledger.chats) {
    const chat = await client.chats.get({ id }).catch(() => null);
    for (const turn of chat?.history ?? []) stored.set(turn.answerId, turn);
    if (!chat) wrong.push(`chat ${id} was lost`);
    else if (expected.pointer && chat.pointer !== expected.pointer) {
      wrong.push(`chat ${id} answers from ${chat.pointer} and not from ${expected.pointer}`);
    } else expected.pointer = chat.pointer;
  }
  for (const [id, turn] of ledger.turns) {
    const found = stored.get(id);
    if (!found) wrong.push(`answer ${id} was lost`);
    else if (found.answer !== turn.answer || found.state !== turn.state) wrong.push(`answer ${id} is another one`);
    const rating = ledger.ratings.get(id);
    if (rating === undefined || !found) continue;
    if (rating && JSON.stringify(found.rating) !== JSON.stringify(rating)) {
      wrong.push(`answer ${id} is rated ${JSON.stringify(found.rating)} and not ${JSON.stringify(rating)}`);
    }
    if (rating === null && found.rating) ledger.ratings.set(id, found.rating);
  }
  return wrong;
}
