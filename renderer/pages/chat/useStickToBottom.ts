import { useCallback, useLayoutEffect, useRef } from 'react';

/** How near the end still counts as reading the end, in pixels. */
const NEAR_PX = 48;

/** Follows growing content only while the reader is at its end; whoever scrolled up is left in peace. */
export function useStickToBottom() {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);

  const toEnd = useCallback(() => {
    follows.current = true;
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    let before = box.scrollTop;
    // The event comes after the fact: content may have grown in between, so being away from the end proves nothing.
    // Only a move upwards is the reader's own.
    const look = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      if (near) follows.current = true;
      else if (box.scrollTop < before) follows.current = false;
      before = box.scrollTop;
    };
    const grown = new ResizeObserver(() => {
      if (follows.current) box.scrollTop = box.scrollHeight;
    });
    grown.observe(inner);
    grown.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    box.scrollTop = box.scrollHeight;
    return () => {
      grown.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, []);

  return { scroller, content, toEnd };
}
