import { describe, expect, it } from 'vitest';
import { quoteAnswer } from '../../core/assistant/quote.ts';
import { quoteUnits } from '../../core/assistant/quote-units.ts';
import type { QuestionTerm } from '../../core/library/question-terms.ts';
import type { Passage } from '../../core/library/search.ts';
import { questionWords } from '../../core/text/segment.ts';
import { relatedTokens } from '../../core/text/thesaurus.ts';

function passage(text: string, more: Partial<Passage> = {}): Passage {
  return {
    document: 'guide.pdf',
    documentId: 'guide',
    sha256: 'guide',
    chunk: 1,
    page: 1,
    score: 1,
    heading: null,
    start: 0,
    end: text.length,
    text,
    ...more,
  };
}

/** Terms as a library gives them: the missing words occur nowhere and so weigh most, all others alike. */
function termsOf(question: string, missing: readonly string[] = []): QuestionTerm[] {
  return questionWords(question).map((token) => ({
    token,
    weight: missing.includes(token) ? 8 : 4,
    chunks: missing.includes(token) ? 0 : 3,
    others: relatedTokens(token).map((other) => ({ token: other, share: 0.55 })),
  }));
}

function quote(question: string, passages: readonly Passage[], missing?: readonly string[], maxSentences = 3) {
  const config = { maxSentences, minSupport: 0.3 };
  return quoteAnswer(question, passages, termsOf(question, missing), config, () => 1);
}

describe('the pieces of a text that can be quoted', () => {
  const texts = (text: string) => quoteUnits(text).map((unit) => unit.text);

  it('are its sentences without footnote marks and bullets', () => {
    expect(texts('¹Images need more memory. The rest does not.')).toEqual([
      'Images need more memory.',
      'The rest does not.',
    ]);
    expect(texts('• First thing.\n• Second thing.')).toEqual(['First thing.', 'Second thing.']);
  });

  it('are a sentence with the list or the command that it announces', () => {
    expect(texts('There are two kinds:\n- reports\n- letters\nThat is all.')[0]).toBe(
      'There are two kinds:\n- reports\n- letters',
    );
    expect(texts('Remove it by the following.\n\n# deluser --remove-home fish\nThen go on.')[0]).toBe(
      'Remove it by the following.\n\n# deluser --remove-home fish',
    );
  });

  it('do not take in what merely follows a sentence', () => {
    expect(texts('Press the button.\n- another list')[0]).toBe('Press the button.');
  });

  it('know the row that names the columns of a table', () => {
    const table =
      'Table 1 Sizes\nTask Installed size Download size\nGNOME 3216 859\nKDE Plasma 4584 1316\nXfce 2509 683';
    const units = quoteUnits(table);
    const header = units.find((unit) => unit.isHeader);
    expect(header?.text).toBe('Task Installed size Download size');
    const row = units.find((unit) => unit.text.startsWith('KDE'));
    expect(table.slice(row!.header!.start, row!.header!.end)).toBe('Task Installed size Download size');
  });

  it('know it in Markdown as well, and take no row of figures for it', () => {
    const units = quoteUnits('| Key | What it does |\n| --- | --- |\n| Esc | Stops the answer |\n| Up | Edits |');
    expect(units.filter((unit) => unit.isHeader).map((unit) => unit.text)).toEqual(['| Key | What it does |']);
    expect(quoteUnits('12 14\n15 16\n17 18').some((unit) => unit.isHeader)).toBe(false);
  });
});

describe('answers in quotations', () => {
  it('give the row of a table with the names of its columns', () => {
    const text = '| Key | What it does |\n| --- | --- |\n| Enter | Sends the question |\n| Esc | Stops the answer |';
    const draft = quote('Which key stops an answer?', [passage(text)]);
    expect(draft.answer).toContain('Esc | Stops the answer');
    expect(draft.answer.indexOf('What it does')).toBeLessThan(draft.answer.indexOf('Esc'));
    expect(draft.answer).not.toContain('---');
  });

  it('prefer the figure beside the word that is asked for', () => {
    const text =
      'In 3 of 7 cases, as every guide on this planet and beyond says, memory is needed. At least 780 MB of memory is needed.';
    expect(quote('How much memory is needed?', [passage(text)], [], 1).answer).toBe(
      'At least 780 MB of memory is needed.',
    );
  });

  it('go on with the sentence beside the best one', () => {
    const text =
      'The speech rate is quite slow at first. Press CapsLock and 6 to change that. Unrelated words end here.';
    const draft = quote('Is the speech rate slow?', [passage(text)]);
    expect(draft.answer).toContain('CapsLock and 6');
  });

  it('begin with the best sentence when a weaker one stands far before it', () => {
    const filler = 'Nothing of interest is said here at all. '.repeat(8);
    const text = `Hotel prices differ between towns.\n\n${filler}\n\nA hotel night may cost 130 EUR at most.`;
    const draft = quote('What may a hotel night cost?', [passage(text)]);
    expect(draft.answer.startsWith('A hotel night may cost 130 EUR')).toBe(true);
  });

  it('do not show a footnote mark, and cite exactly what they show', () => {
    const text = '¹Graphical images need more memory than others.';
    const draft = quote('Do graphical images need more memory?', [
      passage(text, { start: 100, end: 100 + text.length }),
    ]);
    expect(draft.answer).toBe('Graphical images need more memory than others.');
    expect(draft.citations[0]).toMatchObject({ quote: draft.answer, start: 101, end: 100 + text.length });
  });

  it('find an answer that uses another word for the same thing', () => {
    const draft = quote('Is my laptop protected?', [passage('Encryption protects the data on a notebook.')]);
    expect(draft.supported).toBe(true);
    expect(draft.answer).toContain('notebook');
  });

  it('never quote lines of a table of contents', () => {
    const draft = quote('memory requirements', [passage('2.5 Memory requirements . . . . . . . . . . . . . . 9')]);
    expect(draft.supported).toBe(false);
  });

  it('say nothing twice', () => {
    const text = 'A hotel night may cost 130 EUR at most.';
    const draft = quote('What may a hotel night cost?', [
      passage(text),
      passage(text, { sha256: 'copy', documentId: 'copy', document: 'copy.pdf' }),
    ]);
    expect(draft.sentences).toHaveLength(1);
  });
});

describe('refusals', () => {
  it.each([
    ['What are the side effects of ibuprofen?', 'It has bad side effects.', ['ibuprofen'], /do not answer/],
    ['如何申请护照?', '你可以申请成为维护者。', ['护照'], /没有回答/],
  ])('come when a short question is about a word that the library lacks: %s', (question, text, missing, refusal) => {
    const draft = quote(question, [passage(text)], missing);
    expect(draft).toMatchObject({ supported: false, citations: [] });
    expect(draft.answer).toMatch(refusal);
  });

  it('do not come for one unknown word in a long question', () => {
    const question = 'Which boot parameter disables the framebuffer when the dratted screen stays blank?';
    const text = 'Disable the framebuffer by the boot parameter fb=false when the screen stays blank.';
    expect(quote(question, [passage(text)], ['drat']).supported).toBe(true);
  });

  it('come when there is no passage, and when a passage shares next to nothing with the question', () => {
    expect(quote('What is the swap size?', []).supported).toBe(false);
    const draft = quote('Which printer cartridge fits the office machine downstairs?', [
      passage('Travel office hours are posted weekly.'),
    ]);
    expect(draft.supported).toBe(false);
  });
});
