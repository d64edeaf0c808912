import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../core/contract/index.ts';
import type { Llama, Parser, SelfCheck, VectorIndex } from '../core/ports.ts';
import { buildTinyLlama } from '../models/build-gguf.ts';

async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-self-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function expect(condition: boolean, found: string): void {
  if (!condition) throw new AppError('internal', { cause: found });
}

/** Self-test of the parts that run beside the main thread: each does a little real work in its own process. */
export function nativeChecks(ports: { parser: Parser; index: VectorIndex; llama: Llama }): SelfCheck[] {
  const { parser, index, llama } = ports;
  return [
    {
      name: 'parser',
      run: (signal) =>
        inTemporaryFolder(async (folder) => {
          const source = join(folder, 'note.md');
          await writeFile(source, '# Memory\n\nThe installer needs 780 MB.\n');
          const summary = await parser.parse(
            { source, name: 'note.md', output: join(folder, 'note.json') },
            { signal },
          );
          expect(summary.format === 'markdown' && summary.characters > 20, JSON.stringify(summary));
          return `read ${summary.characters} characters in a process of its own`;
        }),
    },
    {
      name: 'vector-index',
      run: (signal) =>
        inTemporaryFolder(async (folder) => {
          const dimension = 8;
          const count = 50;
          const vectors = Float32Array.from({ length: count * dimension }, (_, i) => Math.sin(i * 1.7 + 1));
          const file = join(folder, 'part');
          const bytes = new Uint8Array(vectors.buffer);
          await writeFile(file, bytes);
          const part = { file, sha256: createHash('sha256').update(bytes).digest('hex'), firstLabel: 1, count };
          const config = {
            engine: 'hnsw',
            space: 'cosine',
            m: 16,
            efConstruction: 100,
            efSearch: 50,
            exactBelow: 0,
          } as const;
          const id = `self-test-${Date.now()}`;
          await index.open({ id, dimension, config, folder: join(folder, 'graph') }, [part], { signal });
          const found = await index.search(id, vectors.slice(7 * dimension, 8 * dimension), 1, { signal });
          await index.release(id);
          expect(found.labels[0] === 8, `nearest to vector 8 was ${found.labels[0]}`);
          return `HNSW found the nearest of ${count} vectors`;
        }),
    },
    {
      name: 'generation',
      run: (signal) =>
        inTemporaryFolder(async (folder) => {
          const model = join(folder, 'self-test.gguf');
          await buildTinyLlama(model);
          let text = '';
          let tokens = 0;
          const request = {
            model,
            system: '',
            user: 'Hello',
            history: [],
            chatWrapper: 'auto',
            contextTokens: 256,
            maxTokens: 8,
            temperature: 0,
            seed: 1,
            threads: 1,
          };
          for await (const event of llama.generate(request, { signal })) {
            if (event.type === 'text') text += event.text;
            else tokens = event.tokens;
          }
          expect(tokens > 0, `no token came back, only “${text}”`);
          return `llama.cpp generated ${tokens} tokens with a model built just now`;
        }),
    },
  ];
}
