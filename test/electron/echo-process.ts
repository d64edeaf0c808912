import { serveCalls } from '../../native/supervise/serve-calls.ts';

/** A child that answers with what it was sent, crashes on request, and never answers on request. */
serveCalls({
  async echo(params: unknown, { emit }) {
    emit('heard');
    return { params, viaParentPort: 'parentPort' in process, flag: process.env.ECHO_FLAG ?? null };
  },
  async crash() {
    process.abort();
  },
  hang: () => new Promise(() => setInterval(() => undefined, 1000)),
});
