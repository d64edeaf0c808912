import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Citation, Difference } from '../../../core/contract/models.ts';
import { useSourceLabel } from '../../shared/CitationChip.tsx';
import type { Comparison } from '../../shared/comparing.ts';

const place = (citation: Citation) => `${citation.documentId} ${citation.page ?? citation.start}`;

/** In words what the marks in the answers show. */
export function DifferenceSummary({ differences, sides }: { differences: Difference; sides: Comparison['sides'] }) {
  const { t } = useTranslation();
  const label = useSourceLabel();
  const stable = sides.stable.turn?.citations ?? [];
  const beta = sides.beta.turn?.citations ?? [];
  const without = (list: Citation[], other: Citation[]) => {
    const known = new Set(other.map(place));
    return [...new Set(list.filter((citation) => !known.has(place(citation))).map(label))];
  };
  const only = [
    { side: 'stable' as const, names: without(stable, beta) },
    { side: 'beta' as const, names: without(beta, stable) },
  ].filter(({ names }) => names.length > 0);
  return (
    <div data-testid="difference-summary">
      <Text size="sm" c="dimmed">
        {t('common.sentences', {
          first: differences.sameAnswer ? t('compare.sameAnswer') : t('compare.otherAnswer'),
          second: differences.sameDocuments ? t('compare.sameDocuments') : t('compare.otherDocuments'),
        })}
      </Text>
      {only.map(({ side, names }) => (
        <Text key={side} size="sm" c="dimmed">
          {t(`compare.only.${side}`)} {names.join(' · ')}
        </Text>
      ))}
    </div>
  );
}
