import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Numbers, sizes and times the way a language writes them. */
export function createFormat(language: Language) {
  const number = new Intl.NumberFormat(language);
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
      minimumFractionDigits: 0,
    });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const decimal = (value: number, digits: number) =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const seconds = (value: number, digits: number) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'narrow',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
      .formatToParts(value)
      // The narrow form leaves no room between figure and unit; a thin space reads better.
      .map((part) => (part.type === 'unit' ? `\u202f${part.value}` : part.value))
      .join('');

  return {
    number: (value: number) => number.format(value),
    decimal,
    /** A size in bytes, in the largest unit that keeps it above one (powers of 1000). */
    bytes(value: number): string {
      if (value < 1000) return unit('byte').format(value);
      if (value < 1_000_000) return unit('kilobyte').format(value / 1000);
      if (value < 1_000_000_000) return unit('megabyte', 1).format(value / 1_000_000);
      return unit('gigabyte', 1).format(value / 1_000_000_000);
    },
    /** How long an answer took, from milliseconds: two decimals below a tenth of a second, one below ten. */
    took: (ms: number) => seconds(ms / 1000, ms < 100 ? 2 : ms < 10_000 ? 1 : 0),
    /** A stage's time: milliseconds below one second. */
    stage: (ms: number) =>
      ms < 1000
        ? unit('millisecond', ms < 10 ? 1 : 0).format(ms)
        : new Intl.NumberFormat(language, {
            style: 'unit',
            unit: 'second',
            unitDisplay: 'short',
            maximumFractionDigits: 2,
          }).format(ms / 1000),
    /** A wait in seconds, in at most two units: 45 s, 4 min 10 s, 2 h 5 min. */
    left(total: number): string {
      const value = Math.max(0, Math.round(total));
      if (value < MINUTE) return unit('second').format(value);
      if (value < HOUR) {
        const rest = value % MINUTE;
        const minutes = unit('minute').format(Math.floor(value / MINUTE));
        return rest === 0 ? minutes : `${minutes} ${unit('second').format(rest)}`;
      }
      const rest = Math.floor((value % HOUR) / MINUTE);
      const hours = unit('hour').format(Math.floor(value / HOUR));
      return rest === 0 ? hours : `${hours} ${unit('minute').format(rest)}`;
    },
    /** A share in [0, 1] as percent, with one decimal at most. */
    percent: (share: number) => percent.format(share),
    date: (ms: number) => date.format(ms),
    time: (ms: number) => time.format(ms),
    dateTime: (ms: number) => dateTime.format(ms),
  };
}

export type Format = ReturnType<typeof createFormat>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => createFormat(i18n.language as Language), [i18n.language]);
}
