import { setTimeout } from 'node:timers/promises';
import { AppError } from '../../core/contract/index.ts';
import { type CallContext, serveCalls } from '../../native/supervise/serve-calls.ts';

/** What the supervised process of the tests can do. */
serveCalls({
  async echo(value: unknown) {
    return value;
  },
  async pid() {
    return process.pid;
  },
  async count({ to }: { to: number }, { emit }: CallContext) {
    for (let number = 1; number <= to; number++) emit(number);
    return 'counted';
  },
  async doubled(values: Float32Array) {
    return { kind: values.constructor.name, values: values.map((value) => value * 2) };
  },
  async fails() {
    throw new AppError('prompt-too-long', { promptTokens: 9, contextTokens: 5 });
  },
  async breaks() {
    throw new TypeError('a mistake');
  },
  /** Says that it began, then waits for its cancellation. */
  async untilCancelled(_: unknown, { signal, emit }: CallContext) {
    emit('begun');
    await setTimeout(60_000, undefined, { signal });
  },
  /** Says that it began, and answers its cancellation with what it has. */
  async halfDone(_: unknown, { signal, emit }: CallContext) {
    emit('begun');
    await setTimeout(60_000, undefined, { signal }).catch(() => undefined);
    return 'half an answer';
  },
  /** Says that it began, and takes its time to heed its cancellation. */
  async slowToStop(_: unknown, { signal, emit }: CallContext) {
    emit('begun');
    await setTimeout(60_000, undefined, { signal }).catch(() => setTimeout(3500));
    signal.throwIfAborted();
  },
  /** Says that it began, and is deaf to its cancellation. */
  async deaf(_: unknown, { emit }: CallContext) {
    emit('begun');
    await setTimeout(60_000);
  },
  async returnsFunction() {
    return () => undefined;
  },
  async abort() {
    process.abort();
  },
  async exit() {
    process.exit(3);
  },
});
