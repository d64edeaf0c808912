import { candidateOf, type Move, rollbackOf } from './releaseMoves.ts';

/** One thing that a move changes. Versions are ids, null for none; `share` is percent of new chats. */
export type Consequence =
  | { what: 'stable' | 'beta' | 'previous'; now: string | null; after: string | null }
  | { what: 'share'; version: string; now: number; after: number };

type Status = Parameters<typeof rollbackOf>[0];

/** What will be different after a move, in the order in which a reader asks. Empty where only the state changes. */
export function consequencesOf(status: Status, move: Move): Consequence[] {
  const { stable, beta, previous, weight } = status;
  const candidate = candidateOf(status);
  const swap = (to: string): Consequence[] => [
    { what: 'stable', now: stable, after: to },
    { what: 'beta', now: beta, after: beta === to ? null : beta },
    { what: 'previous', now: previous, after: stable },
    { what: 'share', version: to, now: to === candidate ? weight : 0, after: to === candidate ? 100 : 100 - weight },
  ];
  const endCandidate = (version: string): Consequence[] => [
    { what: 'beta', now: version, after: null },
    { what: 'share', version, now: weight, after: 0 },
    { what: 'share', version: stable, now: 100 - weight, after: 100 },
  ];
  const share = (after: number): Consequence[] =>
    candidate === null
      ? []
      : [
          { what: 'share', version: candidate, now: weight, after },
          { what: 'share', version: stable, now: 100 - weight, after: 100 - after },
        ];
  switch (move.name) {
    case 'promote':
      return candidate === null ? [] : changed(swap(candidate));
    case 'rollback': {
      const back = rollbackOf(status);
      if (!back) return [];
      return changed(back.kind === 'candidate' ? endCandidate(back.from) : swap(back.to));
    }
    case 'restore':
      return move.version ? changed(swap(move.version)) : [];
    case 'abort':
      return candidate === null ? [] : changed(endCandidate(candidate));
    case 'ramp':
      return changed(share(status.steps[0]?.weight ?? 0));
    case 'advance': {
      const next = status.steps[(status.step ?? 0) + 1];
      return next ? changed(share(Math.max(weight, next.weight))) : [];
    }
    default:
      return [];
  }
}

const changed = (all: Consequence[]) => all.filter((item) => item.now !== item.after);
