/** What kind of thing a question asks for, told by its words; several may be true. */
export interface QuestionHints {
  number: boolean;
  command: boolean;
  place: boolean;
  key: boolean;
}

/** A sentence that holds such a thing gets this much more, on the scale of a sentence's support (0 to 1). */
const hintWeight = 0.1;

const asksNumber =
  /\bhow (?:much|many|long|big|large|often|old|far|fast|high|tall|wide|deep|strong)\b|\bwhat (?:size|number|percentage|amount|price|date|year|version|port)\b|\bwhen\b|\bwhich (?:year|date|version|port|levels?)\b|\bsizes?\b|多少|几[个次天年月日种章块台位]|多[久长大高快]|何时|什么时候|哪一?年|版本号?|大小|长度|数量/i;
const asksCommand = /\b(?:command|option|parameter|setting)s?\b|命令|参数|选项|指令/i;
const asksPlace = /\bwhere\b|\bwhich (?:file|directory|folder|path)\b|哪里|哪儿|哪个?(?:文件|目录)|位置|路径/i;
const asksKey = /\bkeys?\b|\bshortcuts?\b|\bkeystrokes?\b|按键|快捷键|哪个键|什么键|热键/i;

const holdsNumber = /\d|[一二三四五六七八九十百千万两][个次天年月日种块台位元章分]/;
const holdsCommand = /(?:^|\s)[#$] \S|`[^`]+`|\b[a-z]+(?:-[a-z]+)+\b|\b\w+[=/]\w+|--?[a-z]{2,}|\b\w+\(\d\)/;
const holdsPlace = /(?:^|[\s"“”(])[~/][\w./{}~-]{2,}|\b\w+\/\w+/;
const holdsKey = /\b(?:Ctrl|Alt|Shift|Cmd|Esc|Enter|Tab|F\d{1,2}|Del|Delete|Caps\s?Lock|Space|Up|Down)\b|[按键]/;

/** A figure this close to a word of the question, in characters, is most likely the one that is asked for. */
const closeBy = 16;

export function questionHints(question: string): QuestionHints {
  return {
    number: asksNumber.test(question),
    command: asksCommand.test(question),
    place: asksPlace.test(question),
    key: asksKey.test(question),
  };
}

/** What a sentence earns by holding the kinds of things that the question asks for. `has` tells its words. */
export function hintScore(hints: QuestionHints, text: string, has: (text: string) => boolean): number {
  let score = 0;
  if (hints.number && holdsNumber.test(text)) score += hintWeight + (figureCloseBy(text, has) ? hintWeight : 0);
  if (hints.command && holdsCommand.test(text)) score += hintWeight;
  if (hints.place && holdsPlace.test(text)) score += hintWeight;
  if (hints.key && holdsKey.test(text)) score += hintWeight;
  return score;
}

function figureCloseBy(text: string, has: (text: string) => boolean): boolean {
  for (const figure of text.matchAll(/\d[\d.,]*/g)) {
    const around = text.slice(Math.max(0, figure.index - closeBy), figure.index + figure[0].length + closeBy);
    if (has(around)) return true;
  }
  return false;
}
