import { expect, test } from 'vitest';
import type { Document } from '../../core/contract/models.ts';
import { nextSorting, sortDocuments } from '../../renderer/pages/library/sortDocuments.ts';

function document(name: string, pages: number | null, bytes = 1): Document {
  return {
    id: name,
    library: 'default',
    name,
    sha256: '',
    format: 'pdf',
    bytes,
    characters: 1,
    pages,
    addedAt: 1,
    state: 'ready',
    chunks: 1,
    versions: [],
  };
}

const names = (documents: Document[]) => documents.map((one) => one.name);

test('sorts numbers in names by their value', () => {
  const list = [document('case-10', 1), document('case-9', 1), document('case-1', 1)];
  expect(names(sortDocuments(list, { key: 'name', descending: false }, 'en'))).toEqual(['case-1', 'case-9', 'case-10']);
});

test('sorts documents without pages as the shortest', () => {
  const list = [document('text', null), document('long', 90), document('short', 2)];
  expect(names(sortDocuments(list, { key: 'pages', descending: true }, 'en'))).toEqual(['long', 'short', 'text']);
});

test('puts equals in the order of their names whatever the direction', () => {
  const list = [document('b', 1), document('a', 1)];
  expect(names(sortDocuments(list, { key: 'size', descending: true }, 'en'))).toEqual(['a', 'b']);
});

test('leaves the list it was given alone', () => {
  const list = [document('b', 1), document('a', 1)];
  sortDocuments(list, { key: 'name', descending: false }, 'en');
  expect(names(list)).toEqual(['b', 'a']);
});

test('starts a column with its largest figures, names with the first letter, and turns round on the next click', () => {
  const sorted = nextSorting({ key: 'added', descending: true }, 'size');
  expect(sorted).toEqual({ key: 'size', descending: true });
  expect(nextSorting(sorted, 'size')).toEqual({ key: 'size', descending: false });
  expect(nextSorting(sorted, 'name')).toEqual({ key: 'name', descending: false });
});
