import type { QuestionCase, SliceResult } from '../contract/index.ts';
import { sliceOf } from '../release/slices.ts';

export interface CaseSlice {
  kind: SliceResult['kind'];
  slice: string;
}

/**
 * The slices a case is in: language and length as releases cut them, the format of the document it names ("none"
 * without one, "unknown" for one the library does not have), and each of its tags.
 */
export function caseSlices(item: QuestionCase, formatOf: (document: string) => string | null): CaseSlice[] {
  const [language, length] = sliceOf(item.question).split('-') as [string, string];
  const format = item.document === null ? 'none' : (formatOf(item.document) ?? 'unknown');
  return [
    { kind: 'language', slice: language },
    { kind: 'length', slice: length },
    { kind: 'format', slice: format },
    ...item.tags.map((tag): CaseSlice => ({ kind: 'tag', slice: tag })),
  ];
}
