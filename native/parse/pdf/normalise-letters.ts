/** Look-alike radicals, compatibility forms of Han characters, ligatures, presentation forms of Arabic letters. */
const compatibility =
  /[\u2E80-\u2FD5\uF900-\uFAFF\uFB00-\uFB4F\uFB50-\uFDCF\uFDF0-\uFDFF\uFE70-\uFEFC\u{2F800}-\u{2FA1F}]/gu;
/** Letters and digits as wide as a Han character; full-width marks stay, since Chinese text is written with them. */
const wideLetters = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]+/g;
/** Katakana half as wide, with the voice mark that follows as a character of its own. */
const narrowKatakana = /[\uFF66-\uFF9F]+/g;
/** Marks turned for text that runs downwards, and the usual ones in the same order. */
const turnedMarks = '︐︑︒︓︔︕︖︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︙︱';
const usualMarks = '，、。：；！？（）｛｝〔〕【】《》〈〉「」『』…—';
const turned = new Map([...turnedMarks].map((mark, index) => [mark, [...usualMarks][index]!]));

/**
 * Letters as people type them: compatibility forms become the usual ones, invisible and control characters go,
 * spread-out Chinese titles close up.
 */
export function normaliseLetters(text: string): string {
  const compose = (letters: string) => letters.normalize('NFKC');
  const plain = text
    .replace(compatibility, compose)
    .replace(wideLetters, compose)
    .replace(narrowKatakana, compose)
    .replace(/[\uFE10-\uFE19\uFE31-\uFE44]/g, (mark) => turned.get(mark) ?? mark)
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uFFFE\uFFFF]/g, '')
    .replace(/[\t\n\v\f\r\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, ' ')
    .toWellFormed();
  const pairs = plain.match(/[\u4E00-\u9FFF] (?=[\u4E00-\u9FFF])/g)?.length ?? 0;
  const han = plain.match(/[\u4E00-\u9FFF]/g)?.length ?? 0;
  return pairs >= 2 && pairs >= (han - 1) * 0.6 ? plain.replace(/([\u4E00-\u9FFF]) (?=[\u4E00-\u9FFF])/g, '$1') : plain;
}
