import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../core/contract/index.ts';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import type { ParseSummary } from '../../core/ports.ts';
import { detectFormat } from './detect-format.ts';
import type { ParseContext } from './parse-context.ts';
import { writeAtomically } from './write-atomically.ts';

/** More than this is not read at all; Node refuses to read more than 2 GiB into memory in one piece. */
const largestFile = 1024 ** 3;

/** Reads one file and stores its text; the work of one call of a parse process. Fails with document-* codes. */
export async function parseFile(
  job: { source: string; name: string; output: string },
  context: ParseContext = {},
): Promise<ParseSummary> {
  const bytes = await readSource(job.source);
  const document = await parseBytes(bytes, job.name, context);
  context.signal?.throwIfAborted();
  await writeAtomically(job.output, JSON.stringify(document));
  return {
    format: document.format,
    title: document.title,
    pages: document.format === 'pdf' ? document.pages.length : null,
    characters: document.text.length,
    textSha256: createHash('sha256').update(document.text, 'utf8').digest('hex'),
    encoding: document.encoding,
  };
}

/** Reads a document of any supported format from memory. */
export async function parseBytes(bytes: Uint8Array, name: string, context: ParseContext = {}): Promise<ParsedDocument> {
  const found = detectFormat(bytes, name);
  switch (found.format) {
    case 'pdf': {
      const { parsePdf } = await import('./pdf/parse-pdf.ts');
      return parsePdf(bytes, context);
    }
    case 'docx': {
      const { parseDocx } = await import('./docx/parse-docx.ts');
      return parseDocx(bytes);
    }
    default: {
      const { parseText } = await import('./text/parse-text.ts');
      return parseText(found.format, found.decoded);
    }
  }
}

async function readSource(source: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(source);
    if (size > largestFile) throw new AppError('document-too-large', { bytes: size, limitBytes: largestFile });
    const bytes = await readFile(source);
    if (bytes.length === 0) throw new AppError('document-empty');
    return bytes;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('document-missing', {}, { cause: error });
    throw new AppError('document-unreadable', { reason: code ?? 'cannot be opened' }, { cause: error });
  }
}
