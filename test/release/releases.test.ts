import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type Turn } from '../../core/contract/index.ts';
import { createAudit } from '../../core/release/audit.ts';
import { createReleaseStore } from '../../core/release/release-store.ts';
import { openDatabase } from '../../core/store/database.ts';
import { errorOf } from '../../headless/client.ts';
import { askWhole, handbook, importAll } from '../support/test-app.ts';
import { createReleaseApp, minutes, modelManifest, quoteManifest, type ReleaseApp } from './release-app.ts';

let test: ReleaseApp;
beforeEach(async () => {
  test = await createReleaseApp();
  await importAll(test.client, [await test.file('handbook.md', handbook)]);
});
afterEach(() => test[Symbol.asyncDispose]());

const stable = 'everyday@1.0.0';
const beta = 'everyday@1.1.0-beta.1';
const force = { force: true, reason: 'for the test' };
const refused = async (work: Promise<unknown>) =>
  errorOf(
    await work.then(
      () => null,
      (error: unknown) => error,
    ),
  );
const newChats = async (count: number) => {
  const turns: Turn[] = [];
  for (let i = 0; i < count; i++) turns.push(await test.ask('What may a hotel night cost?'));
  return turns;
};

describe('routing', () => {
  it('draws new chats by the weight, keeps each where it is, and stores why', async () => {
    const { client } = test;
    const before = await test.ask('Are receipts needed?');
    await client.release.ramp(force);
    await client.release.weight({ percent: 50 });
    const turns = await newChats(16);
    expect(new Set(turns.map((turn) => turn.reason))).toEqual(new Set(['split']));
    expect(new Set(turns.map((turn) => turn.version))).toEqual(new Set([stable, beta]));
    await client.release.weight({ percent: 0 });
    await test.reopen();
    for (const turn of turns.slice(0, 6)) {
      expect(await test.ask('And meals?', turn.chat)).toMatchObject({ version: turn.version, reason: 'split' });
    }
    expect(await test.ask('And meals?', before.chat)).toMatchObject({ version: stable, reason: 'default' });
    const afterwards = await newChats(4);
    expect(new Set(afterwards.map((turn) => turn.version))).toEqual(new Set([stable]));
  });

  it('sends everything back to stable with a rollback, and draws other chats after it', async () => {
    const { client } = test;
    await client.release.ramp(force);
    await client.release.weight({ percent: 100 });
    const [turn] = await newChats(1);
    expect(turn?.version).toBe(beta);
    expect(await client.release.rollback({ reason: 'too terse' })).toMatchObject({
      stable,
      beta: null,
      state: 'stable',
    });
    expect(await test.ask('And meals?', turn?.chat)).toMatchObject({ version: stable, reason: 'default' });
    const again = await client.release.shadow({ version: beta });
    expect(again).toMatchObject({ beta, version: beta, state: 'shadow' });
    expect(await test.ask('And trains?', turn?.chat)).toMatchObject({ version: stable });
  });

  it('follows rules for libraries and for the machine before the split', async () => {
    const { client } = test;
    const work = await client.libraries.create({ name: 'Work' });
    await client.release.rules.add({ kind: 'library', value: 'Work', to: 'beta' });
    const inWork = await client.chats.create({ library: work.id });
    expect(await test.ask('hotel?', inWork.id)).toMatchObject({ version: beta, reason: 'rule' });
    expect(await test.ask('hotel?')).toMatchObject({ version: stable, reason: 'default' });
    const { rules } = await client.release.rules.add({ kind: 'device', value: 'battery', to: 'beta' });
    expect(await test.ask('hotel?')).toMatchObject({ version: stable, reason: 'default' });
    test.device.battery = true;
    test.time.now += minutes(1);
    expect(await test.ask('hotel?')).toMatchObject({ version: beta, reason: 'rule' });
    await client.release.rules.remove({ id: rules[1]!.id });
    expect(await test.ask('hotel?')).toMatchObject({ version: stable, reason: 'default' });
    expect(await refused(client.release.rules.add({ kind: 'device', value: 'rain', to: 'beta' }))).toMatchObject({
      code: 'bad-request',
    });
    expect(await refused(client.release.rules.add({ kind: 'library', value: 'none', to: 'beta' }))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the breaker', () => {
  it('lets a beta rest after three crashes, tries it once, and trusts it again when that goes well', async () => {
    const { client } = test;
    await test.app.installVersion(modelManifest('1.0.0'));
    const chat = await client.chats.create({ pointer: 'beta' });
    test.model.error = new AppError('model-crashed');
    for (let i = 0; i < 3; i++) expect(await test.ask('hotel?', chat.id)).toMatchObject({ notice: 'model-crashed' });
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ version: stable, reason: 'breaker', notice: null });
    const direct = await refused(askWhole(client, { question: 'hotel?', version: 'beta' }));
    expect(direct).toMatchObject({ code: 'conflict', details: { guard: 'breaker' } });
    expect((await client.release.status()).breaker).toMatchObject({ state: 'open', cause: 'crashes' });

    await test.reopen();
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ reason: 'breaker' });
    test.time.now += 31_000;
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ version: 'talker@1.0.0', notice: 'model-crashed' });
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ reason: 'breaker' });
    test.time.now += 31_000;
    test.model.error = null;
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ version: 'talker@1.0.0', notice: null });
    expect(await test.ask('hotel?', chat.id)).toMatchObject({ version: 'talker@1.0.0', reason: 'manual' });
    expect((await test.client.release.status()).breaker.state).toBe('closed');
  });

  it('takes a version back by itself while it is released, tells the person, and loses no chat', async () => {
    const { client } = test;
    await test.app.installVersion(modelManifest('1.0.0'));
    await client.release.ramp(force);
    await client.release.weight({ percent: 100 });
    test.model.error = new AppError('model-crashed');
    const turns = await newChats(3);
    await expect.poll(async () => (await client.release.status()).beta).toBeNull();
    const status = await client.release.status();
    expect(status).toMatchObject({ stable, beta: null });
    expect(status.versions.find((version) => version.version === 'talker@1.0.0')?.state).toBe('rolled-back');
    expect(status.history[0]).toMatchObject({ who: 'tandem', what: 'rollback', to: 'rolled-back' });
    expect(status.history[0]?.why).toContain('breaker: 3 crashes in a row');
    expect(test.notifications).toEqual(['talker@1.0.0 was taken back. The trusted version answers again.']);
    for (const turn of turns) {
      expect(await test.ask('And meals?', turn.chat)).toMatchObject({ version: stable, notice: null });
      expect((await client.chats.get({ id: turn.chat })).history).toHaveLength(2);
    }
  });
});

describe('the way of a version to stable', () => {
  it('leads over hidden pairs, the ramp, a pause that asks, votes, promotion and the watch', async () => {
    const { client } = test;
    const steps = [
      { weight: 80, chats: 2, minutes: 30 },
      { weight: 100, chats: 2, minutes: 30 },
    ];
    // Answers of a few milliseconds differ by chance alone; what latencies decide is tested on figures.
    const latency = { hold: 50, rollback: 90, pairs: 4 };
    await test.app.installVersion(
      quoteManifest('1.0.0', { shadow: { pairs: 4, idleSeconds: 0 }, ramp: { steps }, latency }),
    );
    for (const question of ['hotel night?', 'hotel in Zürich?', 'meals a day?', 'first class?', 'receipts?']) {
      await test.ask(`What about ${question}`);
    }
    const chats = (await client.chats.list()).length;
    expect((await client.release.shadow()).state).toBe('shadow');
    const ramping = await test.settle();
    expect(ramping).toMatchObject({ state: 'ramping', step: 0, weight: 80 });
    expect(ramping.guards.find((guard) => guard.id === 'shadow')).toMatchObject({ verdict: 'passed', value: 5 });
    expect(await client.chats.list()).toHaveLength(chats);

    await newChats(12);
    expect(await test.settle()).toMatchObject({ state: 'ramping', step: 0 });
    test.time.now += minutes(31);
    expect(await test.settle()).toMatchObject({ state: 'ramping', step: 1, weight: 100 });
    const refusal = await refused(client.release.promote());
    expect(refusal.code).toBe('conflict');
    expect(refusal.message).toContain('votes inconclusive (0 of 0 blind votes for it, too early to tell)');
    await newChats(3);
    test.time.now += minutes(31);
    const paused = await test.settle();
    expect(paused).toMatchObject({ state: 'paused', weight: 0 });
    expect(paused.reason).toContain('too early to tell: votes');
    expect(test.notifications.at(-1)).toBe('The release of quoter@1.0.0 waits for you.');

    for (let i = 0; i < 7; i++) {
      const question = `What may a hotel night cost, asked for the ${i + 1}. time?`;
      const answers = [await test.ask(question, undefined, 'stable'), await test.ask(question, undefined, 'beta')];
      const [ofStable, ofBeta] = answers.map((turn) => turn.answerId) as [string, string];
      await client.votes.cast({ stable: ofStable, beta: ofBeta, winner: 'beta', blind: true, left: 'beta', ms: 900 });
    }
    expect(await test.settle()).toMatchObject({ state: 'ready', beta: 'quoter@1.0.0' });
    const promoted = await client.release.promote();
    expect(promoted).toMatchObject({ stable: 'quoter@1.0.0', beta: null, previous: stable, state: 'watching' });
    await newChats(20);
    expect(await test.settle()).toMatchObject({ state: 'watching' });
    test.time.now += minutes(31);
    const settled = await test.settle();
    expect(settled).toMatchObject({ stable: 'quoter@1.0.0', state: 'stable' });
    expect(settled.versions.find((version) => version.version === stable)?.state).toBe('retired-cold');
    expect(await client.audit.verify()).toMatchObject({ ok: true });
  });

  it('shows the person nothing of hidden answers, and gives way to their questions', async () => {
    const { client } = test;
    await client.release.shadow();
    const first = await test.ask('What may a hotel night cost?');
    const looking = test.app.releases.tick();
    const second = await test.ask('Are receipts needed for meals?');
    await looking;
    expect(second.state).toBe('finished');
    const history = (await client.chats.get({ id: first.chat })).history;
    expect(history.map((turn) => turn.answerId)).toEqual([first.answerId]);
    expect((await client.chats.list()).map((chat) => chat.id).sort()).toEqual([first.chat, second.chat].sort());
  });

  it('ends with an abort, after which it cannot be promoted', async () => {
    const { client } = test;
    await client.release.shadow();
    await client.release.abort({ reason: 'not now' });
    for (const move of [undefined, force]) {
      expect(await refused(client.release.promote(move))).toMatchObject({ code: 'conflict' });
    }
    expect((await client.release.status()).history[0]).toMatchObject({ what: 'rollback', why: 'not now' });
  });

  it('needs a reason to be forced, and keeps it', async () => {
    const { client } = test;
    expect(await refused(client.release.promote({ force: true }))).toMatchObject({ code: 'bad-request' });
    const status = await client.release.promote({ force: true, reason: 'we accept the slower search' });
    expect(status).toMatchObject({ stable: beta, previous: stable, state: 'watching' });
    const [swap, promote] = await client.audit.list({ limit: 2 });
    expect(swap).toMatchObject({ what: 'swap', from: 'promoting', to: 'watching' });
    expect(promote).toMatchObject({ what: 'promote', why: 'forced: we accept the slower search' });
    expect(JSON.stringify(promote?.evidence)).toContain('"votes"');
  });

  it('is refused when somebody else switched since the status was read', async () => {
    const { client } = test;
    const { generation } = await client.release.status();
    await client.release.abort();
    const late = client.release.shadow({ version: beta, generation });
    expect(await refused(late)).toMatchObject({ code: 'conflict', details: { reason: 'generation' } });
  });
});

describe('switching', () => {
  it('refuses no question and mixes no answer while versions are switched again and again', async () => {
    const { client } = test;
    const questions = ['What may a hotel night cost?', 'Are receipts needed?', 'When may first class be booked?'];
    const expected = new Map<string, string>();
    for (const version of [stable, beta]) {
      for (const text of questions) {
        const { hits } = await client.search.query({ text, version });
        expected.set(`${version} ${text}`, JSON.stringify(hits.map((hit) => [hit.start, hit.end])));
      }
    }
    const asked: Promise<Awaited<ReturnType<typeof askWhole>>>[] = [];
    const switches = [
      () => client.release.promote(force),
      () => client.release.rollback(),
      () => client.release.rollback({ to: beta }),
      () => client.release.rollback({ to: stable }),
      () => client.release.rollback({ to: beta }),
    ];
    for (const change of switches) {
      for (let i = 0; i < 6; i++) asked.push(askWhole(client, { question: questions[i % 3]! }));
      await change();
      for (let i = 0; i < 6; i++) asked.push(askWhole(client, { question: questions[i % 3]! }));
    }
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ turn }) => turn.version))).toEqual(new Set([stable, beta]));
    for (const { turn, events } of answers) {
      expect(turn).toMatchObject({ state: 'finished', supported: true, notice: null });
      expect(events[0]).toMatchObject({ type: 'start', version: turn.version });
      const { retrieved } = await client.answers.details({ id: turn.answerId });
      const places = JSON.stringify(retrieved.map((hit) => [hit.start, hit.end]));
      expect(places).toBe(expected.get(`${turn.version} ${turn.question}`));
    }
    expect(await client.release.status()).toMatchObject({ stable: beta, previous: stable, beta: null });
  });

  it('lets an answer in flight finish on the version that began it', async () => {
    const { client } = test;
    let version: string | undefined;
    for await (const event of await client.chats.ask({ question: 'What may a hotel night cost?' })) {
      if (event.type === 'start') {
        version = event.version;
        await client.release.promote(force);
      }
      if (event.type === 'turn') expect(event.turn).toMatchObject({ version, state: 'finished', supported: true });
    }
    expect(version).toBe(stable);
    expect(await test.ask('What may a hotel night cost?')).toMatchObject({ version: beta, pointer: 'stable' });
  });

  it('goes back from a new stable version by guard, click and restart alike', async () => {
    await test.app.installVersion(modelManifest('2.0.0'));
    await test.client.release.promote(force);
    await test.reopen();
    expect(await test.client.release.status()).toMatchObject({ stable: 'talker@2.0.0', state: 'watching' });
    test.model.error = new AppError('model-crashed');
    await newChats(3);
    expect(await test.settle()).toMatchObject({ stable, previous: 'talker@2.0.0', state: 'stable' });
    expect(await test.ask('hotel?')).toMatchObject({ version: stable, notice: null });
    const nothing = await refused(test.client.release.rollback({ to: stable }));
    expect(nothing).toMatchObject({ code: 'conflict' });
  });

  it('takes a switch that a crash cut off for not made, and makes it when it is asked again', async () => {
    test.between.once = () => {
      const database = openDatabase(join(test.dataFolder, 'tandem.db'));
      const store = createReleaseStore({ database, now: () => test.time.now, audit: createAudit(database) });
      const event = { type: 'promote' as const, guards: [], force: 'x' };
      const note = { who: 'somebody', what: 'promote', version: beta, why: 'x' };
      store.commit({ type: 'event', version: beta, event, warmUntil: 0 }, note);
      database.close();
    };
    await test.reopen();
    expect(await test.client.release.status()).toMatchObject({ stable, beta, state: 'ready' });
    expect(await test.client.release.promote(force)).toMatchObject({ stable: beta, state: 'watching' });
  });
});

describe('installing and removing', () => {
  it('begins a life, stages it once it knows the library, and refuses a second one during a release', async () => {
    const { client } = test;
    const status = await client.versions.install({ manifest: quoteManifest('1.0.0') });
    expect(status).toMatchObject({ beta: 'quoter@1.0.0', state: 'staged' });
    expect(status.versions.find((version) => version.version === beta)?.state).toBe('rolled-back');
    await client.release.shadow();
    const second = await refused(client.versions.install({ manifest: quoteManifest('1.1.0') }));
    expect(second).toMatchObject({ code: 'conflict', details: { candidate: 'quoter@1.0.0', state: 'shadow' } });
    expect((await client.versions.list()).map((version) => version.id)).not.toContain('quoter@1.1.0');
    const invalid = await refused(client.versions.install({ manifest: '{"format":1}' }));
    expect(invalid.code).toBe('manifest-invalid');
  });

  it('clones a version under the next free number, which installs as it is', async () => {
    const { client } = test;
    const clone = await client.versions.clone({ id: 'beta' });
    expect(clone.version).toBe('1.1.0-beta.2');
    expect((await client.versions.clone({ id: 'stable' })).version).toBe('1.0.1-beta.1');
    const status = await client.versions.install({ manifest: JSON.stringify(clone) });
    expect(status.beta).toBe('everyday@1.1.0-beta.2');
    expect((await client.versions.clone({ id: 'everyday@1.1.0-beta.1' })).version).toBe('1.1.0-beta.3');
  });

  it('removes what nobody can go back to, and keeps what is warm or in use', async () => {
    const { client } = test;
    for (const id of ['stable', 'beta']) {
      expect(await refused(client.versions.remove({ id }))).toMatchObject({ code: 'conflict' });
    }
    await client.release.promote(force);
    expect(await refused(client.versions.remove({ id: stable }))).toMatchObject({
      code: 'conflict',
      details: { state: 'retired-warm' },
    });
    test.time.now += minutes(31);
    await test.settle();
    expect(await refused(client.versions.remove({ id: stable }))).toMatchObject({
      code: 'conflict',
      details: { state: 'retired-cold' },
    });
    await newChats(20);
    expect(await test.settle()).toMatchObject({ stable: beta, state: 'stable' });
    expect(await client.versions.remove({ id: stable })).toEqual({ removed: stable });
    const status = await client.release.status();
    expect(status).toMatchObject({ stable: beta, previous: null });
    expect(status.versions.find((version) => version.version === stable)?.state).toBe('archived');
    expect(await refused(client.release.rollback())).toMatchObject({ code: 'conflict' });
  });
});

describe('votes', () => {
  it('count once per pair, blind ones alone, and need two answers to one question', async () => {
    const { client } = test;
    const question = 'What may a hotel night cost?';
    const [ofStable, ofBeta] = [
      await test.ask(question, undefined, 'stable'),
      await test.ask(question, undefined, 'beta'),
    ];
    const vote = { stable: ofStable.answerId, beta: ofBeta.answerId, left: 'stable' as const, ms: 1200 };
    const cast = await client.votes.cast({ ...vote, winner: 'beta', blind: true });
    expect(cast).toMatchObject({ stableVersion: stable, betaVersion: beta, slice: 'latin-short', blind: true });
    const sample = async () => (await client.release.status()).guards.find((guard) => guard.id === 'votes')?.sample;
    expect(await sample()).toBe(1);
    expect(await client.votes.cast({ ...vote, winner: 'stable', blind: true })).toMatchObject({ id: cast.id });
    expect(await sample()).toBe(1);
    expect(await client.votes.cast({ ...vote, winner: 'stable', blind: false })).toMatchObject({ blind: false });
    expect(await sample()).toBe(0);
    const other = await test.ask('Are receipts needed?', undefined, 'beta');
    const wrong = client.votes.cast({ ...vote, beta: other.answerId, winner: 'beta', blind: true });
    expect(await refused(wrong)).toMatchObject({ code: 'bad-request' });
    expect(await refused(client.votes.cast({ ...vote, beta: 'none', winner: 'beta', blind: true }))).toMatchObject({
      code: 'not-found',
    });
  });
});
