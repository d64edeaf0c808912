import { readFileSync } from 'node:fs';

export const categories = ['keyword', 'paraphrase', 'table', 'two-page', 'unanswerable'] as const;
export type Category = (typeof categories)[number];

/** One question of the set. An unanswerable one has no document, no pages and nothing expected. */
export interface Question {
  id: string;
  question: string;
  language: 'en' | 'zh';
  category: Category;
  document: string | null;
  /** Physical pages, 1-based. For `two-page` the answer needs all of them, otherwise any one holds it. */
  pages: number[];
  /** Texts of which a right answer holds at least one. */
  expected: string[];
}

export const allQuestions = (): Question[] =>
  readFileSync(new URL('./questions.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Question);

/** Text as facts are compared: no blanks, one form of quotation marks, of letters' case and of characters' width. */
export function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[“”„]/g, '"').replace(/[‘’]/g, "'").replace(/\s+/g, '');
}

export function holdsFact(text: string, expected: readonly string[]): boolean {
  const plain = comparable(text);
  return expected.some((fact) => plain.includes(comparable(fact)));
}

/**
 * Half of the set that a question belongs to, by a hash of its id (FNV-1a): settings may be chosen on `tune` alone,
 * `held` tells how good they are.
 */
export function halfOf(question: Question): 'tune' | 'held' {
  let hash = 2166136261;
  for (const character of question.id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  return (hash >>> 7) % 2 === 0 ? 'tune' : 'held';
}
