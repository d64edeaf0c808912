import { textLanguage } from '../text/segment.ts';
import { splitSentences } from '../text/sentences.ts';
import { createWordCounter, type WordCounter } from '../text/word-counter.ts';
import { type QuestionTerm, termCount } from './question-terms.ts';

/** What is known of a chunk that may answer. */
export interface ChunkToRank {
  heading: string | null;
  text: string;
}

/** Saturation of repeated words and weight of the length, as in BM25; chunks differ little in length. */
const k1 = 1.2;
const lengthShare = 0.3;
/** A word in the path of headings counts like this many in the text. */
const headingCount = 0.8;
/** What the words of two neighbouring sentences count beside the chunk's words as a whole. */
const nearShare = 0.6;
/** Looking at sentences takes longest: only the best by their words are looked at so closely. */
const lookedAtClosely = 40;
/** In a library of two languages the question's own comes first. */
const otherLanguage = 0.5;

/**
 * Scores chunks for a question, the best first: BM25 over text and headings by the terms' weights, and how much of the
 * question two neighbouring sentences hold. Tables of contents and passages in another language than the question's
 * count less. Its time is proportional to the length of the texts.
 */
export function rankChunks<Chunk extends ChunkToRank>(
  question: string,
  terms: readonly QuestionTerm[],
  chunks: readonly Chunk[],
): { chunk: Chunk; score: number }[] {
  const language = textLanguage(question);
  const meanLength = chunks.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, chunks.length);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const headings = new Map<string, WordCounter>();
  const scored = chunks.map((chunk) => {
    const { text, penalty } = withoutContents(chunk.text);
    const body = createWordCounter(text);
    const path = chunk.heading ?? '';
    const heading = headings.get(path) ?? createWordCounter(path);
    headings.set(path, heading);
    const norm = k1 * (1 - lengthShare + (lengthShare * chunk.text.length) / meanLength);
    let words = 0;
    for (const term of terms) {
      const count = termCount(term, body) + headingCount * Math.min(1, termCount(term, heading));
      words += (term.weight * count * (k1 + 1)) / (count + norm);
    }
    const factor = penalty * (textLanguage(chunk.text) === language ? 1 : otherLanguage);
    return { chunk, text, factor, score: (factor * words) / total };
  });
  scored.sort((a, b) => b.score - a.score);
  for (const item of scored.slice(0, lookedAtClosely)) {
    item.score += item.factor * nearShare * nearCoverage(terms, item.text);
  }
  return scored.sort((a, b) => b.score - a.score).map(({ chunk, score }) => ({ chunk, score }));
}

/** Words of the sentence before count in full only in their own. */
const beforeShare = 0.8;

/** Share of the question that the best pair of neighbouring sentences holds: what stands together belongs together. */
function nearCoverage(terms: readonly QuestionTerm[], text: string): number {
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  let best = 0;
  let before = terms.map(() => 0);
  for (const { start, end } of splitSentences(text)) {
    const counter = createWordCounter(text.slice(start, end));
    const held = terms.map((term) => Math.min(1, termCount(term, counter)));
    const sum = terms.reduce(
      (weight, term, at) => weight + term.weight * Math.max(held[at]!, beforeShare * before[at]!),
      0,
    );
    if (sum > best) best = sum;
    before = held;
  }
  return best / total;
}

const leader = /(?:\.\s?){4}|…\s?…|….*\d$/;
/** Ends in page numbers, several of them separated by commas. */
const indexEntry = /^.{0,80}\D\d{1,4}(?:, ?\d{1,4})+$/;
const fewestEntries = 4;
/** A chunk with less text than this share beside such lines is a list of pages. */
const leastText = 0.4;
const listPenalty = 0.2;

/**
 * Tables of contents and indexes repeat every heading word and hold no answer: their lines count for nothing, and
 * chunks of little else come last.
 */
function withoutContents(text: string): { text: string; penalty: number } {
  if (!/\d/.test(text)) return { text, penalty: 1 };
  const lines = text.split('\n');
  const entries = lines.map((line) => indexEntry.test(line.trim()));
  const isIndex = entries.filter(Boolean).length >= fewestEntries;
  const kept = lines.filter((line, at) => !leader.test(line.trim()) && !(isIndex && entries[at]));
  if (kept.length === lines.length) return { text, penalty: 1 };
  const rest = kept.join('\n');
  return { text: rest, penalty: rest.length < leastText * text.length ? listPenalty : 1 };
}
