/** Han, kana, bopomofo, full-width forms and the marks that go with them: written without blanks in between. */
const wide =
  /[\u2E80-\u2FDF\u3001-\u30FF\u3105-\u312F\u31A0-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6]|[\uD840-\uD88D]/;

export function isWide(character: string | undefined): boolean {
  return character !== undefined && wide.test(character);
}

/** Rough widths of a text's characters relative to each other, for telling where in a run a character stands. */
export function relativeWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (isWide(character)) width += 2;
    else if (/[iljtfrI.,;:'|!()[\] ]/.test(character)) width += 0.65;
    else if (/[mwMW@%—…]/.test(character)) width += 1.6;
    else if (/[A-Z&]/.test(character)) width += 1.3;
    else width += 1;
  }
  return width;
}
