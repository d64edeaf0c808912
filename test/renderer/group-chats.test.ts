import { expect, test } from 'vitest';
import type { Chat } from '../../core/contract/models.ts';
import { groupChats } from '../../renderer/shared/groupChats.ts';

const now = new Date(2026, 10, 20, 9, 30).getTime();
const day = (days: number, hour: number) => new Date(2026, 10, 20 - days, hour).getTime();

function chat(id: string, updatedAt: number, pinned = false): Chat {
  return {
    id,
    title: id,
    library: 'default',
    pointer: 'stable',
    manual: false,
    pinned,
    createdAt: updatedAt,
    updatedAt,
    turns: 1,
  };
}

function ids(chats: Chat[]): [string, string[]][] {
  return groupChats(chats, now).map((group) => [group.name, group.chats.map((one) => one.id)]);
}

test('groups by calendar day and not by hours passed', () => {
  expect(ids([chat('early today', day(0, 0)), chat('late yesterday', day(1, 23))])).toEqual([
    ['today', ['early today']],
    ['lastWeek', ['late yesterday']],
  ]);
});

test('counts seven days as the last week and the eighth as older', () => {
  expect(ids([chat('seven', day(7, 0)), chat('eight', day(8, 23))])).toEqual([
    ['lastWeek', ['seven']],
    ['older', ['eight']],
  ]);
});

test('shows pinned chats first whatever their age, the newest on top', () => {
  expect(ids([chat('new', day(0, 8)), chat('old pin', day(90, 8), true), chat('new pin', day(1, 8), true)])).toEqual([
    ['pinned', ['new pin', 'old pin']],
    ['today', ['new']],
  ]);
});

test('shows no group without chats', () => {
  expect(ids([])).toEqual([]);
});
