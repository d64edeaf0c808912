import { createHash } from 'node:crypto';

/** `none` chats are in neither arm: stable answers them and they are left out of the comparison. */
export type Arm = 'beta' | 'control' | 'none';

/** Where a chat falls in [0, 1): the first 48 bits of sha256(salt + chat id). */
export function chatPosition(salt: string, chat: string): number {
  const digest = createHash('sha256')
    .update(salt + chat)
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * The arm of a position at a weight in [0, 1]: beta below the weight, so that a greater weight only adds, and a
 * control arm of the same size from 0.5 on. Above one half beta takes what the control arm would need.
 */
export function armOf(position: number, weight: number): Arm {
  if (position < weight) return 'beta';
  return position >= 0.5 && position < 0.5 + weight ? 'control' : 'none';
}

/** Share of chats in the control arm. */
export function controlShare(weight: number): number {
  return weight <= 0.5 ? weight : 1 - weight;
}
