/** A half-open range of UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

const abbreviations = new Set(
  'e.g i.e etc vs cf fig figs no nos sec ch vol pp p ed eds al approx dept est inc ltd co corp jr sr mr mrs ms dr prof st'.split(
    ' ',
  ),
);
const closing = /["'”’»)\]」』）】]/;

function endsSentence(text: string, at: number): boolean {
  const mark = text[at]!;
  if (mark === '。' || mark === '！' || mark === '？' || mark === '；' || mark === '｡') return true;
  if (mark !== '.' && mark !== '!' && mark !== '?' && mark !== '…') return false;
  let next = at + 1;
  while (next < text.length && closing.test(text[next]!)) next++;
  if (next >= text.length) return true;
  if (!/\s/.test(text[next]!)) return mark !== '.' && /[\p{Script=Han}]/u.test(text[next]!);
  if (mark !== '.') return true;
  // The leaders of a table of contents: ". . . .".
  if (/\s/.test(text[at - 1] ?? '')) return false;
  const before = /[\p{L}\p{N}.]+$/u.exec(text.slice(Math.max(0, at - 20), at))?.[0] ?? '';
  if (abbreviations.has(before.toLowerCase())) return false;
  // A single capital is an initial, a bare number at the start of a line numbers a heading or a list.
  if (/^\p{Lu}$/u.test(before)) return false;
  if (
    /^\d+(\.\d+)*$/.test(before) &&
    /(^|\n)\s*$/.test(text.slice(Math.max(0, at - before.length - 4), at - before.length))
  ) {
    return false;
  }
  while (next < text.length && /\s/.test(text[next]!)) next++;
  return next >= text.length || !/\p{Ll}/u.test(text[next]!);
}

/**
 * Sentences of a text, in order, without surrounding blanks. A sentence ends at its mark (Chinese marks and the
 * semicolon ； included), at a line break, or at the end of the text; abbreviations and initials do not end it.
 */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  const push = (end: number) => {
    let from = start;
    let to = end;
    while (from < to && /\s/.test(text[from]!)) from++;
    while (to > from && /\s/.test(text[to - 1]!)) to--;
    if (to > from) spans.push({ start: from, end: to });
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\n') push(i + 1);
    else if (endsSentence(text, i)) {
      let end = i + 1;
      while (end < text.length && (closing.test(text[end]!) || /[。！？.!?…]/.test(text[end]!))) end++;
      push(end);
      i = end - 1;
    }
  }
  push(text.length);
  return spans;
}

const announcement =
  /[:：]$|\b(?:following|as follows|below)\b[^.]{0,30}[.:]$|(?:如下|下面|以下|下列|例如)[^。]{0,12}[。：:]$/i;

/** True for a sentence that announces a list or an example: "… by the following.", "… 如下：". It says little alone. */
export function announcesMore(sentence: string): boolean {
  return announcement.test(sentence.slice(-80));
}
