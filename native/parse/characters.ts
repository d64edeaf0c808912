/** Han, kana, bopomofo, full-width forms and the marks that go with them: written without blanks in between. */
const wide =
  /[\u2E80-\u2FDF\u3001-\u30FF\u3105-\u312F\u31A0-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6]|[\uD840-\uD88D]/;

export function isWide(character: string | undefined): boolean {
  return character !== undefined && wide.test(character);
}

/** Advance widths of a common sans-serif, in heads; other book types differ little once scaled to a known length. */
const widths = new Map(
  Object.entries({
    "'": 0.19,
    ijl: 0.22,
    ' !,./:;I[\\]ft|': 0.28,
    '()-r`{}': 0.33,
    '"*': 0.37,
    cksvxyzJ: 0.5,
    'FTZ+<=>~': 0.6,
    '&ABEKPSVXY': 0.67,
    CDHNRUw: 0.72,
    GOQ: 0.78,
    Mm: 0.83,
    'W%@—…': 0.96,
  }).flatMap(([letters, width]) => [...letters].map((letter) => [letter, width] as const)),
);

/** Widths of a text's characters relative to each other, for telling where in a run a character stands. */
export function relativeWidth(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character) ? 1 : (widths.get(character) ?? 0.556);
  return width;
}

/** Full-width marks, which bring their own space. */
export function isWidePunctuation(character: string | undefined): boolean {
  return (
    character !== undefined && /[\u3001-\u3003\u3008-\u3011\u3014-\u301B\uFF01-\uFF0F\uFF1A-\uFF1F]/.test(character)
  );
}
