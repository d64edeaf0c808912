import type { Chat } from '../../core/contract/models.ts';

export type ChatGroupName = 'pinned' | 'today' | 'lastWeek' | 'older';
export interface ChatGroup {
  name: ChatGroupName;
  chats: Chat[];
}

const DAYS_IN_WEEK = 7;

/** Local midnight `days` before the day of `now`; calendar days, so a change of clock does not shift it. */
function midnight(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

/** Pinned chats first, then by the local day of their last change; newest first and no empty groups. */
export function groupChats(chats: Chat[], now: number): ChatGroup[] {
  const today = midnight(now, 0);
  const week = midnight(now, DAYS_IN_WEEK);
  const groups: Record<ChatGroupName, Chat[]> = { pinned: [], today: [], lastWeek: [], older: [] };
  for (const chat of [...chats].sort((a, b) => b.updatedAt - a.updatedAt)) {
    if (chat.pinned) groups.pinned.push(chat);
    else if (chat.updatedAt >= today) groups.today.push(chat);
    else if (chat.updatedAt >= week) groups.lastWeek.push(chat);
    else groups.older.push(chat);
  }
  return (Object.keys(groups) as ChatGroupName[])
    .map((name) => ({ name, chats: groups[name] }))
    .filter((group) => group.chats.length > 0);
}
