/** What one side pushes, the other reads as an async iterable, in order; reading ends with the first `finish` or `fail`. */
export interface EventQueue<Event> {
  push(event: Event): void;
  finish(): void;
  fail(error: unknown): void;
  events(): AsyncGenerator<Event, void>;
}

export function createEventQueue<Event>(): EventQueue<Event> {
  const waiting: Event[] = [];
  let over: { error?: unknown } | undefined;
  let wake = () => {};
  return {
    push(event) {
      if (over) return;
      waiting.push(event);
      wake();
    },
    finish() {
      over ??= {};
      wake();
    },
    fail(error) {
      over ??= { error };
      wake();
    },
    async *events() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()!;
        if (over && 'error' in over) throw over.error;
        if (over) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
