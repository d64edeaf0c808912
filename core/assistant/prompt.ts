import type { Manifest } from '../contract/index.ts';
import type { Passage } from '../library/search.ts';
import { textLanguage } from '../text/segment.ts';

export interface Prompt {
  system: string;
  user: string;
  /** The passages that fitted, in the order in which they are numbered. */
  passages: Passage[];
}

const languageLines = { en: 'Answer in English.', zh: '请用中文回答。' } as const;

/**
 * Fills a manifest's templates. Passages are numbered and fenced, so that text in them is told from the instructions.
 * `budgetCharacters` bounds them together; the last one is cut, later ones are left out.
 */
export function buildPrompt(
  manifest: Manifest,
  question: string,
  passages: readonly Passage[],
  budgetCharacters: number,
): Prompt {
  const used: Passage[] = [];
  const blocks: string[] = [];
  let left = budgetCharacters;
  for (const passage of passages) {
    if (left < 80) break;
    const text = passage.text.slice(0, left);
    left -= text.length;
    used.push(passage);
    const where = [passage.document, passage.page && `page ${passage.page}`, passage.heading]
      .filter(Boolean)
      .join(', ');
    blocks.push(`[${blocks.length + 1}] ${where}\n<<<\n${text.replaceAll('<<<', '‹‹‹').replaceAll('>>>', '›››')}\n>>>`);
  }
  const { system, user, language } = manifest.prompt;
  const values: Record<string, string> = { passages: blocks.join('\n\n'), question };
  return {
    system: `${system}\n${languageLines[language === 'auto' ? textLanguage(question) : language]}`,
    // One pass over the template: braces inside a passage or a question are never filled.
    user: user.replace(/\{\{(passages|question)\}\}/g, (_, name: string) => values[name] ?? ''),
    passages: used,
  };
}
