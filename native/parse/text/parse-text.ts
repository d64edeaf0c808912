import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import type { DecodedText } from './decode-text.ts';
import { markdownHeadings } from './markdown-headings.ts';

/** A text or Markdown file as a document. Its text stays as it is, so that offsets are those of the source. */
export function parseText(format: 'text' | 'markdown', decoded: DecodedText): ParsedDocument {
  const text = cleanText(decoded.text);
  if (text.trim() === '') throw new AppError('document-empty');
  const headings = format === 'markdown' ? markdownHeadings(text) : [];
  const title = headings.find((heading) => heading.level === 1)?.text ?? null;
  return { format, title, encoding: decoded.encoding, text, pages: [], headings };
}
