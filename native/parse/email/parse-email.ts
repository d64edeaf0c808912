import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import { decodeHtml } from '../html/decode-html.ts';
import { readHtml } from '../html/parse-html-file.ts';
import { decodeAs } from '../text/decode-as.ts';
import { decodeText } from '../text/decode-text.ts';
import { createTextBuilder, type TextBuilder } from '../text-builder.ts';
import { headerText } from './header-words.ts';
import { type MimePart, readMime } from './mime.ts';

/** Headers that open the text, with the word they are known by. */
const shownHeaders = [
  ['from', 'From'],
  ['to', 'To'],
  ['cc', 'Cc'],
  ['date', 'Date'],
] as const;

/**
 * A mail: its subject as a heading, who wrote to whom and when, the names of what is attached, and its text; plain
 * text is preferred to HTML. Attached mails follow. Fails with document-empty or document-unreadable.
 */
export function parseEmail(bytes: Uint8Array): ParsedDocument {
  const mail = readMime(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  if (!['from', 'to', 'subject', 'date', 'received', 'message-id'].some((name) => mail.headers.has(name)))
    throw new AppError('document-unreadable', { reason: 'no headers of a mail' });
  const builder = createTextBuilder();
  addMail(builder, mail, 1);
  const title = headerText(mail.headers.get('subject') ?? '') || null;
  return { format: 'email', title, encoding: null, ...builder.finish() };
}

/** A web page saved with all its parts (MHTML): the page alone. */
export function parseWebArchive(bytes: Uint8Array): ParsedDocument {
  const archive = readMime(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  const page = leaves(archive).find((part) => part.type === 'text/html' || part.type === 'application/xhtml+xml');
  if (!page) throw new AppError('document-unreadable', { reason: 'no page in the archive' });
  return { format: 'html', encoding: page.parameters.get('charset')?.toLowerCase() ?? null, ...readHtml(htmlOf(page)) };
}

function addMail(builder: TextBuilder, mail: MimePart, level: number): void {
  const subject = headerText(mail.headers.get('subject') ?? '');
  builder.heading(subject, level, `Subject: ${subject}`);
  const parts = leaves(mail);
  const files = parts.filter(isFile).map(fileName);
  const lines = shownHeaders.flatMap(([name, word]) => {
    const value = headerText(mail.headers.get(name) ?? '');
    return value ? [`${word}: ${value}`] : [];
  });
  if (files.length > 0) lines.push(`Attachments: ${files.join(', ')}`);
  lines.forEach((line, index) => {
    builder.add(line, index === 0 && !subject ? '\n\n' : '\n');
  });
  builder.add(body(parts.filter((part) => !isFile(part))));
  for (const part of parts) {
    const inner = part.type === 'message/rfc822' ? part.parts[0] : undefined;
    if (inner) addMail(builder, inner, Math.min(6, level + 1));
  }
}

/** The parts with contents, attached mails as one part each. */
function leaves(part: MimePart): MimePart[] {
  return part.type.startsWith('multipart/') ? part.parts.flatMap(leaves) : [part];
}

function isFile(part: MimePart): boolean {
  if (part.type === 'message/rfc822') return false;
  return (
    part.isAttachment || (!part.type.startsWith('text/') && (part.fileName !== null || !part.headers.has('content-id')))
  );
}

function fileName(part: MimePart): string {
  return cleanText(part.fileName ?? part.type).replace(/\s+/g, ' ');
}

function body(parts: readonly MimePart[]): string {
  const plain = parts.filter((part) => part.type === 'text/plain').map(plainText);
  const text = plain.filter((part) => part.trim() !== '').join('\n\n');
  if (text) return text;
  return parts
    .filter((part) => part.type === 'text/html')
    .map((part) => pageText(htmlOf(part)))
    .join('\n\n');
}

function pageText(html: string): string {
  try {
    return readHtml(html).text;
  } catch (error) {
    if (error instanceof AppError && error.code === 'document-empty') return '';
    throw error;
  }
}

function plainText(part: MimePart): string {
  const content = part.content();
  const charset = part.parameters.get('charset') ?? 'us-ascii';
  const declared = /ascii/i.test(charset) ? null : decodeAs(content, charset);
  const text = declared ?? decodeText(content)?.text ?? Buffer.from(content).toString('latin1');
  const flowed = part.parameters.get('format')?.toLowerCase() === 'flowed' ? joinFlowed(text) : text;
  return cleanText(flowed).trim();
}

/** Lines that end in a blank go on in the next (RFC 3676); the mark before a signature does not. */
function joinFlowed(text: string): string {
  return text.replace(/^(?!-- \r?$)(.*) \r?\n(?!-- |>)/gm, '$1 ');
}

function htmlOf(part: MimePart): string {
  const content = part.content();
  const charset = part.parameters.get('charset');
  return (charset && !/ascii/i.test(charset) && decodeAs(content, charset)) || decodeHtml(content).text;
}
