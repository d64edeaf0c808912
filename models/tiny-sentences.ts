/**
 * What the tiny generator has to say. It knows which word may follow which, nothing more. Words are separated by
 * blanks, in Chinese too, where the blanks are only marks for the builder.
 */
export const englishSentences = [
  'The library keeps every document on this machine .',
  'Every answer names the page it comes from .',
  'This page says that the contract ends in March .',
  'The contract can be ended with a notice of three months .',
  'A notice must be sent by letter before the end of the year .',
  'The report counts five visits and two letters .',
  'Two versions read the same documents and give their own answers .',
  'Their answers can be compared word by word .',
  'The first version is kept until the second one has proved itself .',
  'You can go back to the first version at any time .',
  'No document leaves the machine .',
  'It is not clear from these pages who signed the letter .',
  'These pages do not say when the work was done .',
  'The work was done in the spring and paid in full .',
  'A table on the second page lists the costs of each year .',
  'The costs of the house rose by a third , the income by a half .',
  'In short , the answer is yes .',
  'However , one passage says the opposite .',
  'One passage is older than the other , so the newer one counts .',
  'Please open the source and read the passage yourself .',
  'For example , the meeting on Monday was moved to Friday .',
  'The meeting was short and nobody asked a question .',
  'A question without a source gets no answer .',
  'Reading a long file takes time , but it is done only once .',
] as const;

export const chineseSentences = [
  '资料库 里 的 每 份 文档 都 留在 这台 电脑 上 。',
  '每 个 回答 都 写明 出处 和 页码 。',
  '这 一页 说 合同 在 三月 到期 。',
  '合同 可以 提前 三个月 通知 解除 。',
  '通知 必须 在 年底 之前 用 书面 形式 发出 。',
  '报告 里 有 五次 访问 和 两封 信 。',
  '两个 版本 阅读 同样 的 文档 ， 各自 给出 回答 。',
  '两个 回答 可以 逐字 比较 。',
  '新 版本 没有 证明 自己 之前 ， 旧 版本 一直 保留 。',
  '你 随时 可以 回到 旧 版本 。',
  '没有 文档 会 离开 这台 电脑 。',
  '从 这 几页 看 不出 谁 签了 信 。',
  '总之 ， 答案 是 可以 。',
  '不过 ， 有 一段 说法 正好 相反 。',
  '请 打开 原文 ， 自己 读 这 一段 。',
  '例如 ， 星期一 的 会议 改到 了 星期五 。',
] as const;

/**
 * The 3755 most common simplified characters: level 1 of GB 2312, rows 16 to 55, read through the runtime's own
 * decoder. A runtime without that decoder throws a RangeError.
 */
export function commonChineseCharacters(): string[] {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const characters: string[] = [];
  for (let row = 0xb0; row <= 0xd7; row++) {
    // The last row of level 1 is not full.
    const last = row === 0xd7 ? 0xf9 : 0xfe;
    for (let cell = 0xa1; cell <= last; cell++) characters.push(decoder.decode(Uint8Array.of(row, cell)));
  }
  return characters;
}

/** Visible ASCII and the marks of Chinese text. */
export const punctuationAndLetters: readonly string[] = [
  ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)),
  ...'，。？！：；、（）《》“”‘’…—',
];
