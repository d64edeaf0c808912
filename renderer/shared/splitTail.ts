const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff]/;
const CJK_KEPT = 2;
const LONGEST_WORD = 24;

/**
 * Cuts off the end of a sentence that must not be parted from the citation behind it: its last word, or its last two
 * characters where words are not separated by blanks.
 */
export function splitTail(text: string): { head: string; tail: string } {
  const word = /\S*$/.exec(text)?.[0] ?? '';
  // Half of a pair of marks on either side of the cut would be shown as written.
  if (/[*`]/.test(word)) return { head: text, tail: '' };
  const kept = CJK.test(word.slice(-CJK_KEPT)) ? CJK_KEPT : Math.min(word.length, LONGEST_WORD);
  const cut = Math.max(text.length - kept, 0);
  return { head: text.slice(0, cut), tail: text.slice(cut) };
}
