import type { Timings } from '../../../core/contract/models.ts';

export type StageName = 'route' | 'embed' | 'search' | 'rerank' | 'generate';

/** A stage's time in milliseconds and its place on a line as long as the whole answer took (fractions of it). */
export interface StageBar {
  stage: StageName;
  ms: number;
  from: number;
  share: number;
}

/** Stages one after the other; what no stage accounts for was spent on writing. Stages that did not run are left out. */
export function stageBars(timings: Timings): StageBar[] {
  const total = Math.max(timings.total, 1);
  const bars: StageBar[] = [];
  let at = 0;
  const add = (stage: StageName, ms: number | null) => {
    if (ms === null) return;
    const from = Math.min(at / total, 1);
    bars.push({ stage, ms, from, share: Math.min(ms / total, 1 - from) });
    at += ms;
  };
  add('route', timings.route);
  add('embed', timings.embed);
  add('search', timings.search);
  add('rerank', timings.rerank);
  add('generate', Math.max(0, timings.total - at));
  return bars;
}
