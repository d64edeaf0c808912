import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppPorts } from '../../core/app.ts';
import type { AskEvent } from '../../core/contract/index.ts';
import type { GenerateEvent } from '../../core/ports.ts';
import { errorOf } from '../../headless/client.ts';
import { endlessManifest, slowLlama } from '../support/slow-llama.ts';
import { askWhole, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';
import { type Connected, transports } from './transports.ts';

const stopped: GenerateEvent[] = [];
const withSlowModel = (ports: AppPorts) => ({ ...ports, llama: slowLlama(ports.llama, stopped) });

describe.each(Object.entries(transports))('the contract over %s', (_, connect) => {
  let test: TestApp;
  let connected: Connected;

  beforeAll(async () => {
    test = await createTestApp(withSlowModel);
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.app.installVersion(JSON.stringify(endlessManifest));
    connected = await connect(test.app, test.dataFolder);
  });
  afterAll(async () => {
    await connected?.close();
    await test?.[Symbol.asyncDispose]();
  });

  it('returns values with their types', async () => {
    const [document] = await connected.client.documents.list({});
    expect(document).toMatchObject({ name: 'handbook.md', format: 'markdown', pages: null, state: 'ready' });
    expect(document?.addedAt).toBeTypeOf('number');
  });

  it('streams the events of an answer in order and ends with the stored turn', async () => {
    const { turn, events } = await askWhole(connected.client, { question: 'What may a hotel night cost?' });
    const types = events.map((event) => event.type);
    expect(types.slice(0, 2)).toEqual(['start', 'retrieved']);
    expect(types.at(-1)).toBe('turn');
    const streamed = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    expect(streamed).toBe(turn.answer);
    expect(turn.answer).toContain('130 EUR');
    expect(await connected.client.answers.get({ id: turn.answerId })).toEqual(turn);
  });

  it('carries the codes of the closed set, with their details, unchanged', async () => {
    const error = await connected.client.versions.show({ id: 'nobody@9.9.9' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ORPCError);
    expect(errorOf(error)).toMatchObject({ code: 'version-unknown', details: { version: 'nobody@9.9.9' } });
    const missing = await connected.client.chats.get({ id: 'none' }).catch((error: unknown) => errorOf(error));
    expect(missing).toMatchObject({ code: 'not-found' });
  });

  it('refuses input that breaks the schema as bad-request', async () => {
    const error = await connected.client.chats.ask({ question: '   ' }).catch((error: unknown) => errorOf(error));
    expect(error).toMatchObject({ code: 'bad-request' });
  });

  it('carries an error that happens in the middle of a stream', async () => {
    const failing = async () => {
      const events: AskEvent[] = [];
      for await (const event of await connected.client.chats.ask({ question: 'x', chat: 'none' })) events.push(event);
      return events;
    };
    expect(await failing().catch((error: unknown) => errorOf(error))).toMatchObject({ code: 'not-found' });
  });

  it('stops the token loop when the listener aborts, and keeps what was said', async () => {
    const controller = new AbortController();
    const before = stopped.length;
    let answerId = '';
    let words = 0;
    const stream = await connected.client.chats.ask(
      { question: 'What may a hotel night cost?', version: 'beta' },
      { signal: controller.signal },
    );
    try {
      for await (const event of stream) {
        if (event.type === 'start') answerId = event.answerId;
        if (event.type === 'text' && ++words === 3) controller.abort();
      }
    } catch (error) {
      expect(errorOf(error, controller.signal).code).toBe('cancelled');
    }
    await expect.poll(() => stopped.length).toBe(before + 1);
    await expect
      .poll(async () => (await connected.client.answers.get({ id: answerId })).state, { timeout: 5000 })
      .toBe('stopped');
    const turn = await connected.client.answers.get({ id: answerId });
    expect(turn.answer.startsWith('word word word')).toBe(true);
  });

  it('stops the token loop when the listener walks away', async () => {
    const before = stopped.length;
    for await (const event of await connected.client.chats.ask({ question: 'hotel', version: 'beta' })) {
      if (event.type === 'text') break;
    }
    await expect.poll(() => stopped.length).toBe(before + 1);
  });

  it('lets two streams run at once', async () => {
    const [first, second] = await Promise.all([
      askWhole(connected.client, { question: 'What may a hotel night cost in Zürich?' }),
      askWhole(connected.client, { question: 'Are receipts needed for meals?' }),
    ]);
    expect(first.turn.answer).toContain('210 EUR');
    expect(second.turn.answer).toContain('20 EUR');
    expect(first.turn.chat).not.toBe(second.turn.chat);
  });
});
