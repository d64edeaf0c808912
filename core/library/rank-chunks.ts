import { textLanguage } from '../text/segment.ts';
import { splitSentences } from '../text/sentences.ts';
import { createWordCounter } from '../text/word-counter.ts';
import { coverageOf, type QuestionTerm, termCount } from './question-terms.ts';

/** What is known of a chunk that may answer. */
export interface ChunkToRank {
  sha256: string;
  ordinal: number;
  heading: string | null;
  text: string;
}

/** Saturation of repeated words and weight of the length, as in BM25; chunks differ little in length. */
const k1 = 1.2;
const lengthShare = 0.3;
/** A word in the path of headings counts like this many in the text. */
const headingCount = 0.8;
/** Shares of the parts of a chunk's score beside its own words. */
const coverageShare = 1;
const nearShare = 0.6;
const contextShare = 0.35;
/** Chunks of the same document this far away lend their words. */
const contextReach = 2;
/** Only the best of the others are looked at sentence by sentence. */
const lookedAtClosely = 40;
/** Passages in another language than the question's come after those in its own. */
const otherLanguage = 0.5;

/**
 * Scores chunks for a question, better ones higher: BM25 over text and headings by the terms' weights; how much of
 * the question the chunk holds at all, and in two neighbouring sentences; what the chunks around it add. Tables of
 * contents and passages in another language count less. Its time is proportional to the length of the texts.
 */
export function rankChunks<Chunk extends ChunkToRank>(
  question: string,
  terms: readonly QuestionTerm[],
  chunks: readonly Chunk[],
): { chunk: Chunk; score: number }[] {
  const language = textLanguage(question);
  const meanLength = chunks.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, chunks.length);
  const total = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const headings = new Map<string, ReturnType<typeof createWordCounter>>();
  const measured = chunks.map((chunk) => {
    const { text, penalty } = withoutContents(chunk.text);
    const body = createWordCounter(text);
    const path = chunk.heading ?? '';
    const heading = headings.get(path) ?? createWordCounter(path);
    headings.set(path, heading);
    const norm = k1 * (1 - lengthShare + (lengthShare * chunk.text.length) / meanLength);
    const held = terms.map((term) =>
      Math.min(1, Math.max(termCount(term, body), 0.7 * Math.min(1, termCount(term, heading)))),
    );
    let words = 0;
    terms.forEach((term) => {
      const count = termCount(term, body) + headingCount * Math.min(1, termCount(term, heading));
      words += (term.weight * count * (k1 + 1)) / (count + norm);
    });
    return { chunk, text, penalty, held, words: words / total };
  });

  const places = new Map<string, (typeof measured)[number]>();
  for (const item of measured) places.set(`${item.chunk.sha256} ${item.chunk.ordinal}`, item);
  const scored = measured.map(({ chunk, text, penalty, held, words }) => {
    const own = terms.reduce((sum, { weight }, at) => sum + weight * held[at]!, 0) / total;
    let around = 0;
    terms.forEach(({ weight }, at) => {
      let best = held[at]!;
      for (let step = -contextReach; step <= contextReach; step++) {
        const neighbour = places.get(`${chunk.sha256} ${chunk.ordinal + step}`);
        if (neighbour) best = Math.max(best, neighbour.held[at]! / (1 + 0.5 * Math.abs(step)));
      }
      around += weight * (best - held[at]!);
    });
    const foreign = textLanguage(chunk.text) === language ? 1 : otherLanguage;
    const factor = foreign * penalty;
    return { chunk, text, factor, score: factor * (words + coverageShare * own + (contextShare * around) / total) };
  });
  scored.sort((a, b) => b.score - a.score);
  for (const item of scored.slice(0, lookedAtClosely)) {
    item.score += item.factor * nearShare * nearCoverage(terms, item.text);
  }
  return scored.sort((a, b) => b.score - a.score);
}

/** Coverage of the best pair of neighbouring sentences: words that stand together belong together. */
function nearCoverage(terms: readonly QuestionTerm[], text: string): number {
  const spans = splitSentences(text);
  let best = 0;
  let before: number[] | null = null;
  for (const { start, end } of spans) {
    const counter = createWordCounter(text.slice(start, end));
    const counts = terms.map((term) => Math.min(1, termCount(term, counter)));
    const together = coverageOf(terms, (term) => {
      const at = terms.indexOf(term);
      return Math.max(counts[at]!, before ? 0.8 * before[at]! : 0);
    });
    if (together > best) best = together;
    before = counts;
  }
  return best;
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
export function withoutContents(text: string): { text: string; penalty: number } {
  if (!/\d/.test(text)) return { text, penalty: 1 };
  const lines = text.split('\n');
  const entries = lines.map((line) => indexEntry.test(line.trim()));
  const isIndex = entries.filter(Boolean).length >= fewestEntries;
  const kept = lines.filter((line, at) => !leader.test(line.trim()) && !(isIndex && entries[at]));
  if (kept.length === lines.length) return { text, penalty: 1 };
  const rest = kept.join('\n');
  return { text: rest, penalty: rest.length < leastText * text.length ? listPenalty : 1 };
}
