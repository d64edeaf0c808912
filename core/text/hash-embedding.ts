import { searchTokens } from './segment.ts';

/** Revision of the built-in embedding. Raise it when the same text would give another vector. */
export const HASH_EMBEDDING_REVISION = 2;

/** FNV-1a, 32 bits. Source: Fowler, Noll, Vo; offset basis 2166136261, prime 16777619. */
function fnv1a(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  // A last mix: FNV's low bits alone spread short strings badly.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const gramLength = 4;
const gramWeight = 0.25;

/** Features of tokens: the tokens themselves, and for longer words their character 4-grams, so that misspellings meet. */
function addFeatures(vector: Float32Array, token: string, weight: number): void {
  add(vector, token, weight);
  if (token.length <= gramLength || token.charCodeAt(0) > 0x2e80) return;
  for (let i = 0; i + gramLength <= token.length; i++) {
    add(vector, `#${token.slice(i, i + gramLength)}`, weight * gramWeight);
  }
}

function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = fnv1a(feature);
  // Signed feature hashing (Weinberger et al. 2009): collisions cancel out on average.
  vector[hash % vector.length]! += hash & 0x80000000 ? -weight : weight;
}

function normalise(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i]! *= scale;
  return vector;
}

/**
 * Built-in embedding of a passage: hashed search tokens, weighted 1 + ln(count), of length 1 (all 0 without tokens).
 * It depends on the text alone, so it can be kept by content; the library's word frequencies enter on the query side.
 */
export function hashEmbedding(text: string, dimension: number): Float32Array {
  const counts = new Map<string, number>();
  for (const token of searchTokens(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const vector = new Float32Array(dimension);
  for (const [token, count] of counts) addFeatures(vector, token, 1 + Math.log(count));
  return normalise(vector);
}

/**
 * Built-in embedding of a question. `weightOf` gives the weight of a token, usually its inverse document frequency
 * in the library; with it the dot product with a passage is a weighted overlap of their words.
 */
export function hashQueryEmbedding(
  tokens: readonly string[],
  dimension: number,
  weightOf: (token: string) => number,
): Float32Array {
  const vector = new Float32Array(dimension);
  for (const token of tokens) addFeatures(vector, token, weightOf(token));
  return normalise(vector);
}
