import { foldText, isCjk } from '../text/segment.ts';
import { f1 } from './rouge.ts';

const articles = new Set(['a', 'an', 'the']);

/**
 * Tokens of an answer as SQuAD compares them: lower case, punctuation and symbols removed, the articles a, an, the
 * removed, cut at blanks. Rajpurkar et al., EMNLP 2016, evaluation script. Chinese, Japanese and Korean by characters,
 * as CMRC 2018 does. Grouping of digits goes with the punctuation: 1,160 and 1160 are the same.
 */
export function answerTokens(text: string): string[] {
  const plain = foldText(text).replace(/[\p{P}\p{S}]/gu, '');
  const tokens: string[] = [];
  for (const word of plain.split(/\s+/)) {
    let letters = '';
    const push = () => {
      if (letters && !articles.has(letters)) tokens.push(letters);
      letters = '';
    };
    for (const character of word) {
      if (isCjk(character)) {
        push();
        tokens.push(character);
      } else letters += character;
    }
    push();
  }
  return tokens;
}

/** 1 when both say the same after normalisation, else 0. */
export function exactMatch(answer: string, expected: string): number {
  return answerTokens(answer).join(' ') === answerTokens(expected).join(' ') ? 1 : 0;
}

/** F1 of the common tokens, each counted as often as both hold it; 1 for two empty texts. */
export function tokenF1(answer: string, expected: string): number {
  const given = answerTokens(answer);
  const wanted = answerTokens(expected);
  if (given.length === 0 && wanted.length === 0) return 1;
  const open = new Map<string, number>();
  for (const token of wanted) open.set(token, (open.get(token) ?? 0) + 1);
  let matched = 0;
  for (const token of given) {
    const left = open.get(token) ?? 0;
    if (left === 0) continue;
    open.set(token, left - 1);
    matched += 1;
  }
  return f1(matched, given.length, wanted.length);
}

/** 1 when the answer holds the expected words in their order without others between them, else 0. */
export function holdsExpected(answer: string, expected: string): number {
  const wanted = answerTokens(expected);
  if (wanted.length === 0) return 0;
  return ` ${answerTokens(answer).join(' ')} `.includes(` ${wanted.join(' ')} `) ? 1 : 0;
}
