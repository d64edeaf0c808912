import { HoverCard, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../core/contract/models.ts';

const OPEN_AFTER_MS = 150;

/** Name and page of a source in the reader's language. */
export function useSourceLabel() {
  const { t } = useTranslation();
  return (citation: Pick<Citation, 'document' | 'page'>): string =>
    citation.page === null
      ? citation.document
      : t('source.documentPage', { document: citation.document, page: citation.page });
}

interface Props {
  citation: Citation;
  open: boolean;
  onOpen: (citation: Citation) => void;
}

/** The small number behind a sentence: shows the passage on hover or focus, opens the source on click. */
export function CitationChip({ citation, open, onOpen }: Props) {
  const { t } = useTranslation();
  const source = useSourceLabel();
  const label = source(citation);
  return (
    <HoverCard width={360} openDelay={OPEN_AFTER_MS} position="top" withinPortal role="tooltip">
      <HoverCard.Target>
        <UnstyledButton
          className="cite"
          component="button"
          data-testid="citation"
          data-open={open || undefined}
          aria-label={t('source.chip', { number: citation.n, source: label })}
          onClick={() => onOpen(citation)}
        >
          {citation.n}
        </UnstyledButton>
      </HoverCard.Target>
      <HoverCard.Dropdown p="sm">
        <Text size="sm" lineClamp={8} style={{ whiteSpace: 'pre-line' }}>
          {citation.quote}
        </Text>
        <Text size="xs" c="dimmed" mt={6}>
          {label}
        </Text>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
