import type { CompareEvent, Difference, Turn } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Ask, AskInput } from './ask.ts';
import type { Chats } from './chats.ts';

/** Asks stable and beta the same question at once and merges their streams; the differences come last. */
export type Compare = (
  input: Pick<AskInput, 'question' | 'chat' | 'library'>,
  signal?: AbortSignal,
) => AsyncGenerator<CompareEvent, void>;

type Side = 'stable' | 'beta';

export function createCompare(services: { ask: Ask; versions: Versions; chats: Chats }): Compare {
  const { ask, versions, chats } = services;
  return async function* compare(input, signal) {
    versions.resolve('beta');
    const chat = input.chat ?? chats.create({ library: input.library }).id;
    const turns: Partial<Record<Side, Turn>> = {};
    const stop = new AbortController();
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const streams = (['stable', 'beta'] as const).map((side) => ({
      side,
      iterator: ask({ ...input, chat, version: side }, both),
    }));
    const step = async (stream: (typeof streams)[number]) => ({ stream, result: await stream.iterator.next() });
    const waiting = new Map(streams.map((stream) => [stream.side, step(stream)]));
    try {
      while (waiting.size > 0) {
        const { stream, result } = await Promise.race(waiting.values());
        if (result.done) {
          waiting.delete(stream.side);
          continue;
        }
        if (result.value.type === 'turn') turns[stream.side] = result.value.turn;
        yield { type: 'side', side: stream.side, event: result.value };
        waiting.set(stream.side, step(stream));
      }
      if (turns.stable && turns.beta)
        yield { type: 'differences', differences: differencesOf(turns.stable, turns.beta) };
    } finally {
      stop.abort();
      await Promise.allSettled([...waiting.values()]);
      await Promise.allSettled(streams.map((stream) => stream.iterator.return()));
    }
  };
}

export function differencesOf(stable: Turn, beta: Turn): Difference {
  const places = (turn: Turn) =>
    new Set(turn.citations.map((item) => `${item.document}${item.page ? ` p. ${item.page}` : ''}`));
  const inStable = places(stable);
  const inBeta = places(beta);
  const documents = (turn: Turn) => [...new Set(turn.citations.map((item) => item.documentId))].sort().join();
  return {
    sameAnswer: stable.answer === beta.answer,
    sameDocuments: documents(stable) === documents(beta),
    words: wordDifferences(stable.answer, beta.answer),
    citationsOnlyInStable: [...inStable].filter((place) => !inBeta.has(place)),
    citationsOnlyInBeta: [...inBeta].filter((place) => !inStable.has(place)),
  };
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** The table below grows with the product of the lengths; longer answers are compared by their first words. */
const longest = 3000;

/** Word differences by longest common subsequence; neighbouring words of one kind are joined. */
export function wordDifferences(stable: string, beta: string): Difference['words'] {
  const split = (text: string) => [...segmenter.segment(text)].map((part) => part.segment).slice(0, longest);
  const a = split(stable);
  const b = split(beta);
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const out: Difference['words'] = [];
  const push = (op: Difference['words'][number]['op'], text: string) => {
    const last = out.at(-1);
    if (last?.op === op) last.text += text;
    else out.push({ op, text });
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push('same', a[i]!);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) {
      push('stable', a[i++]!);
    } else push('beta', b[j++]!);
  }
  return out;
}
