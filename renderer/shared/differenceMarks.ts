import type { Difference } from '../../core/contract/models.ts';
import type { Range } from './splitAnswer.ts';

/**
 * Where the words that only `side` has stand in its answer. Words are looked up in order from where the last one
 * ended, so it does not matter whether the pieces carry the white space between them. Neighbours are joined.
 */
export function differenceMarks(answer: string, words: Difference['words'], side: 'stable' | 'beta'): Range[] {
  const marks: Range[] = [];
  let cursor = 0;
  let open = false;
  for (const word of words) {
    if (word.op !== 'same' && word.op !== side) continue;
    const text = word.text.trim();
    if (text === '') continue;
    const start = answer.indexOf(text, cursor);
    if (start < 0) {
      open = false;
      continue;
    }
    cursor = start + text.length;
    if (word.op === 'same') {
      open = false;
      continue;
    }
    const last = marks.at(-1);
    if (open && last) last.end = cursor;
    else marks.push({ start, end: cursor });
    open = true;
  }
  return marks;
}
