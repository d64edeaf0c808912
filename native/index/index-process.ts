import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../core/contract/index.ts';
import { type CallContext, serveCalls } from '../supervise/serve-calls.ts';
import { type IndexThread, startIndexThread } from './index-thread.ts';
import type { IndexCalls, WorkerMethod } from './worker-messages.ts';

/** Entry of the index process. It holds one thread per open index and passes calls on. */
const threads = new Map<string, IndexThread>();
let workingFolderSet = false;

function threadOf(id: string): IndexThread {
  const thread = threads.get(id);
  if (!thread) throw new AppError('index-failed', { reason: 'not-open', index: id });
  return thread;
}

async function open(params: IndexCalls['open']['params'], { signal }: CallContext) {
  const { id, spec } = params;
  // See native-path.ts: the addon can only open files below the working folder there.
  if (process.platform === 'win32' && !workingFolderSet) {
    mkdirSync(dirname(spec.folder), { recursive: true });
    process.chdir(dirname(spec.folder));
    workingFolderSet = true;
  }
  const present = threads.get(id);
  if (present && isDeepStrictEqual(present.spec, spec)) return await present.call('open', params, signal);
  const thread = startIndexThread(spec, () => {
    if (threads.get(id) === thread) threads.delete(id);
  });
  try {
    const status = await thread.call('open', params, signal);
    threads.set(id, thread);
    await present?.end();
    return status;
  } catch (error) {
    await thread.end();
    throw error;
  }
}

serveCalls({
  open,
  add: (params: IndexCalls['add']['params'], { signal }) => pass('add', params, signal),
  remove: (params: IndexCalls['remove']['params'], { signal }) => pass('remove', params, signal),
  search: (params: IndexCalls['search']['params'], { signal }) =>
    // A copy of its own: what arrives may be a view on a much larger buffer, which would be cloned as a whole.
    pass('search', { ...params, query: new Float32Array(params.query) }, signal),
  save: (params: IndexCalls['save']['params'], { signal }) => pass('save', params, signal),
  async release({ id }: IndexCalls['release']['params']) {
    const thread = threads.get(id);
    threads.delete(id);
    await thread?.end();
    return null;
  },
});

async function pass<Method extends WorkerMethod>(
  method: Method,
  params: IndexCalls[Method]['params'],
  signal: AbortSignal,
): Promise<IndexCalls[Method]['result']> {
  return await threadOf(params.id).call(method, params, signal);
}
