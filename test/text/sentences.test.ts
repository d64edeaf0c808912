import { describe, expect, it } from 'vitest';
import { announcesMore, splitSentences } from '../../core/text/sentences.ts';

const sentences = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it.each([
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['Use e.g. this, see Fig. 3.', ['Use e.g. this, see Fig. 3.']],
    ['版本为 12.1。下一句；第三句！', ['版本为 12.1。', '下一句；', '第三句！']],
    ['He said “stop.” Then he left.', ['He said “stop.”', 'Then he left.']],
    ['2.5 Memory . . . . 9', ['2.5 Memory . . . . 9']],
    ['Heading\nText below it.', ['Heading', 'Text below it.']],
  ])('of %s', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('announce more when they end in a colon or say that something follows', () => {
    for (const text of ['The kinds are:', 'You can remove it by the following.', '运行下面的命令：', '方法如下。']) {
      expect(announcesMore(text)).toBe(true);
    }
    for (const text of [
      'The following day it rained a lot and nobody came.',
      'Done.',
      '下面没有了这个文件夹里的其他任何东西。',
    ]) {
      expect(announcesMore(text)).toBe(false);
    }
  });
});
