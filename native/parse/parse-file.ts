import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../core/contract/index.ts';
import type { ParsedDocument } from '../../core/library/parsed.ts';
import type { ParseSummary } from '../../core/ports.ts';
import { detectFormat } from './detect-format.ts';
import { largestFile, largestText } from './limits.ts';
import type { ParseContext } from './parse-context.ts';
import { writeAtomically } from './write-atomically.ts';

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
    pages: document.pages.length > 0 ? document.pages.length : null,
    characters: document.text.length,
    textSha256: createHash('sha256').update(document.text, 'utf8').digest('hex'),
    encoding: document.encoding,
  };
}

/**
 * Reads a document of any supported format from memory. Fails with document-* codes, or as the context's signal says;
 * what a reader did not expect in a file makes the file unreadable and nothing else.
 */
export async function parseBytes(bytes: Uint8Array, name: string, context: ParseContext = {}): Promise<ParsedDocument> {
  try {
    const document = await parseFound(bytes, name, context);
    if (document.text.length > largestText)
      throw new AppError('document-too-large', { characters: document.text.length, limitCharacters: largestText });
    return document;
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && error.name === 'AbortError')) throw error;
    const code = error instanceof RangeError && /call stack/i.test(error.message) ? 'document-too-deep' : null;
    throw new AppError(code ?? 'document-unreadable', { reason: 'unexpected contents' }, { cause: error });
  }
}

async function parseFound(bytes: Uint8Array, name: string, context: ParseContext): Promise<ParsedDocument> {
  const found = detectFormat(bytes, name);
  switch (found.format) {
    case 'pdf':
      return (await import('./pdf/parse-pdf.ts')).parsePdf(bytes, context);
    case 'docx':
      return (await import('./docx/parse-docx.ts')).parseDocx(found.zip);
    case 'pptx':
      return (await import('./pptx/parse-pptx.ts')).parsePptx(found.zip, context);
    case 'xlsx':
      return (await import('./xlsx/parse-xlsx.ts')).parseXlsx(found.zip, context);
    case 'odt':
    case 'ods':
    case 'odp':
      return (await import('./odf/parse-odf.ts')).parseOdf(found.zip, found.format, context);
    case 'epub':
      return (await import('./epub/parse-epub.ts')).parseEpub(found.zip, context);
    case 'html':
      return (await import('./html/parse-html-file.ts')).parseHtmlFile(bytes);
    case 'email':
      return (await import('./email/parse-email.ts')).parseEmail(bytes);
    case 'web-archive':
      return (await import('./email/parse-email.ts')).parseWebArchive(bytes);
    case 'csv':
      return (await import('./csv/parse-csv.ts')).parseCsv(found.decoded, name);
    case 'code':
      return (await import('./code/parse-code.ts')).parseCode(found.decoded);
    case 'json': {
      const { parseJson } = await import('./json/parse-json.ts');
      // Settings files with remarks in them are no JSON, but text that people read.
      return parseJson(found.decoded) ?? (await import('./code/parse-code.ts')).parseCode(found.decoded);
    }
    default:
      return (await import('./text/parse-text.ts')).parseText(found.format, found.decoded);
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
