import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHumanScores } from '../../core/evaluation/human-scores.ts';
import { type Database, openDatabase } from '../../core/store/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Database;
beforeAll(async () => {
  folder = await temporaryFolder();
  database = openDatabase(folder.at('tandem.db'));
  // The rows below stand for turns and chats of long ago.
  database.pragma('foreign_keys = OFF');
});
afterAll(async () => {
  database.close();
  await folder[Symbol.asyncDispose]();
});

let turns = 0;
function vote(stable: string, beta: string, winner: 'stable' | 'beta' | 'tie', blind = 1): void {
  turns += 1;
  database
    .prepare(
      `INSERT INTO vote (question, stable_turn, beta_turn, stable_version, beta_version, winner, blind, shown_left,
         ms_to_vote, slice, voted_at) VALUES ('q', ?, ?, ?, ?, ?, ?, 'stable', 1000, 'latin-short', ?)`,
    )
    .run(`s${turns}`, `b${turns}`, stable, beta, winner, blind, turns);
}
const times = (count: number, work: () => void) => {
  for (let at = 0; at < count; at++) work();
};

describe('what people said', () => {
  it('is empty before anybody said anything', () => {
    expect(readHumanScores(database, ['v@1.0.0'])).toEqual({ ratings: [], votes: [], strengths: [], split: null });
  });

  it('counts blind votes alone and tells the evidence of wins', () => {
    times(7, () => vote('v@1.0.0', 'v@1.1.0', 'beta'));
    vote('v@1.0.0', 'v@1.1.0', 'tie');
    times(3, () => vote('v@1.0.0', 'v@1.1.0', 'stable', 0));
    const { votes, strengths } = readHumanScores(database, ['v@1.1.0']);
    // (2^8 - 1) / 8 for seven wins of seven.
    expect(votes).toEqual([
      { version: 'v@1.1.0', against: 'v@1.0.0', wins: 7, losses: 0, ties: 1, evidence: expect.closeTo(255 / 8, 5) },
    ]);
    expect(strengths).toEqual([]);
  });

  it('orders more than two versions by their strength, with intervals', () => {
    times(2, () => vote('v@1.0.0', 'v@1.1.0', 'stable'));
    times(6, () => vote('v@1.1.0', 'v@1.2.0', 'beta'));
    times(3, () => vote('v@1.1.0', 'v@1.2.0', 'stable'));
    const { strengths, votes } = readHumanScores(database, ['v@1.0.0']);
    expect(votes.map(({ version }) => version)).toEqual(['v@1.1.0']);
    expect(strengths.map(({ version }) => version)).toEqual(['v@1.2.0', 'v@1.1.0', 'v@1.0.0']);
    for (const { strength, low, high } of strengths) {
      expect(low).toBeLessThan(strength);
      expect(high).toBeGreaterThan(strength);
    }
  });

  it('checks the split of the present rollout, as long as both arms should be alike', () => {
    database.exec(`
      INSERT INTO version (id, manifest, installed_at) VALUES ('v@1.0.0', '{}', 1), ('v@1.2.0', '{}', 1);
      INSERT INTO pointer (id, stable, beta, previous, generation) VALUES (1, 'v@1.0.0', 'v@1.2.0', NULL, 1);
      INSERT INTO rollout VALUES ('v@1.2.0', '{"name":"ramping"}', 'salt', 1, 0, 0);
      INSERT INTO rollout_event (version, event, generation, happened_at) VALUES ('v@1.2.0', '{"type":"ramp","weight":0.25}', 1, 1);
    `);
    const assign = database.prepare('INSERT INTO assignment VALUES (?, ?, ?, 1)');
    for (let at = 0; at < 100; at++) assign.run('salt', `chat ${at}`, at < 60 ? 'beta' : 'control');
    assign.run('salt', 'neither', 'none');
    assign.run('earlier', 'chat 1', 'beta');
    const { split } = readHumanScores(database, []);
    expect(split).toMatchObject({ beta: 60, control: 40, p: expect.closeTo(0.0455003, 6) });
    // R: binom.test(60, 100)$p.value = 0.05688793.
    expect(split!.exact).toBeCloseTo(0.05688793, 7);
    database.exec(
      `INSERT INTO rollout_event (version, event, generation, happened_at) VALUES ('v@1.2.0', '{"type":"weight","weight":0.75}', 2, 2)`,
    );
    expect(readHumanScores(database, []).split).toBeNull();
  });
});
