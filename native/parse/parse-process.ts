import { readFile } from 'node:fs/promises';
import { AppError, type ChunkConfig } from '../../core/contract/index.ts';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import type { ChunkRow } from '../../core/ports.ts';
import { type CallContext, serveCalls } from '../supervise/serve-calls.ts';
import { watchMemory } from './memory-watch.ts';

/** Entry of the child process. What a call needs is loaded with the first such call. */

const memoryMiB = Number(process.env.TANDEM_PARSE_MEMORY_MIB);
// Code, stacks and buffers of the runtime itself come on top of what a file may use.
if (memoryMiB > 0) watchMemory(memoryMiB + 200);

serveCalls({
  async parse(job: { source: string; name: string; output: string; recognise?: boolean }, context: CallContext) {
    const { parseFile } = await import('./parse-file.ts');
    return parseFile(job, {
      signal: context.signal,
      onPage: (page, pages) => context.emit({ page, pages }),
      ...(job.recognise && { recognise: true }),
    });
  },

  async chunk(job: { parsed: string; chunk: ChunkConfig }): Promise<ChunkRow[]> {
    const { chunkDocument } = await import('../../core/text/chunk.ts');
    const { searchTokens } = await import('../../core/text/segment.ts');
    const document = await readParsed(job.parsed);
    return chunkDocument(document, job.chunk).map((chunk) => {
      const indexed = job.chunk.headings && chunk.heading ? `${chunk.heading}\n${chunk.text}` : chunk.text;
      return { ...chunk, tokens: searchTokens(indexed).join(' ') };
    });
  },

  async hashEmbed(job: { texts: string[]; dimension: number }): Promise<Float32Array> {
    const { hashEmbedding } = await import('../../core/text/hash-embedding.ts');
    const rows = new Float32Array(job.texts.length * job.dimension);
    job.texts.forEach((text, row) => {
      rows.set(hashEmbedding(text, job.dimension), row * job.dimension);
    });
    return rows;
  },
});

async function readParsed(file: string): Promise<ParsedDocument> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ParsedDocument;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new AppError('document-missing', { file });
    throw new AppError('document-unreadable', { reason: 'parsed text is damaged', file }, { cause: error });
  }
}
