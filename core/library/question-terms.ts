import type { InstalledPipeline } from '../pipeline/versions.ts';
import type { Database } from '../store/database.ts';
import { editDistance } from '../text/edit-distance.ts';
import { characterPairs, foldText, isCjk, isStopWord, questionWords, uncertainWords } from '../text/segment.ts';
import { phrasesIn, relatedTokens } from '../text/thesaurus.ts';
import type { WordCounter } from '../text/word-counter.ts';

/** A word of a question as a version's chunks know it. */
export interface QuestionTerm {
  token: string;
  /** Inverse document frequency, less for words that say little in questions. */
  weight: number;
  /** Chunks that hold it, by the index. */
  chunks: number;
  /** Tokens that stand for it with a share (0 to 1) of its weight: corrected spellings, related words, parts. */
  others: { token: string; share: number }[];
}

/** Words that questions are full of and that are as likely to be missing from the answer. */
const weakWords = new Set(
  questionWords(
    `need needed use used using make made want work find get give take go come put happen happens mean means way thing
     kind sort type set become keep say says called call there any anything something someone somebody people person
     different possible good best right first next new start try know see look used user default
     big large long often far old
     需要 使用 用 做 进行 想 要 表示 作用 意思 对应 方法 办法 东西 问题 可能 得到 情况 应 放 用到 设 说 叫 内容 信息`,
  ),
);
const weakShare = 0.4;
const relatedShare = 0.55;
const correctedShare = 0.8;
const partShare = 0.5;

/** ln(1 + (N - n + 0.5) / (n + 0.5)): the inverse document frequency of BM25 (Robertson, Zaragoza 2009). */
function inverseFrequency(total: number, chunks: number): number {
  return Math.log(1 + (total - chunks + 0.5) / (chunks + 0.5));
}

export interface TermFinder {
  /** The distinct content words of a question with their weights in a version's chunks. */
  terms(pipeline: InstalledPipeline, question: string): QuestionTerm[];
  /** Inverse document frequencies of tokens. */
  weights(pipeline: InstalledPipeline, tokens: readonly string[]): Map<string, number>;
}

export function createTermFinder(database: Database): TermFinder {
  function counter(pipeline: InstalledPipeline) {
    const { chunkSet } = pipeline;
    const { total } = database
      .prepare('SELECT coalesce(sum(count), 0) AS total FROM chunked WHERE set_id = ?')
      .get(chunkSet) as { total: number };
    const select = database.prepare(`SELECT doc FROM passages_${chunkSet}_words WHERE term = ?`);
    const near = database.prepare(
      `SELECT term, doc FROM passages_${chunkSet}_words WHERE term >= ? AND term < ? LIMIT ${mostNeighbours}`,
    );
    return {
      total,
      chunksOf: (token: string) => (select.get(token) as { doc: number } | undefined)?.doc ?? 0,
      between: (from: string, to: string) => near.all(from, to) as { term: string; doc: number }[],
    };
  }

  return {
    weights(pipeline, tokens) {
      const { total, chunksOf } = counter(pipeline);
      return new Map(tokens.map((token) => [token, inverseFrequency(total, chunksOf(token))]));
    },
    terms(pipeline, question) {
      const { total, chunksOf, between } = counter(pipeline);
      const uncertain = uncertainWords(question);
      return wordsOf(question).map((token) => {
        const parts = isCjk(token) ? characterPairs(token).filter((part) => part !== token) : [];
        // The dictionary may have cut this word differently in the documents; its rarest pair bounds how often it is there.
        const chunks = chunksOf(token) || (parts.length > 0 ? Math.min(...parts.map(chunksOf)) : 0);
        const others = parts.map((part) => ({ token: part, share: partShare }));
        if (chunks === 0 && !isCjk(token)) {
          others.push(...nearWords(token, between));
        }
        for (const word of relatedTokens(token)) others.push({ token: word, share: relatedShare });
        // Two characters that neither the dictionary nor the library joins are most likely no word.
        const doubtful = chunks === 0 && uncertain.has(token);
        const share = weakWords.has(token) || doubtful ? weakShare : 1;
        return { token, weight: inverseFrequency(total, chunks) * share, chunks, others };
      });
    },
  };
}

/** The question's words; longer Chinese words that the thesaurus knows stand for the pieces the dictionary cuts. */
function wordsOf(question: string): string[] {
  const phrases = phrasesIn(foldText(question));
  const words = questionWords(question).filter((word) => !phrases.some((phrase) => phrase.includes(word)));
  return [...words, ...phrases];
}

const mostNeighbours = 3000;
const mostCorrections = 3;
/** Shorter words have neighbours by chance. */
const shortestMisspelt = 5;

/**
 * Words of the library that a misspelt word may mean: the same first letter and one change for words of 5 to 8
 * letters, two for longer ones; failing that, words with the same beginning, for endings that stems do not take off.
 * The nearest, then the most frequent come first. At most `mostNeighbours` words of each range are looked at.
 */
function nearWords(
  token: string,
  between: (from: string, to: string) => { term: string; doc: number }[],
): QuestionTerm['others'] {
  if (token.length < shortestMisspelt || !/^\p{L}+$/u.test(token)) return [];
  const limit = token.length < 9 ? 1 : 2;
  const beginning = token.slice(0, Math.max(shortestMisspelt, Math.ceil(token.length * 0.6)));
  // Words that share two letters come first; the rest of the letter is looked at as far as the bound goes.
  const ranges = [token.slice(0, 2), token[0]!].map((start) => between(start, `${start}\uffff`));
  const found = new Map<string, { distance: number; doc: number }>();
  for (const { term, doc } of ranges.flat()) {
    if (found.has(term)) continue;
    const distance = editDistance(token, term, limit);
    const alike = term.startsWith(beginning) && Math.abs(term.length - token.length) <= 3;
    if (distance <= limit || alike) found.set(term, { distance, doc });
  }
  return [...found]
    .sort((a, b) => a[1].distance - b[1].distance || b[1].doc - a[1].doc)
    .slice(0, mostCorrections)
    .map(([term, { distance }]) => ({ token: term, share: distance <= limit ? correctedShare : partShare }));
}

/** How much of a term a text holds: its own count, or of what stands for it the share. */
export function termCount(term: QuestionTerm, text: WordCounter): number {
  const own = text.count(term.token);
  if (own > 0) return own;
  let best = 0;
  for (const { token, share } of term.others) if (share > best && text.has(token)) best = share;
  return best;
}

/** Share (0 to 1) of the terms' weight that texts hold together; `count` is the best of any of them. */
export function coverageOf(terms: readonly QuestionTerm[], counts: (term: QuestionTerm) => number): number {
  let held = 0;
  let total = 0;
  for (const term of terms) {
    total += term.weight;
    held += term.weight * Math.min(1, counts(term));
  }
  return total === 0 ? 0 : held / total;
}

/** Tokens to ask the full text for: the words themselves, and what may stand for them. */
export function queryTokens(terms: readonly QuestionTerm[]): { own: string[]; related: string[] } {
  const own = new Set<string>();
  const related = new Set<string>();
  for (const { token, others } of terms) {
    own.add(token);
    // Parts of the word itself and corrected spellings are the question's own words; the rest only may stand for them.
    const isOwn = (other: string, share: number) => share >= correctedShare || (isCjk(other) && token.includes(other));
    for (const other of others) (isOwn(other.token, other.share) ? own : related).add(other.token);
  }
  for (const token of own) related.delete(token);
  return { own: [...own], related: [...related].filter((token) => !isStopWord(token)) };
}
