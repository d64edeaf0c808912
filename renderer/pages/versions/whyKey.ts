import { guardIds } from '../../../core/contract/release-models.ts';

/** A sentence that the application writes into its log by itself, as a key of the catalogue with its parts. */
export type Why =
  | { key: 'forced'; reason: string }
  | { key: 'weight' | 'step'; figure: string }
  | { key: 'guard'; guard: (typeof guardIds)[number]; detail: string }
  | { key: (typeof sentences)[keyof typeof sentences] };

const sentences = {
  'asked for': 'asked',
  'it knows the library': 'knows',
  'it finds passages for questions of the past': 'finds',
  'installed as the next version': 'next',
  'the versions that are in use': 'inUse',
  'every hidden answer that was asked for is in': 'hidden',
  'every guard has passed': 'passed',
  'it has been kept warm long enough': 'warm',
  'it was watched long enough': 'watched',
  'it is ready and the policy promotes by itself': 'automatic',
  removed: 'removed',
} as const;

/** What a reason of the log says, or null for words that a person wrote. */
export function whyOf(text: string): Why | null {
  if (Object.hasOwn(sentences, text)) return { key: sentences[text as keyof typeof sentences] };
  const forced = /^forced: (.+)$/s.exec(text)?.[1];
  if (forced) return { key: 'forced', reason: forced };
  const weight = /^weight (\d+(?:\.\d+)?) %$/.exec(text)?.[1];
  if (weight) return { key: 'weight', figure: weight };
  const step = /^step (\d+) is over$/.exec(text)?.[1];
  if (step) return { key: 'step', figure: step };
  const [, id, detail] = /^([a-z]+): (.+)$/s.exec(text) ?? [];
  const guard = guardIds.find((name) => name === id);
  return guard && detail ? { key: 'guard', guard, detail } : null;
}
