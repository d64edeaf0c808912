import { createRouterClient, implement } from '@orpc/server';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, contract, type Turn } from '../../core/contract/index.ts';
import { createAsking } from '../../renderer/shared/asking.ts';
import { keys } from '../../renderer/shared/keys.ts';

const frames = { ask: globalThis.requestAnimationFrame, cancel: globalThis.cancelAnimationFrame };
beforeEach(() => {
  globalThis.requestAnimationFrame = (run) => setTimeout(() => run(0), 0) as unknown as number;
  globalThis.cancelAnimationFrame = (id) => clearTimeout(id);
});
afterEach(() => {
  globalThis.requestAnimationFrame = frames.ask;
  globalThis.cancelAnimationFrame = frames.cancel;
});

const turn = (state: Turn['state'], answer: string): Turn => ({
  answerId: 'a1',
  chat: 'c1',
  question: 'Why?',
  answer,
  state,
  code: null,
  supported: true,
  sentences: [],
  citations: [],
  version: 'everyday@1.0.0',
  pointer: 'stable',
  reason: 'default',
  timings: { route: 0, embed: 0, search: 0, rerank: null, firstToken: 0, total: 1 },
  tokens: 1,
  notice: null,
  rating: null,
  askedAt: 1,
});

const start = {
  type: 'start' as const,
  answerId: 'a1',
  chat: 'c1',
  version: 'everyday@1.0.0',
  pointer: 'stable' as const,
  reason: 'default' as const,
};

/** A window's question store in front of an application whose `ask` is given; `answers.get` finds `stored`. */
function setUp(ask: (signal: AbortSignal | undefined) => AsyncGenerator<unknown>, stored: Turn | null = null) {
  const application = implement(contract);
  const router = {
    chats: {
      ask: application.chats.ask.handler(({ signal }) => ask(signal) as never),
    },
    answers: {
      get: application.answers.get.handler(({ errors }) => {
        if (!stored) throw errors['not-found']();
        return stored;
      }),
    },
  };
  const cache = new QueryClient();
  cache.setQueryData(keys.chat('c1'), { id: 'c1', history: [] });
  const asking = createAsking(createRouterClient(router) as never, cache);
  const history = () => cache.getQueryData<{ history: Turn[] }>(keys.chat('c1'))?.history ?? [];
  return { asking, history };
}

test('shows text as it comes and puts the stored turn in its place', async () => {
  let seen = '';
  const { asking, history } = setUp(async function* () {
    yield start;
    yield { type: 'retrieved', hits: 2, ms: 1 };
    yield { type: 'text', text: 'Because ' };
    yield { type: 'text', text: 'so.' };
    yield { type: 'turn', turn: turn('finished', 'Because so.') };
  });
  asking.store.subscribe(() => {
    seen = asking.store.get().c1?.text || seen;
  });
  const answer = await asking.ask({ chat: 'c1', question: 'Why?' });
  expect(answer?.answer).toBe('Because so.');
  expect(seen).toBe('Because so.');
  expect(history().map((one) => one.state)).toEqual(['finished']);
  expect(asking.store.get().c1).toBeUndefined();
});

test('keeps what was written when an answer is stopped', async () => {
  const { asking, history } = setUp(
    async function* (signal) {
      yield start;
      yield { type: 'text', text: 'Because' };
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      throw new AppError('cancelled');
    },
    turn('stopped', 'Because'),
  );
  const asked = asking.ask({ chat: 'c1', question: 'Why?' });
  await new Promise<void>((resolve) => {
    asking.store.subscribe(() => asking.store.get().c1?.text === 'Because' && resolve());
  });
  asking.stop('c1');
  await asked;
  expect(history().map((one) => [one.state, one.answer])).toEqual([['stopped', 'Because']]);
  expect(asking.store.get().c1).toBeUndefined();
});

test('keeps the question when the application refuses it', async () => {
  // biome-ignore lint/correctness/useYield: it fails before the first event.
  const { asking, history } = setUp(async function* () {
    throw new AppError('model-missing');
  });
  expect(await asking.ask({ chat: 'c1', question: 'Why?' })).toBeNull();
  expect(asking.store.get().c1).toMatchObject({ question: 'Why?', state: 'failed' });
  expect(history()).toEqual([]);
});

test('shows the stored turn when the stream broke but the answer was kept', async () => {
  const { asking, history } = setUp(
    async function* () {
      yield start;
      throw new AppError('model-crashed');
    },
    { ...turn('failed', ''), code: 'model-crashed' },
  );
  await asking.ask({ chat: 'c1', question: 'Why?' });
  expect(history().map((one) => one.code)).toEqual(['model-crashed']);
  expect(asking.store.get().c1).toBeUndefined();
});
