import { AppError } from '../../../core/contract/index.ts';
import type { ParsedDocument, ParsedHeading } from '../../../core/library/parsed.ts';
import { cleanText } from '../clean-text.ts';
import type { DecodedText } from '../text/decode-text.ts';

/** Lines that begin a named part in the usual languages. The name is the heading's last word. */
const modifiers =
  '(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|sealed|async|override|virtual|' +
  'inline|extern|unsafe|pub(?:\\([^)]{1,20}\\))?|open|data|partial)\\s+){0,6}';
const kinds =
  '(?:function\\*?|class|interface|enum|struct|trait|impl|namespace|module|package|record|protocol|extension|object|' +
  'type|def|fn|func|fun|sub|procedure|create\\s+(?:or\\s+replace\\s+)?(?:table|view|function|procedure|index))';
const declaration = new RegExp(`^([ \\t]*)(${modifiers}${kinds}\\s+[^\\s({:=;][^({=;]{0,100})`, 'i');
/** C and Java name their functions without a word for it: a type, a name, parameters and an open brace. */
const typedFunction = /^([ \t]{0,8})((?:[\w:<>[\],*&]+\s+){1,5}[*&]?[\w:~]+\s*\([^;{}]{0,200}\))\s*(?:const\s*)?\{/;
const statements = /^\s*(?:return|else|if|for|while|switch|catch|new|throw|await|delete|case|do)\b/;

/** A file of source code: its text as it is, with the lines that begin functions and types as headings. */
export function parseCode(decoded: DecodedText): ParsedDocument {
  const text = cleanText(decoded.text);
  if (text.trim() === '') throw new AppError('document-empty');
  return { format: 'code', title: null, encoding: decoded.encoding, text, pages: [], headings: codeHeadings(text) };
}

function codeHeadings(text: string): ParsedHeading[] {
  const headings: ParsedHeading[] = [];
  let start = 0;
  while (start < text.length) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    // Longer lines are data or were made by a program.
    if (end - start < 300) {
      const line = text.slice(start, end);
      const found = statements.test(line) ? null : (declaration.exec(line) ?? typedFunction.exec(line));
      if (found) {
        const indent = found[1]!.replaceAll('\t', '    ').length;
        const title = found[2]!.replace(/\s+/g, ' ').replace(/[\s:]+$/, '');
        headings.push({ start, end, level: Math.min(4, 1 + Math.floor((indent + 2) / 4)), text: title });
      }
    }
    start = end + 1;
  }
  return headings;
}
