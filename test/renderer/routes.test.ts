import { expect, test } from 'vitest';
import { hashOf, parseRoute } from '../../renderer/app/routes.ts';

test('reads back every address it writes', () => {
  for (const id of ['abc', 'a/b', '对话 1', '100%'])
    expect(parseRoute(hashOf('chat', id))).toEqual({ page: 'chat', id });
  expect(parseRoute(hashOf('library'))).toEqual({ page: 'library', id: null });
});

test('opens a new chat for an address it does not know', () => {
  for (const hash of ['', '#', '#/', '#/insights', '#/models/x'])
    expect(parseRoute(hash)).toEqual({ page: 'chat', id: null });
});

test('survives an address that cannot be decoded', () => {
  expect(parseRoute('#/chat/%E0%A4%A')).toEqual({ page: 'chat', id: null });
});
