import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Manifest } from '../core/contract/index.ts';
import type { Client } from '../headless/client.ts';
import type { Ledger, Note } from './faults-ledger.ts';
import type { Victim } from './faults-process.ts';

/** The same numbers for the same seed, in [0, 1). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** What is done to the app while it waits to be killed. Each act notes in the ledger what was acknowledged. */
export interface Acts {
  /** Changes of the library and, where the victim takes orders, of its versions. Runs until an act fails. */
  changeLibrary(victim: Victim, client: Client, orders: boolean): Promise<void>;
  /** Questions, ratings and switches. Runs until an act fails. */
  talk(victim: Victim, client: Client): Promise<void>;
  /** New note files for an import by the command line, unsure until the command has ended well. */
  newNotes(count: number): Promise<Note[]>;
  /** Names of the acts that are going on. */
  goingOn(): string[];
}

const topics = ['lamps', 'pumps', 'valves', 'doors', 'fans', 'clocks'];
/** Sentences that many notes share, so that vectors are reused across files. */
const shared = topics.map((topic) =>
  `The ${topic} of this plant are looked after by the team of the second floor. `.repeat(6),
);
const mostNotes = 24;
const mostVersions = 5;
const mostChats = 30;
const mostTurns = 600;

export function createActs(options: {
  ledger: Ledger;
  random: Random;
  folder: string;
  dataFolder: string;
  manifest: Manifest;
  note: (what: string) => void;
  /** Called for an act that failed although the process lives. */
  onFailure: (what: string, error: unknown) => void;
}): Acts {
  const { ledger, random, folder, dataFolder, manifest, note, onFailure } = options;
  const running = new Map<number, string>();
  let nextAct = 1;
  let nextNote = 1;
  let nextVersion = 1;
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[below(items.length)];
  const present = () => [...ledger.notes.values()].filter((item) => item.standing === 'there');

  async function writeNote(place: string): Promise<Note> {
    const number = nextNote++;
    const word = `quarn${number}x`;
    const name = `note-${number}.md`;
    // A few are long enough for the kill to come between two slices of their chunks.
    const length = random() < 0.2 ? 200 + below(600) : 1 + below(30);
    const paragraphs = Array.from({ length }, () => pick(shared)!);
    paragraphs.splice(below(paragraphs.length), 0, `Tower ${word} is ${100 + number} metres high.`);
    const text = `# Note ${number}\n\n${paragraphs.join('\n\n')}\n`;
    await mkdir(place, { recursive: true });
    await writeFile(join(place, name), text);
    const made: Note = { name, path: join(place, name), word, standing: 'unsure' };
    ledger.notes.set(name, made);
    return made;
  }

  async function act(victim: Victim, name: string, work: () => Promise<void>): Promise<boolean> {
    const id = nextAct++;
    running.set(id, name);
    try {
      await work();
      note(name);
      running.delete(id);
      return true;
    } catch (error) {
      // The kill is what ends most of them; the process is given time to be seen as gone.
      await Promise.race([victim.exit, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
      if (!victim.ended) {
        onFailure(name, error);
        running.delete(id);
      }
      return false;
    }
  }

  async function importNotes(client: Client, uploaded: boolean): Promise<void> {
    const place = uploaded ? join(dataFolder, 'incoming', `upload-${nextNote}`) : folder;
    const made = await Promise.all(Array.from({ length: 1 + below(3) }, () => writeNote(place)));
    await client.imports.start({ paths: made.map((item) => item.path) });
    // Acknowledged: the queue is stored, so the documents have to come whatever happens to the process.
    for (const item of made) item.standing = 'there';
  }

  async function removeNote(client: Client): Promise<void> {
    const documents = await client.documents.list({});
    const chosen = pick(present().filter((item) => documents.some((document) => document.name === item.name)));
    const document = documents.find((item) => item.name === chosen?.name);
    if (!chosen || !document) return;
    chosen.standing = 'unsure';
    await client.documents.remove({ id: document.id });
    chosen.standing = 'gone';
  }

  async function install(victim: Victim): Promise<void> {
    const version = `1.0.${nextVersion++}`;
    const id = `faults@${version}`;
    const size = pick([200, 300, 450])!;
    const index = { ...manifest.index, exactBelow: random() < 0.5 ? 0 : 20_000 };
    ledger.versions.set(id, 'unsure');
    const next = { ...manifest, name: 'faults', version, chunk: { ...manifest.chunk, size, overlap: 20 }, index };
    await victim.order({ install: JSON.stringify(next) });
    ledger.versions.set(id, 'there');
  }

  async function uninstall(victim: Victim, client: Client): Promise<void> {
    const versions = (await client.versions.list()).filter((version) => version.pointer === null);
    const chosen = pick(versions.filter((version) => ledger.versions.get(version.id) === 'there'));
    if (!chosen) return;
    ledger.versions.set(chosen.id, 'unsure');
    await victim.order({ remove: chosen.id });
    ledger.versions.set(chosen.id, 'gone');
  }

  async function ask(client: Client): Promise<void> {
    const chat = random() < 0.5 || ledger.chats.size >= mostChats ? pick([...ledger.chats.keys()]) : undefined;
    const word = pick(present())?.word ?? 'quarn0x';
    for await (const event of await client.chats.ask({ question: `How high is tower ${word}?`, chat })) {
      if (event.type === 'start' && !ledger.chats.has(event.chat)) ledger.chats.set(event.chat, { pointer: null });
      if (event.type === 'turn') ledger.turns.set(event.turn.answerId, event.turn);
    }
  }

  async function rate(client: Client): Promise<void> {
    const id = pick([...ledger.turns.keys()]);
    if (!id) return;
    ledger.ratings.set(id, null);
    const change = { stars: 1 + below(5), thumb: pick(['up', 'down', null] as const) ?? null, comment: `${random()}` };
    ledger.ratings.set(id, await client.answers.rate({ id, ...change }));
  }

  async function switchChat(client: Client): Promise<void> {
    const id = pick([...ledger.chats.keys()]);
    const chat = id && ledger.chats.get(id);
    if (!chat) return;
    const pointer = random() < 0.5 ? 'stable' : 'beta';
    chat.pointer = null;
    chat.pointer = (await client.chats.setPointer({ id, pointer })).pointer;
  }

  return {
    async changeLibrary(victim, client, orders) {
      for (;;) {
        const kind = random();
        const full = present().length >= mostNotes;
        let more: boolean;
        if (orders && kind < 0.35) more = await act(victim, 'install', () => install(victim));
        else if (orders && kind < 0.5) more = await act(victim, 'uninstall', () => uninstall(victim, client));
        else if (full || kind < 0.65) more = await act(victim, 'remove', () => removeNote(client));
        else more = await act(victim, 'import', () => importNotes(client, random() < 0.3));
        const installed = [...ledger.versions.values()].filter((standing) => standing === 'there').length;
        if (more && orders && installed >= mostVersions) {
          more = await act(victim, 'uninstall', () => uninstall(victim, client));
        }
        if (!more) return;
      }
    },
    async talk(victim, client) {
      for (;;) {
        const kind = random();
        const [name, work] =
          kind < 0.5 && ledger.turns.size < mostTurns
            ? (['ask', ask] as const)
            : kind < 0.8
              ? (['rate', rate] as const)
              : (['switch', switchChat] as const);
        if (!(await act(victim, name, () => work(client)))) return;
        // A person takes longer as well; without a pause ratings alone would fill the disk.
        await wait(10);
      }
    },
    async newNotes(count) {
      return await Promise.all(Array.from({ length: count }, () => writeNote(folder)));
    },
    goingOn() {
      const names = [...running.values()];
      running.clear();
      return names;
    },
  };
}
