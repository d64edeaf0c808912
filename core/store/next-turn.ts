/** Lets everything else that waits on the main thread go first. */
export const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
