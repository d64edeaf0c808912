import { describe, expect, it } from 'vitest';
import { editDistance } from '../../core/text/edit-distance.ts';
import { hashEmbedding, hashQueryEmbedding } from '../../core/text/hash-embedding.ts';
import { searchTokens, wordTokens } from '../../core/text/segment.ts';
import { relatedTokens } from '../../core/text/thesaurus.ts';
import { simplifyCharacters } from '../../core/text/traditional-characters.ts';
import { createWordCounter } from '../../core/text/word-counter.ts';

describe('traditional characters', () => {
  it.each([
    ['如何保護筆記型電腦硬碟上的資料', '如何保护笔记型电脑硬碟上的资料'],
    ['網路連線後', '网路连线后'],
    ['简体字不变', '简体字不变'],
    ['plain English', 'plain English'],
    ['', ''],
  ])('%s become %s', (traditional, simplified) => {
    expect(simplifyCharacters(traditional)).toBe(simplified);
  });

  it('keep their places, so that offsets stay true', () => {
    const text = '開啟 Wi-Fi 網路 😀 設定';
    expect(simplifyCharacters(text)).toHaveLength(text.length);
  });
});

describe('the distance of two words', () => {
  it.each([
    ['memory', 'memory', 0],
    ['memroy', 'memory', 1],
    ['partion', 'partition', 2],
    ['kernal', 'kernel', 1],
    ['installer', 'instaler', 1],
    ['', 'ab', 2],
  ])('%s and %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance);
    expect(editDistance(b, a, 3)).toBe(distance);
  });

  it('stops counting above the limit', () => {
    expect(editDistance('kitten', 'sitting', 1)).toBe(2);
    expect(editDistance('a', 'abcdefgh', 2)).toBe(3);
  });
});

describe('related words', () => {
  const token = (word: string) => wordTokens(word).at(-1)!;

  it('stand for each other, in both directions and across the languages', () => {
    expect(relatedTokens(token('laptop'))).toContain(token('notebook'));
    expect(relatedTokens(token('notebook'))).toContain(token('laptop'));
    expect(relatedTokens(token('password'))).toContain('密码');
    expect(relatedTokens('密码')).toContain(token('password'));
    expect(relatedTokens('闪存盘')).toContain('u盘');
  });

  it('never hold the word itself, and there are none for a name', () => {
    expect(relatedTokens(token('disk'))).not.toContain(token('disk'));
    expect(relatedTokens('debian')).toEqual([]);
  });
});

describe('counting words of a text', () => {
  it('counts stems, and Chinese words wherever their characters stand', () => {
    const counter = createWordCounter('Partition the disk, then format each partition. 硬盘分区，再次分區。');
    expect(counter.count(searchTokens('partitions')[0]!)).toBe(2);
    expect(counter.count('分区')).toBe(2);
    expect(counter.has('硬盘')).toBe(true);
    expect(counter.has('内存')).toBe(false);
  });
});

describe('the built-in embedding', () => {
  const dimension = 512;
  const likeness = (question: string, passage: string) => {
    const query = hashQueryEmbedding(searchTokens(question), dimension, () => 1);
    return hashEmbedding(passage, dimension).reduce((sum, value, at) => sum + value * query[at]!, 0);
  };

  it('has length 1, and 0 for a text without words', () => {
    const length = (vector: Float32Array) => Math.hypot(...vector);
    expect(length(hashEmbedding('Back up your data first.', dimension))).toBeCloseTo(1, 5);
    expect(length(hashEmbedding('…', dimension))).toBe(0);
  });

  it('brings a misspelt word nearer to its passage than to another', () => {
    const right = 'The graphical installer needs more memory.';
    const other = 'Receipts are kept for every hotel night.';
    expect(likeness('graphicall instaler', right)).toBeGreaterThan(likeness('graphicall instaler', other) + 0.05);
  });

  it('is the same for traditional and simplified characters', () => {
    expect(hashEmbedding('網路設定', dimension)).toEqual(hashEmbedding('网路设定', dimension));
  });
});
