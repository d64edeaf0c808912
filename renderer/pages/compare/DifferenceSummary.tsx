import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Citation, Difference } from '../../../core/contract/models.ts';
import { useSourceLabel } from '../../shared/CitationChip.tsx';
import type { Comparison, SideName } from '../../shared/comparing.ts';

const place = (citation: Citation) => `${citation.documentId} ${citation.page ?? citation.start}`;

interface Props {
  differences: Difference;
  sides: Comparison['sides'];
  /** The sides as they stand on the page. */
  order: readonly SideName[];
  /** Sides are called by their place while their names are hidden. */
  hidden: boolean;
}

/** In words what the marks in the answers show. */
export function DifferenceSummary({ differences, sides, order, hidden }: Props) {
  const { t } = useTranslation();
  const label = useSourceLabel();
  const without = (list: Citation[], other: Citation[]) => {
    const known = new Set(other.map(place));
    return [...new Set(list.filter((citation) => !known.has(place(citation))).map(label))];
  };
  const citationsOf = (side: SideName) => sides[side].turn?.citations ?? [];
  const only = order
    .map((side, index) => ({
      side,
      number: index + 1,
      names: without(citationsOf(side), citationsOf(side === 'stable' ? 'beta' : 'stable')),
    }))
    .filter(({ names }) => names.length > 0);
  return (
    <div data-testid="difference-summary">
      <Text size="sm" c="dimmed">
        {t('common.sentences', {
          first: differences.sameAnswer ? t('compare.sameAnswer') : t('compare.otherAnswer'),
          second: differences.sameDocuments ? t('compare.sameDocuments') : t('compare.otherDocuments'),
        })}
      </Text>
      {only.map(({ side, number, names }) => (
        <Text key={number} size="sm" c="dimmed">
          {hidden ? t('compare.only.side', { number }) : t(`compare.only.${side}`)} {names.join(' · ')}
        </Text>
      ))}
    </div>
  );
}
