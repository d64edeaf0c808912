import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../../core/contract/models.ts';

/** In words what the marks in the answers show. */
export function DifferenceSummary({ differences }: { differences: Difference }) {
  const { t } = useTranslation();
  const lines = [
    differences.sameAnswer ? t('compare.sameAnswer') : t('compare.otherAnswer'),
    differences.sameDocuments ? t('compare.sameDocuments') : t('compare.otherDocuments'),
  ];
  const only = [
    { side: 'stable' as const, names: differences.citationsOnlyInStable },
    { side: 'beta' as const, names: differences.citationsOnlyInBeta },
  ].filter(({ names }) => names.length > 0);
  return (
    <div data-testid="difference-summary">
      <Text size="sm" c="dimmed">
        {lines.join(' ')}
      </Text>
      {only.map(({ side, names }) => (
        <Text key={side} size="sm" c="dimmed">
          {t(`compare.only.${side}`)} {names.join(' · ')}
        </Text>
      ))}
    </div>
  );
}
