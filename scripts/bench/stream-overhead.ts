import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { getLlama, LlamaChatSession, LlamaLogLevel } from 'node-llama-cpp';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import type { Client } from '../../headless/client.ts';
import { createNodeApp } from '../../headless/create-node-app.ts';
import { startWebServer } from '../../headless/web/web-server.ts';
import { buildTinyLlama } from '../../models/build-gguf.ts';
import { median, rounded, withFolder } from './measure.ts';

const tokens = 200;
const rounds = 5;

/** Tokens per second from the first to the last: through process, core and HTTP, beside node-llama-cpp alone. */
export async function measureStreaming() {
  return await withFolder(async (folder) => {
    const data = join(folder, 'data');
    await mkdir(join(data, 'models'), { recursive: true });
    const model = join(data, 'models', 'bench.gguf');
    const bytes = await buildTinyLlama(model, { layers: 8, dimension: 512, endBias: Number.NEGATIVE_INFINITY });
    const note = join(folder, 'note.md');
    await writeFile(note, '# Pumps\n\nThe blue pump delivers 47 litres of water per minute.\n');

    const app = await createNodeApp(data);
    const server = await startWebServer(app, { port: 0, appVersion: 'bench' });
    const headers = { authorization: `Bearer ${server.token}` };
    const client: Client = createORPCClient(new RPCLink({ url: `http://127.0.0.1:${server.port}/rpc`, headers }));
    const { batch } = await client.imports.start({ paths: [note] });
    for await (const _ of await client.imports.progress({ batch }));
    const generate = {
      engine: 'llama',
      model: 'bench',
      contextTokens: 2048,
      maxTokens: tokens,
      temperature: 0,
      seed: 1,
    };
    await app.installVersion(JSON.stringify({ ...builtInManifests()[0], name: 'bench', version: '1.0.0', generate }));

    const llama = await getLlama({
      build: 'never',
      skipDownload: true,
      gpu: false,
      maxThreads: 0,
      logLevel: LlamaLogLevel.error,
    });
    const plainModel = await llama.loadModel({ modelPath: model });

    const tandem: number[] = [];
    const plain: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const ours = await streamThrough(client);
      const theirs = await streamPlainly(plainModel);
      // The first round loads the weights.
      if (round === 0) continue;
      tandem.push(ours);
      plain.push(theirs);
    }
    await llama.dispose();
    await server.close();
    await app.close();
    const [ours, theirs] = [median(tandem), median(plain)];
    return {
      modelBytes: bytes,
      tokens,
      tokensPerSecond: rounded(ours),
      plainTokensPerSecond: rounded(theirs),
      timeRatio: rounded(theirs / ours),
      rounds,
    };
  });
}

/** Tokens per second of pieces of text after the first. */
function rate(times: readonly number[], count: number): number {
  return ((count - 1) / (times.at(-1)! - times[0]!)) * 1000;
}

async function streamThrough(client: Client): Promise<number> {
  const times: number[] = [];
  let count = 0;
  for await (const event of await client.chats.ask({
    question: 'How much water does the blue pump deliver?',
    version: 'beta',
  })) {
    if (event.type === 'text') times.push(performance.now());
    if (event.type === 'turn') count = event.turn.tokens;
  }
  return rate(times, count);
}

async function streamPlainly(
  model: Awaited<ReturnType<Awaited<ReturnType<typeof getLlama>>['loadModel']>>,
): Promise<number> {
  const context = await model.createContext({ contextSize: 2048, threads: 1 });
  const session = new LlamaChatSession({ contextSequence: context.getSequence() });
  const times: number[] = [];
  await session.prompt('How much water does the blue pump deliver?', {
    maxTokens: tokens,
    temperature: 0,
    onTextChunk: () => times.push(performance.now()),
  });
  await context.dispose();
  return rate(times, tokens);
}
