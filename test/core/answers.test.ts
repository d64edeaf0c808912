import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../headless/client.ts';
import { askWhole, chineseHandbook, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await importAll(test.client, [
    await test.file('handbook.md', handbook),
    await test.file('差旅手册.md', chineseHandbook),
  ]);
});
afterAll(() => test[Symbol.asyncDispose]());

describe.each(['stable', 'beta'] as const)('answers of the built-in %s', (version) => {
  it.each([
    ['What may a hotel night cost in Zürich?', 'handbook.md', '210 EUR'],
    ['Are receipts needed for meals?', 'handbook.md', '20 EUR'],
    ['When may first class be booked?', 'handbook.md', 'three hours'],
    ['每天的餐费上限是多少?', '差旅手册.md', '三百元'],
    ['上海的住宿上限是多少?', '差旅手册.md', '一千二百元'],
  ])('%s', async (question, document, fact) => {
    const { turn } = await askWhole(test.client, { question, version });
    expect(turn.supported).toBe(true);
    expect(turn.answer).toContain(fact);
    expect(turn.citations[0]?.document).toBe(document);
  });

  it('cite exactly the characters they quote', async () => {
    const { turn } = await askWhole(test.client, { question: '上海的住宿上限是多少?', version });
    for (const citation of turn.citations) {
      const { text } = await test.client.documents.text({ id: citation.documentId });
      expect(text.slice(citation.start, citation.end)).toBe(citation.quote);
    }
    for (const sentence of turn.sentences) {
      const quotes = sentence.citations.map((n) => turn.citations[n - 1]?.quote);
      expect(quotes).toContain(turn.answer.slice(sentence.start, sentence.end));
    }
  });

  it.each(['Who won the football world cup in 1954?', '月球的直径是多少公里?'])('refuse %s', async (question) => {
    const { turn } = await askWhole(test.client, { question, version });
    expect(turn).toMatchObject({ supported: false, citations: [] });
    expect(turn.answer).toMatch(question.startsWith('Who') ? /do not answer/ : /没有回答/);
  });
});

describe('which version answers', () => {
  it('is stable unless somebody chose', async () => {
    const { turn } = await askWhole(test.client, { question: 'hotel night' });
    expect(turn).toMatchObject({ version: 'everyday@1.0.0', pointer: 'stable', reason: 'default' });
  });

  it("is the chat's own toggle, remembered over a restart", async () => {
    const chat = await test.client.chats.create({});
    await test.client.chats.setPointer({ id: chat.id, pointer: 'beta' });
    const first = await askWhole(test.client, { question: 'hotel night', chat: chat.id });
    expect(first.turn).toMatchObject({ version: 'everyday@1.1.0-beta.1', pointer: 'beta', reason: 'manual' });
    await test.reopen();
    const second = await askWhole(test.client, { question: 'meals', chat: chat.id });
    expect(second.turn).toMatchObject({ pointer: 'beta', reason: 'manual' });
    expect((await test.client.chats.get({ id: chat.id })).history).toEqual([first.turn, second.turn]);
  });

  it('is the override of one question, which the chat does not remember', async () => {
    const chat = await test.client.chats.create({});
    const { turn } = await askWhole(test.client, { question: 'hotel night', chat: chat.id, version: 'beta' });
    expect(turn.reason).toBe('override');
    expect((await test.client.chats.get({ id: chat.id })).pointer).toBe('stable');
  });

  it('is refused when it is not installed, and no chat is left behind', async () => {
    const before = (await test.client.chats.list()).length;
    const failing = askWhole(test.client, { question: 'hotel', version: 'everyday@7.0.0' });
    expect(errorOf(await failing.catch((error: unknown) => error))).toMatchObject({ code: 'version-unknown' });
    expect(await test.client.chats.list()).toHaveLength(before);
  });
});

describe('a stored turn', () => {
  it('keeps retrieved passages, times, and the fingerprint of what the version knew', async () => {
    const { turn } = await askWhole(test.client, { question: 'Are receipts needed?' });
    const details = await test.client.answers.details({ id: turn.answerId });
    expect(details.retrieved.length).toBeGreaterThan(0);
    const versions = await test.client.versions.list();
    expect(details.fingerprint).toBe(versions.find((version) => version.id === turn.version)?.fingerprint);
    expect(turn.timings.total).toBeGreaterThanOrEqual(turn.timings.search ?? Number.POSITIVE_INFINITY);
  });

  it('takes a rating in parts, changes and clears it, and tells which version was rated', async () => {
    const { turn } = await askWhole(test.client, { question: 'Are receipts needed?', version: 'beta' });
    const id = turn.answerId;
    await test.client.answers.rate({ id, thumb: 'up' });
    await test.client.answers.rate({ id, stars: 4, tags: ['too-long'] });
    const rating = await test.client.answers.rate({ id, comment: 'fine' });
    expect(rating).toMatchObject({
      version: 'everyday@1.1.0-beta.1',
      thumb: 'up',
      stars: 4,
      tags: ['too-long'],
      comment: 'fine',
    });
    await test.client.answers.rate({ id, thumb: null });
    await test.reopen();
    expect((await test.client.answers.get({ id })).rating).toMatchObject({ thumb: null, stars: 4, comment: 'fine' });
  });
});

describe('chats', () => {
  it('are named by their first question, found by their words, and come back after removal', async () => {
    const { turn } = await askWhole(test.client, { question: 'What about alcohol at dinner?' });
    const found = await test.client.chats.list({ text: 'ALCOHOL at' });
    expect(found.map((chat) => chat.id)).toContain(turn.chat);
    expect(found.find((chat) => chat.id === turn.chat)?.title).toBe('What about alcohol at dinner?');
    await test.client.chats.remove({ id: turn.chat });
    expect((await test.client.chats.list()).map((chat) => chat.id)).not.toContain(turn.chat);
    await test.client.chats.restore({ id: turn.chat });
    expect((await test.client.chats.get({ id: turn.chat })).history).toHaveLength(1);
  });

  it('can be renamed and pinned', async () => {
    const chat = await test.client.chats.create({ pointer: 'beta' });
    await test.client.chats.rename({ id: chat.id, title: '100 %_sure' });
    await test.client.chats.pin({ id: chat.id, pinned: true });
    expect((await test.client.chats.list())[0]).toMatchObject({ id: chat.id, title: '100 %_sure', pinned: true });
    expect((await test.client.chats.list({ text: '%_s' })).map((found) => found.id)).toEqual([chat.id]);
  });
});

describe('comparing', () => {
  it('streams both versions in one chat and tells what differs', async () => {
    const sides = new Set<string>();
    let differences: unknown;
    for await (const event of await test.client.chats.compare({ question: 'What may a hotel night cost?' })) {
      if (event.type === 'differences') differences = event.differences;
      else if (event.event.type === 'turn') {
        sides.add(event.side);
        expect(event.event.turn.pointer).toBe(event.side);
      }
    }
    expect([...sides].sort()).toEqual(['beta', 'stable']);
    expect(differences).toMatchObject({ sameDocuments: true });
  });
});
