import { describe, expect, test } from 'vitest';
import type { AnswerSentence, Citation } from '../../core/contract/models.ts';
import { answerAsText } from '../../renderer/shared/answerAsText.ts';
import { inlineMarkup } from '../../renderer/shared/inlineMarkup.ts';
import { splitAnswer } from '../../renderer/shared/splitAnswer.ts';
import { splitTail } from '../../renderer/shared/splitTail.ts';

function sentence(answer: string, text: string, citations: number[], supported = true): AnswerSentence {
  const start = answer.indexOf(text);
  return { start, end: start + text.length, supported, citations };
}

const citation = (n: number): Citation => ({
  n,
  document: `file ${n}.pdf`,
  documentId: `id-${n}`,
  page: n,
  quote: '',
  start: 0,
  end: 0,
});

describe('splitAnswer', () => {
  test('puts the citations of a sentence behind its last character and before the blank', () => {
    const answer = 'First one. Second one.';
    const paragraphs = splitAnswer(answer, [
      sentence(answer, 'First one. ', [1, 2]),
      sentence(answer, 'Second one.', [3]),
    ]);
    expect(paragraphs).toEqual([
      [
        { text: 'First one.', supported: true, marked: false, citations: [1, 2] },
        { text: ' ', supported: true, marked: false, citations: [] },
        { text: 'Second one.', supported: true, marked: false, citations: [3] },
      ],
    ]);
  });

  test('starts a paragraph at an empty line and keeps single line breaks', () => {
    const answer = 'One\ntwo.\n\n  \nThree.';
    expect(splitAnswer(answer, []).map((segments) => segments.map((segment) => segment.text))).toEqual([
      ['One\ntwo.'],
      ['Three.'],
    ]);
  });

  test('shows citations once when a sentence runs over two paragraphs', () => {
    const answer = 'Listed below:\n\nitem one.';
    const paragraphs = splitAnswer(answer, [{ start: 0, end: answer.length, supported: true, citations: [4] }]);
    expect(paragraphs.map((segments) => segments.map((segment) => segment.citations))).toEqual([[[]], [[4]]]);
  });

  test('marks sentences without support and leaves the text between sentences alone', () => {
    const answer = 'Known. Guessed. Rest';
    const segments = splitAnswer(answer, [
      sentence(answer, 'Known.', [1]),
      sentence(answer, 'Guessed.', [], false),
    ]).flat();
    expect(segments.filter((segment) => !segment.supported).map((segment) => segment.text)).toEqual(['Guessed.']);
    expect(segments.map((segment) => segment.text).join('')).toBe(answer);
  });

  test('keeps every character when offsets overlap, run past the end or come unsorted', () => {
    const answer = '第一句。第二句。';
    const segments = splitAnswer(answer, [
      { start: 4, end: 99, supported: true, citations: [2] },
      { start: 0, end: 6, supported: true, citations: [1] },
    ]).flat();
    expect(segments.map((segment) => segment.text).join('')).toBe(answer);
    expect(segments.flatMap((segment) => segment.citations)).toEqual([1, 2]);
  });

  test('cuts a sentence at the marks of a comparison', () => {
    const answer = 'The fee is 20 percent.';
    const start = answer.indexOf('20');
    const segments = splitAnswer(answer, [sentence(answer, answer, [1])], [{ start, end: start + 2 }]).flat();
    expect(segments.map((segment) => [segment.text, segment.marked, segment.citations])).toEqual([
      ['The fee is ', false, []],
      ['20', true, []],
      [' percent.', false, [1]],
    ]);
  });

  test('gives no paragraph for an answer that has not begun', () => {
    expect(splitAnswer('', [])).toEqual([]);
  });
});

describe('splitTail', () => {
  test('keeps the last word of a sentence with its citation', () => {
    expect(splitTail('a large swap (64-128MB).')).toEqual({ head: 'a large swap ', tail: '(64-128MB).' });
  });

  test('keeps two characters where words are not separated by blanks', () => {
    expect(splitTail('违约金上限为十二万欧元。')).toEqual({ head: '违约金上限为十二万欧', tail: '元。' });
  });

  test('does not cut through a word in bold', () => {
    expect(splitTail('costs **20 percent**.')).toEqual({ head: 'costs **20 percent**.', tail: '' });
  });

  test('leaves nothing in front of a single word', () => {
    expect(splitTail('Yes.')).toEqual({ head: '', tail: 'Yes.' });
  });
});

describe('inlineMarkup', () => {
  const show = (text: string) =>
    inlineMarkup(text).map(({ kind, text: part }) => (kind === 'plain' ? part : [kind, part]));

  test('shows bold words, code, headings and list items', () => {
    expect(show('Set **two** options with `--port`.')).toEqual([
      'Set ',
      ['strong', 'two'],
      ' options with ',
      ['code', '--port'],
      '.',
    ]);
    expect(show('## Fees\n- first\n  * second')).toEqual([['strong', 'Fees'], '\n• first\n  • second']);
  });

  test('leaves marks alone that are open or mean something else', () => {
    for (const text of ['still **open', '2 * 3 * 4', 'a ** b ** c', '#hashtag', 'x - y'])
      expect(show(text)).toEqual([text]);
  });
});

describe('answerAsText', () => {
  test('writes citation numbers behind their sentences and lists the sources', () => {
    const answer = 'First. Second.\n\nThird.';
    const turn = {
      answer,
      sentences: [sentence(answer, 'First.', [1]), sentence(answer, 'Third.', [2])],
      citations: [citation(1), citation(2)],
    };
    expect(answerAsText(turn, (one) => `${one.document}, p. ${one.page}`)).toBe(
      'First. [1] Second.\n\nThird. [2]\n\n[1] file 1.pdf, p. 1\n[2] file 2.pdf, p. 2',
    );
  });

  test('adds no list when nothing is cited', () => {
    expect(answerAsText({ answer: 'Plain.', sentences: [], citations: [] }, () => '')).toBe('Plain.');
  });
});
