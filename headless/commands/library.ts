import { resolve } from 'node:path';
import type { ImportProgress } from '../../core/contract/index.ts';
import { type CommandContext, exitCodes } from './command.ts';

export async function importPaths(context: CommandContext, paths: string[]): Promise<number> {
  const { client, signal, library, note, json } = context;
  const started = performance.now();
  const { batch, files } = await client.imports.start({ paths: paths.map((path) => resolve(path)), library });
  const cancel = () => void client.imports.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  let last: ImportProgress | undefined;
  let said = '';
  if (files > 0) {
    for await (const progress of await client.imports.progress({ batch })) {
      last = progress;
      const current = progress.current.map(
        (file) => `${file.name}${file.page ? ` p. ${file.page}/${file.pages}` : ''}`,
      );
      const line = `${progress.finished}/${progress.total} ${progress.paused ? '(paused) ' : ''}${current.join(', ')}`;
      if (!json && line !== said && process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
      said = line;
    }
    if (!json && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
  signal.removeEventListener('abort', cancel);
  const bad = await client.imports.files({ batch, state: 'failed' });
  const failed = bad.map(({ path, code, message }) => ({ path, code, message }));
  const result = {
    documents: last?.done ?? 0,
    skipped: last?.skipped ?? 0,
    chunks: last?.chunks ?? 0,
    failed,
    seconds: Math.round((performance.now() - started) / 10) / 100,
  };
  context.print(result, () => [
    `${result.documents} read (${result.chunks} chunks), ${result.skipped} already there, ${failed.length} failed, ${result.seconds} s`,
    ...failed.map((file) => `  ${file.path}: ${file.message} (${file.code})`),
  ]);
  if (signal.aborted) {
    note('tandem: stopped; documents already read are kept');
    return exitCodes.failed;
  }
  return failed.length > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

export async function listDocuments({ client, library, print }: CommandContext): Promise<void> {
  const all = await client.documents.list({ library });
  const rows = all.map(({ id, name, sha256, pages, chunks, state, ...more }) => ({
    id,
    name,
    sha256,
    pages,
    chunks,
    state,
    ...more,
  }));
  print(rows, () =>
    rows.length === 0
      ? 'No documents yet. Add some with: tandem import PATH'
      : rows.map(
          (row) =>
            `${row.id}  ${row.name}  ${row.pages === null ? '' : `${row.pages} pages, `}${row.chunks} chunks, ${row.state}`,
        ),
  );
}

export async function removeDocument({ client, print }: CommandContext, id: string): Promise<void> {
  print(await client.documents.remove({ id }), () => `Removed ${id}`);
}

export async function search(
  context: CommandContext,
  text: string,
  options: { top?: number; version?: string },
): Promise<void> {
  const { client, library, signal, print } = context;
  const found = await client.search.query({ text, library, ...options }, { signal });
  print(found, () => [
    `${found.hits.length} passages from ${found.version}, ${found.ms} ms`,
    ...found.hits.map(
      (hit) =>
        `\n${hit.document}${hit.page ? `, page ${hit.page}` : ''}  (${hit.score.toFixed(3)})\n  ${hit.text.replace(/\s+/g, ' ').slice(0, 240)}`,
    ),
  ]);
}
