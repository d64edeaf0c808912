/** Lets the palette and a shortcut move the version switch of whichever chat is open. */
export interface PointerSwitch {
  toggle(): void;
  /** The open chat registers its switch; the returned function takes it back. */
  register(toggle: () => void): () => void;
}

function createPointerSwitch(): PointerSwitch {
  let current: (() => void) | null = null;
  return {
    toggle: () => current?.(),
    register(toggle) {
      current = toggle;
      return () => {
        if (current === toggle) current = null;
      };
    },
  };
}

export const pointerSwitch = createPointerSwitch();
