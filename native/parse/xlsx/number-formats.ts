import { descend, elements, type XmlElement } from '../xml/xml-tree.ts';

export interface NumberFormats {
  /** A stored number as a cell of this style shows it, e.g. '12.5%' or '2024-03-05'. */
  display(value: string, style: number): string;
}

/** Formats that a file uses by number without spelling them out (ECMA-376, part 1, 18.8.30). */
const builtIn: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'yyyy-mm-dd',
  16: 'yyyy-mm-dd',
  17: 'yyyy-mm',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
};
/** Further dates by number, which mean the date of each country: 27 to 36 and 50 to 58. */
const countryDates = [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58];
for (const number of countryDates) builtIn[number] = 'yyyy-mm-dd';

const dayMs = 86_400_000;
/** Day 0 of both calendars. 1900 was no leap year, but the format counts one; no later date feels it. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };

/** Formats of a workbook's styles by number of the style; dates count from 1904 in files of old Macs. */
export function readNumberFormats(styles: XmlElement | null, date1904: boolean): NumberFormats {
  const sheet = descend(styles ?? undefined, 'styleSheet');
  const codes = new Map<number, string>(Object.entries(builtIn).map(([id, code]) => [Number(id), code]));
  for (const { attributes } of elements(descend(sheet, 'numFmts')))
    codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
  const displays = elements(descend(sheet, 'cellXfs')).map(({ attributes }) =>
    displayBy(codes.get(Number(attributes.numFmtId ?? 0)) ?? '', date1904 ? epochs[1904] : epochs[1900]),
  );
  return {
    display(value, style) {
      if (value === '') return '';
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      return (displays[style] ?? general)(number);
    },
  };
}

/** Fifteen digits are what the format holds; the rest is noise of binary fractions. */
function general(value: number): string {
  return String(Number(value.toPrecision(15)));
}

function displayBy(code: string, epoch: number): (value: number) => string {
  const section = code.split(';')[0] ?? '';
  // Literal text, colours, conditions and widths are no placeholders.
  const bare = section.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^(?:general|@|)$/i.test(bare.trim())) return general;
  if (/[ymdhs]/i.test(bare.replace(/e[+-]/gi, ''))) return dateBy(bare, epoch);
  if (!/[0#?]/.test(bare) || /e[+-]|\//i.test(bare)) return general;
  const decimals = /\.([0#?]+)/.exec(bare)?.[1]?.length ?? 0;
  const optional = /\.0*([#?]+)/.exec(bare)?.[1]?.length ?? 0;
  const grouped = /[#0?],[#0?]/.test(bare);
  const percent = bare.includes('%');
  const [before, after] = literals(section);
  const numbers = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: Math.min(20, decimals - optional),
    maximumFractionDigits: Math.min(20, decimals),
    useGrouping: grouped,
  });
  return (value) => {
    const digits = numbers.format(Math.abs(Number((percent ? value * 100 : value).toPrecision(15))));
    const sign = value < 0 && /[1-9]/.test(digits) ? '-' : '';
    return `${sign}${before}${digits}${percent ? '%' : ''}${after}`;
  };
}

/** Currency signs and units that stand before and behind the digits. */
function literals(section: string): [before: string, after: string] {
  const spelled = section
    .replace(/\[\$([^\]-]*)[^\]]*\]/g, '"$1"')
    .replace(/\[[^\]]*\]|_.|\*./g, '')
    .replace(/\\(.)/g, '"$1"');
  const first = spelled.search(/[0#?]/);
  const last = Math.max(...['0', '#', '?'].map((sign) => spelled.lastIndexOf(sign)));
  const text = (part: string) => part.replaceAll('"', '').replace(/[%,.()]/g, '');
  return [text(spelled.slice(0, first)).trimStart(), text(spelled.slice(last + 1)).trimEnd()];
}

/** Dates as year-month-day and times as hours:minutes, the same for every reader. */
function dateBy(bare: string, epoch: number): (value: number) => string {
  const elapsed = /\[h+\]/i.test(bare);
  const time = /[hs]/i.test(bare) || elapsed;
  const seconds = /s/i.test(bare);
  const day = /[yd]/i.test(bare) || (!time && /m/i.test(bare));
  const length = /d/i.test(bare) || !/y/i.test(bare) ? 10 : /m/i.test(bare) ? 7 : 4;
  return (value) => {
    // Times are fractions of days: rounded to whole seconds, so that 14:30 does not become 14:29.
    const moment = new Date(epoch + Math.round(value * 86_400) * 1000);
    if (!(Math.abs(value) < 3_000_000) || Number.isNaN(moment.getTime())) return general(value);
    const parts: string[] = [];
    if (day) parts.push(moment.toISOString().slice(0, length));
    if (elapsed) parts.push(duration(value * dayMs));
    else if (time) parts.push(moment.toISOString().slice(11, seconds ? 19 : 16));
    return parts.join(' ');
  };
}

function duration(ms: number): string {
  const total = Math.round(Math.abs(ms) / 1000);
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${ms < 0 ? '-' : ''}${Math.floor(total / 3600)}:${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`;
}
