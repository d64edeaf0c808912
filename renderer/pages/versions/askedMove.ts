import { createStore } from '../../shared/createStore.ts';
import type { Move } from './releaseMoves.ts';

/** A move whose dialog is open. `refused` is the error with which the application turned it down before. */
export interface AskedMove {
  move: Move;
  refused: unknown;
}

/** Lets the palette and every card open the one dialog of the Versions page. */
export const askedMove = createStore<AskedMove | null>(null);

export function askMove(move: Move, refused: unknown = null): void {
  askedMove.set({ move, refused });
}
