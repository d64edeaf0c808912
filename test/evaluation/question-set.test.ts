import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/index.ts';
import { parseCsv } from '../../core/evaluation/csv.ts';
import { parseQuestionSet, toLines } from '../../core/evaluation/question-set.ts';

function problemsOf(contents: string, name = 'set.jsonl'): { line: number; message: string }[] {
  try {
    parseQuestionSet(contents, name);
  } catch (error) {
    const known = AppError.from(error);
    expect(known.code).toBe('question-set-invalid');
    return known.details.problems as { line: number; message: string }[];
  }
  throw new Error('the set was taken');
}

describe('a question set in JSON lines', () => {
  it('is read with one value or a list of them, and with everything left out', () => {
    const { cases } = parseQuestionSet(
      [
        '{"question": " What? ", "expected": "This", "pages": 3, "document": "a.pdf", "tags": "x"}',
        '',
        '{"id": "second", "question": "Where?", "expected": ["Here", "there"], "pages": [5, 2, 5], "spans": [[3, 9]], "document": "b.pdf"}',
        '{"question": "Who?", "unanswerable": true}',
      ].join('\r\n'),
      'set.jsonl',
    );
    const empty = { expected: [], document: null, pages: [], spans: [], tags: [], unanswerable: false };
    expect(cases).toEqual([
      { ...empty, id: '1', question: 'What?', expected: ['This'], pages: [3], document: 'a.pdf', tags: ['x'] },
      {
        ...empty,
        id: 'second',
        question: 'Where?',
        expected: ['Here', 'there'],
        pages: [2, 5],
        spans: [[3, 9]],
        document: 'b.pdf',
      },
      { ...empty, id: '3', question: 'Who?', unanswerable: true },
    ]);
  });

  it('names every line that is wrong, and what is wrong there', () => {
    const problems = problemsOf(
      [
        '{"question": "fine"}',
        'not json',
        '[1]',
        '{"pages": [1]}',
        '{"question": "x", "pages": ["one"]}',
        '{"question": "x", "pages": [0]}',
        '{"question": "x", "unanswerable": "no"}',
        '{"question": "x", "unanswerable": true, "expected": "y"}',
        '{"question": "x", "spans": [[5, 5]], "document": "d"}',
        '{"question": "x", "spans": [[5, 6]]}',
        '{"id": "a", "question": "x"}',
        '{"id": "a", "question": "x"}',
      ].join('\n'),
    );
    expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 is not JSON',
      '3 must be an object such as {"question": "…"}',
      '4 question is missing',
      '5 pages must be a whole number',
      '6 pages must be 1 or more',
      '7 unanswerable must be true or false',
      '8 expected cannot be given for a question that has no answer (unanswerable)',
      '9 spans must start before they end',
      '10 spans need a document',
      '12 id a is that of line 11 already',
    ]);
  });

  it('tells the first lines in its sentence and how many follow', () => {
    const bad = Array.from({ length: 7 }, () => '{}').join('\n');
    expect(() => parseQuestionSet(bad, 'mine.jsonl')).toThrow(
      /^The question set mine\.jsonl is not valid\. line 1: question is missing; .*line 5: question is missing; and 2 more\.$/,
    );
  });

  it('must hold a question', () => {
    expect(problemsOf('\n\n')).toEqual([{ line: 1, message: 'there is no question in it' }]);
  });

  it('tells keys that are not used', () => {
    expect(parseQuestionSet('{"question": "x", "level": 3}\n{"question": "y", "level": 1}', 'a').ignored).toEqual([
      'level',
    ]);
  });
});

describe('a question set as a table', () => {
  const table = [
    '\uFEFFquestion,expected,pages,document,tags,unanswerable,spans',
    '"What, exactly?","It says ""yes""; always||yes",3;4,a.pdf,x; critical,,10-20;30-40',
    '"two',
    'lines",,,,,TRUE,',
  ].join('\r\n');

  it('is read with quotes, line breaks and several values in a cell', () => {
    const { cases } = parseQuestionSet(table, 'set.CSV');
    expect(cases).toMatchObject([
      {
        id: '1',
        question: 'What, exactly?',
        expected: ['It says "yes"; always', 'yes'],
        pages: [3, 4],
        document: 'a.pdf',
        tags: ['x', 'critical'],
        unanswerable: false,
        spans: [
          [10, 20],
          [30, 40],
        ],
      },
      { id: '2', question: 'two\r\nlines', unanswerable: true },
    ]);
  });

  it('is parted by tabs when its name says so', () => {
    const { cases } = parseQuestionSet('question\tpages\nWhat, then?\t2', 'set.tsv');
    expect(cases).toMatchObject([{ question: 'What, then?', pages: [2] }]);
  });

  it('names lines as an editor counts them', () => {
    expect(problemsOf('question,pages\n"a\nb",1\nc,x\nd,1,2\n"e', 'set.csv')).toEqual([
      { line: 4, message: 'pages must be a whole number' },
      { line: 5, message: 'has 3 cells, but there are 2 columns' },
      { line: 6, message: 'a quotation mark is never closed' },
    ]);
    expect(problemsOf('what,ever\n1,2', 'set.csv')[0]?.message).toContain('question');
  });

  it('keeps quotes that stand inside a cell', () => {
    expect(parseCsv('a "b" c,d').rows).toEqual([{ line: 1, cells: ['a "b" c', 'd'] }]);
    expect(parseCsv('"a"b,c').problems).toEqual([
      { line: 1, message: 'there is text behind a closing quotation mark' },
    ]);
  });
});

describe('the digest of a set', () => {
  it('is that of its questions, however they were written', () => {
    const lines = parseQuestionSet('{"pages": [2, 1], "question": "x"}\n\n{"question":"y"}\n', 'one.jsonl');
    const csv = parseQuestionSet('pages,question\n1;2,x\n,y', 'other.csv');
    expect(csv.digest).toBe(lines.digest);
    expect(parseQuestionSet(toLines(lines.cases), 'again').digest).toBe(lines.digest);
  });

  it('changes with a question, an expectation and the order', () => {
    const digest = (contents: string) => parseQuestionSet(contents, 'set').digest;
    const original = digest('{"id":1,"question":"x"}\n{"id":2,"question":"y"}');
    expect(digest('{"id":2,"question":"y"}\n{"id":1,"question":"x"}')).not.toBe(original);
    expect(digest('{"id":1,"question":"x"}\n{"id":2,"question":"y","pages":1}')).not.toBe(original);
  });
});
