import type { Comparison, SideName } from '../../shared/comparing.ts';

/** A fair coin from the system's generator: which answer stands on the left. */
export function drawLeft(random: () => number = () => crypto.getRandomValues(new Uint8Array(1))[0] ?? 0): SideName {
  return random() % 2 === 0 ? 'stable' : 'beta';
}

/** The sides in the order in which they are shown. */
export function shownSides(left: SideName): readonly [SideName, SideName] {
  return left === 'stable' ? ['stable', 'beta'] : ['beta', 'stable'];
}

export type Choice = 1 | 2 | 0;

/** Whom a choice by place prefers; 0 finds both equal. */
export function winnerOf(choice: Choice, left: SideName): SideName | 'tie' {
  if (choice === 0) return 'tie';
  return shownSides(left)[choice - 1] ?? 'tie';
}

/** The choice behind a key, or null for any other key and while something is being typed or a modifier is held. */
export function choiceOfKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'repeat'>,
  typing: boolean,
): Choice | null {
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.isComposing || event.defaultPrevented || event.repeat) return null;
  return event.key === '1' ? 1 : event.key === '2' ? 2 : event.key === '0' ? 0 : null;
}

/** True while two whole answers wait for a blind vote. An answer that failed or was stopped is no answer to judge. */
export function canVote(comparison: Comparison): boolean {
  const { stable, beta } = comparison.sides;
  const whole = (state: string | undefined) => state === 'finished';
  return (
    comparison.showing.names === 'hidden' &&
    comparison.state === 'finished' &&
    whole(stable.turn?.state) &&
    whole(beta.turn?.state)
  );
}

/** Whether the versions must not be told apart now. A comparison that came to nothing has nothing left to hide. */
export function isHidden(comparison: Comparison): boolean {
  return comparison.showing.names === 'hidden' && (comparison.state === 'asking' || canVote(comparison));
}
