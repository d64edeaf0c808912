import {
  chineseSentences,
  commonChineseCharacters,
  englishSentences,
  punctuationAndLetters,
} from './tiny-sentences.ts';

/** Kinds of tokens in GGUF metadata. */
const tokenKinds = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

export interface TinyVocabulary {
  tokens: string[];
  scores: number[];
  kinds: number[];
  /** Token of the byte 0; the other bytes follow. */
  firstByte: number;
  /** First token that is a piece of ordinary text. */
  firstPiece: number;
  /** Token of a piece as the vocabulary writes it: a blank is '▁'. */
  find(piece: string): number | undefined;
  /** Sentences as tokens. */
  sentences: number[][];
}

export const specialTokens = { unknown: 0, begin: 1, end: 2, turnStart: 3, turnEnd: 4 } as const;

/**
 * A vocabulary in SentencePiece style: bytes, single characters, and the words of the tiny sentences with each of their
 * beginnings, because pieces are merged pair by pair and a word is only reached through its beginnings.
 */
export function createTinyVocabulary(): TinyVocabulary {
  const tokens = ['<unk>', '<s>', '</s>', '<|im_start|>', '<|im_end|>'];
  const kinds: number[] = [tokenKinds.unknown, ...Array<number>(4).fill(tokenKinds.control)];
  const firstByte = tokens.length;
  for (let byte = 0; byte < 256; byte++) {
    tokens.push(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    kinds.push(tokenKinds.byte);
  }
  const firstPiece = tokens.length;
  const known = new Map<string, number>();
  const add = (piece: string): number => {
    const there = known.get(piece);
    if (there !== undefined) return there;
    known.set(piece, tokens.length);
    kinds.push(tokenKinds.normal);
    return tokens.push(piece) - 1;
  };
  add('▁');
  for (const character of [...punctuationAndLetters, ...commonChineseCharacters()]) add(character);
  const addWord = (word: string): number => {
    const characters = [...word];
    for (let length = 1; length < characters.length; length++) add(characters.slice(0, length).join(''));
    return add(word);
  };
  const sentences = [
    ...englishSentences.map((line) => line.split(' ').map((word) => addWord(/^[.,]$/.test(word) ? word : `▁${word}`))),
    ...chineseSentences.map((line) => line.split(' ').map(addWord)),
  ];
  return {
    tokens,
    // Higher scores merge first; the order in which words were added is as good as any.
    scores: tokens.map((_, index) => (index < firstPiece ? 0 : firstPiece - index)),
    kinds,
    firstByte,
    firstPiece,
    find: (piece) => known.get(piece),
    sentences,
  };
}
