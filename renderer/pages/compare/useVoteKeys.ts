import { useEffect, useRef } from 'react';
import { type Choice, choiceOfKey } from './blindness.ts';

const TYPED_INTO = 'input, textarea, select, [contenteditable="true"]';

/** Keys 1, 2 and 0 vote while `active`, unless somebody types or something lies on top of the page. */
export function useVoteKeys(active: boolean, onChoice: (choice: Choice) => void): void {
  const latest = useRef(onChoice);
  useEffect(() => {
    latest.current = onChoice;
  });
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPED_INTO) !== null;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const choice = choiceOfKey(event, typing);
      if (choice === null) return;
      event.preventDefault();
      latest.current(choice);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
}
