import type { Guard } from '../../../core/contract/release-models.ts';
import type { RolloutPolicy } from '../../../core/contract/rollout-policy.ts';
import type { Format } from '../../shared/format.ts';

/** The cells of one guard. An empty string where there is nothing to show. */
export interface GuardFigures {
  beta: string;
  stable: string;
  limit: string;
}

interface Words {
  /** "3 of 10" */
  limitOf(limit: string, window: string): string;
  /** "e ≥ 20" */
  evidence(limit: string): string;
}

const EVIDENCE_SHOWN = 1000;

/** A guard's value and limit in the unit that it is measured in. */
export function guardFigures(guard: Guard, policy: RolloutPolicy, format: Format, words: Words): GuardFigures {
  const { value, limit, counts } = guard;
  const count = (figure: number | null) => (figure === null ? '' : format.number(figure));
  const percent = (figure: number | null) => (figure === null ? '' : format.percent(figure));
  const times = (figure: number | null) => (figure === null ? '' : `${format.decimal(figure, 2)}\u00a0×`);
  const evidence = (figure: number) =>
    figure > EVIDENCE_SHOWN ? `> ${format.number(EVIDENCE_SHOWN)}` : format.decimal(figure, figure < 10 ? 1 : 0);
  switch (guard.id) {
    case 'latency':
      return { beta: times(value), stable: value === null ? '' : '1', limit: times(limit) };
    case 'rates':
    case 'surge':
      return { beta: percent(value), stable: '', limit: percent(limit) };
    case 'breaker':
      return {
        beta: count(value),
        stable: '',
        limit: words.limitOf(count(limit), format.number(policy.breaker.window)),
      };
    case 'votes':
      return {
        beta: counts ? count(counts.wins) : '',
        stable: counts ? count(counts.losses) : '',
        limit: limit === null ? '' : words.evidence(evidence(limit)),
      };
    case 'slices':
      return {
        beta: value === null ? '' : `e ${evidence(value)}`,
        stable: '',
        limit: limit === null ? '' : words.evidence(evidence(limit)),
      };
    case 'gate':
    case 'shadow':
    case 'support':
    case 'ramp':
    case 'watch':
      return { beta: count(value), stable: '', limit: count(limit) };
  }
}
