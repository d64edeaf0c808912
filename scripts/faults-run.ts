import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findLeftovers } from '../core/pipeline/find-leftovers.ts';
import { builtInManifests } from '../core/pipeline/versions.ts';
import { openDatabase } from '../core/store/database.ts';
import type { Client } from '../headless/client.ts';
import { createActs, createRandom } from './faults-acts.ts';
import { compareLedger, createLedger } from './faults-ledger.ts';
import { startDriver, startImport, startServe, type Victim } from './faults-process.ts';

export interface FaultSummary {
  kills: number;
  seed: number;
  seconds: number;
  /** How often what was going on when the process was killed; `start` is a kill before it could be asked. */
  killedDuring: Record<string, number>;
  /** Acts that were acknowledged. */
  acknowledged: Record<string, number>;
  /** Times that everything was checked after a restart. */
  checks: number;
  violations: string[];
}

const startLimitMs = 60_000;
const settleLimitMs = 120_000;
/** Longest time between the first act and the kill; most acts take a tenth of it. */
const longestActMs = 1500;

/**
 * Kills an app `kills` times at moments drawn from `seed`, and checks after each restart that what it had acknowledged
 * is there, that nothing is half there, and that it answers. Moments depend on the machine as well: a seed gives the
 * same acts in the same order, not the same microsecond.
 */
export async function runFaults(options: {
  kills: number;
  seed: number;
  onProgress?: (line: string) => void;
}): Promise<FaultSummary> {
  const { kills, seed, onProgress = () => undefined } = options;
  const started = performance.now();
  const root = await mkdtemp(join(tmpdir(), 'tandem-faults-'));
  const dataFolder = join(root, 'data');
  const random = createRandom(seed);
  const ledger = createLedger();
  const violations: string[] = [];
  const acknowledged: Record<string, number> = {};
  const killedDuring: Record<string, number> = {};
  const count = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const [stable] = builtInManifests();
  const acts = createActs({
    ledger,
    random,
    folder: join(root, 'files'),
    dataFolder,
    manifest: stable!,
    note: (name) => count(acknowledged, name),
    onFailure: (name, error) => violations.push(`${name} failed while the app was running: ${String(error)}`),
  });
  let checks = 0;
  /** The app of the moment: when the run cannot go on, it is not left behind. */
  let current: Victim | undefined;
  const begin = (victim: Victim): Victim => {
    current = victim;
    return victim;
  };

  async function kill(victim: Victim, during?: string): Promise<void> {
    await victim.kill();
    // Acts end when they see that the process is gone; what they were is known before.
    await wait(50);
    const names = during ? [during] : acts.goingOn();
    for (const name of names.length > 0 ? names : ['nothing']) count(killedDuring, name);
  }

  async function check(client: Client): Promise<void> {
    checks += 1;
    // The queue works on after an import was acknowledged: what is open now was cut off.
    if ((await client.imports.files({ state: 'open' })).length > 0) count(killedDuring, 'reading');
    const before = violations.length;
    violations.push(...(await settle(client, dataFolder)));
    violations.push(...(await compareLedger(ledger, client)));
    const known = [...ledger.notes.values()].find((note) => note.standing === 'there');
    if (known) violations.push(...(await answers(client, known.word)));
    for (const line of violations.slice(before)) onProgress(`VIOLATION after kill ${killed}: ${line}`);
  }

  async function killAnApp(): Promise<void> {
    const kind = random();
    const patience = random();
    if (kind < 0.1) {
      // In the middle of starting: the lock, the sweep, the catching up.
      const victim = begin(random() < 0.5 ? startServe(dataFolder) : startDriver(dataFolder));
      await wait(100 + patience * 1500);
      return await kill(victim, 'start');
    }
    if (kind < 0.25) {
      const notes = await acts.newNotes(1 + Math.floor(random() * 4));
      const paths = notes.map((note) => note.path);
      const victim = begin(startImport(dataFolder, paths));
      await Promise.race([victim.exit, wait(300 + patience * 3000)]);
      const code = victim.ended ? await victim.exit : null;
      if (code === 0) for (const note of notes) note.standing = 'there';
      else if (code !== null) violations.push(`tandem import ended with ${code}: ${victim.lastWords()}`);
      if (code !== null) return await killAnApp();
      return await kill(victim, 'command line');
    }
    const orders = kind > 0.6;
    const victim = begin(orders ? startDriver(dataFolder) : startServe(dataFolder));
    const client = await victim.connect(startLimitMs);
    await check(client);
    const doing = [acts.changeLibrary(victim, client, orders), acts.talk(victim, client)];
    await wait(patience * longestActMs);
    await kill(victim);
    await Promise.all(doing);
  }

  let killed = 0;
  try {
    for (; killed < kills; killed++) {
      await killAnApp();
      onProgress(`${killed + 1} of ${kills} kills, ${checks} checks, ${violations.length} violations`);
    }
    const last = begin(startServe(dataFolder));
    await check(await last.connect(startLimitMs));
    await last.kill();
  } catch (error) {
    violations.push(`the run could not go on: ${String(error)}`);
  } finally {
    if (current && !current.ended) await current.kill();
    if (violations.length === 0) await rm(root, { recursive: true, force: true, maxRetries: 5 });
    else onProgress(`the data folder is kept at ${dataFolder}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  return { kills: killed, seed, seconds, killedDuring, acknowledged, checks, violations };
}

/** Waits until the queue is empty and every version has every document; says what is not so, or half there, after that. */
async function settle(client: Client, dataFolder: string): Promise<string[]> {
  const until = Date.now() + settleLimitMs;
  for (;;) {
    const open = await client.imports.files({ state: 'open' });
    const waiting = (await client.documents.list({})).filter((document) => document.state !== 'ready');
    const left = open.length + waiting.length === 0 ? await inspect(dataFolder) : [];
    if (open.length + waiting.length + left.length === 0) break;
    if (Date.now() > until) {
      return [
        ...open.map((file) => `${file.name} is still ${file.state}`),
        ...waiting.map((document) => `${document.name} is ${document.state} in ${JSON.stringify(document.versions)}`),
        ...left,
      ];
    }
    await wait(100);
  }
  const failed = await client.imports.files({ state: 'failed' });
  return failed.map((file) => `${file.name} could not be imported: ${file.code} ${file.message}`);
}

async function inspect(dataFolder: string): Promise<string[]> {
  const at = (name: string) => join(dataFolder, name);
  const folder = {
    originals: at('originals'),
    incoming: at('incoming'),
    artifacts: at('artifacts'),
    snapshots: at('snapshots'),
  };
  const database = openDatabase(at('tandem.db'));
  try {
    return findLeftovers({ database, folder, modelDigest: (model) => `missing:${model}` });
  } finally {
    database.close();
  }
}

async function answers(client: Client, word: string): Promise<string[]> {
  for await (const event of await client.chats.ask({ question: `How high is tower ${word}?` })) {
    if (event.type !== 'turn') continue;
    const { state, answer } = event.turn;
    return state === 'finished' && answer.includes(word) ? [] : [`asked for ${word} it said (${state}): ${answer}`];
  }
  return ['an answer ended without a turn'];
}
