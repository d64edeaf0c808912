import { type MetricName, metricNames } from '../contract/index.ts';
import { type Html, html } from './html.ts';

/** Metrics in the order in which the report shows them. */
export const shownMetrics: readonly MetricName[] = metricNames;

/** A number with so many digits behind the point; a rounded zero has no sign. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** An interval on a line from `from` to `to`, cut where it goes beyond, with a mark at its value. */
export function intervalPicture(range: {
  low: number;
  high: number;
  value: number;
  from: number;
  to: number;
  origin: number;
}): Html {
  const width = 160;
  const at = (value: number) => {
    const share = (Math.min(range.to, Math.max(range.from, value)) - range.from) / (range.to - range.from);
    return fixed(share * width, 1);
  };
  return html`<svg width="${width}" height="16" viewBox="0 0 ${width} 16" aria-hidden="true"><line class="axis" x1="0" y1="8" x2="${width}" y2="8"/><line class="axis" x1="${at(range.origin)}" y1="2" x2="${at(range.origin)}" y2="14"/><line class="range" x1="${at(range.low)}" y1="8" x2="${at(range.high)}" y2="8"/><circle class="mark" cx="${at(range.value)}" cy="8" r="3.5"/></svg>`;
}
