import { useTranslation } from 'react-i18next';
import { type Guard, type RolloutStateName, rolloutStates } from '../../../core/contract/release-models.ts';
import type { RolloutPolicy } from '../../../core/contract/rollout-policy.ts';
import { useFormat } from '../../shared/format.ts';
import { nameOfId, versionOfId } from '../../shared/versionLabel.ts';
import { guardFigures } from './guardFigures.ts';
import { whyOf } from './whyKey.ts';

/** Words for what a release is made of, in the reader's language. */
export function useReleaseWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const state = (name: RolloutStateName) => t(`release.state.${name}`);
  const figures = (guard: Guard, policy: RolloutPolicy) =>
    guardFigures(guard, policy, format, {
      limitOf: (limit, window) => t('release.limitOf', { limit, window }),
      evidence: (limit) => t('release.evidence', { limit }),
    });
  const why = (text: string): string => {
    const known = whyOf(text);
    if (!known) return text;
    switch (known.key) {
      case 'forced':
        return t('release.why.forced', { reason: known.reason });
      case 'weight':
      case 'step':
        return t(`release.why.${known.key}`, { figure: known.figure });
      case 'guard':
        return t('release.why.guard', { guard: t(`release.guard.${known.guard}.name`), detail: known.detail });
      default:
        return t(`release.why.${known.key}`);
    }
  };
  return {
    state,
    /** A state where it is one; rules name their target instead. */
    stateOrText: (text: string | null): string => {
      const name = rolloutStates.find((one) => one === text);
      return name ? state(name) : (text ?? '');
    },
    figures,
    why,
    /** "everyday 1.1.0-beta.1", whole: two numbers that differ at the end must not look alike. */
    version: (id: string): string => `${nameOfId(id)} ${versionOfId(id)}`,
    guard: (guard: Pick<Guard, 'id'>): string => t(`release.guard.${guard.id}.name`),
    /** One line that says how far a guard is. */
    fact: (guard: Guard, policy: RolloutPolicy): string => {
      const { beta, limit } = figures(guard, policy);
      return t('release.guardFact', {
        name: t(`release.guard.${guard.id}.name`),
        beta: beta || '–',
        limit: limit || '–',
        n: format.number(guard.sample),
      });
    },
  };
}
