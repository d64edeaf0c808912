import type { AuditRow } from '../../../core/contract/release-models.ts';

type Row = Pick<AuditRow, 'at' | 'who' | 'what' | 'version' | 'from' | 'to' | 'why'>;

/** One try at releasing a version: when it began, the state it reached last, and why. */
export interface RolloutStory {
  version: string;
  startedAt: number;
  endedAt: number;
  state: string | null;
  who: string;
  why: string;
  /** What happened, oldest first. */
  moves: Row[];
}

const begins = new Set(['install', 'adopt']);

/** Tries at releases, newest first, from rows of the audit log in any order. */
export function rolloutStories(rows: readonly Row[]): RolloutStory[] {
  const stories: RolloutStory[] = [];
  const open = new Map<string, RolloutStory>();
  for (const row of [...rows].sort((a, b) => a.at - b.at)) {
    if (row.version === null) continue;
    let story = open.get(row.version);
    if (!story || (begins.has(row.what) && story.moves.length > 0)) {
      story = { version: row.version, startedAt: row.at, endedAt: row.at, state: null, who: '', why: '', moves: [] };
      open.set(row.version, story);
      stories.push(story);
    }
    story.moves.push(row);
    story.endedAt = row.at;
    story.state = row.to ?? story.state;
    story.who = row.who;
    story.why = row.why;
  }
  return stories.sort((a, b) => b.endedAt - a.endedAt);
}
