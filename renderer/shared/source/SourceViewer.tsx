import { CloseButton, Drawer, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../../core/contract/models.ts';
import { useSourceLabel } from '../CitationChip.tsx';
import { keys } from '../keys.ts';
import { problemOf } from '../problem.ts';
import { useServices } from '../services.tsx';
import { Waiting } from '../Waiting.tsx';
import { PdfSource } from './PdfSource.tsx';
import { TextSource } from './TextSource.tsx';

export interface OpenSource {
  answerId: string;
  citation: Citation;
  accent: 'stable' | 'beta' | 'plain';
}

interface Props {
  source: OpenSource;
  onClose: () => void;
}

/** What stays of a source whose document was taken out of the library. */
function Removed({ citation }: { citation: Citation }) {
  const { t } = useTranslation();
  return (
    <section className="source-view">
      <Text c="dimmed" mb="sm">
        {t('source.removed')}
      </Text>
      <pre className="passage-text">
        <mark data-testid="highlight">{citation.quote}</mark>
      </pre>
    </section>
  );
}

function Contents({ citation }: { citation: Citation }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const documents = useQuery({
    queryKey: keys.allDocuments,
    queryFn: ({ signal }) => client.documents.list(undefined, { signal }),
  });
  const known = documents.data?.find((one) => one.id === citation.documentId);
  if (documents.isPending) return <Waiting label={t('source.opening')} />;
  if (!known && (documents.isSuccess || problemOf(documents.error).code === 'not-found'))
    return <Removed citation={citation} />;
  return known?.format === 'pdf' ? <PdfSource passage={citation} /> : <TextSource passage={citation} />;
}

function Viewer({ source, onClose }: Props) {
  const { t } = useTranslation();
  const { citation } = source;
  const label = useSourceLabel()(citation);
  return (
    <>
      <div className="source-head" data-accent={source.accent}>
        <span className="cite" style={{ margin: 0 }} aria-hidden>
          {citation.n}
        </span>
        <Text fw={600} truncate flex={1} title={label}>
          {citation.document}
        </Text>
        <CloseButton onClick={onClose} aria-label={t('source.close')} data-testid="source-close" />
      </div>
      <Contents citation={citation} key={`${citation.documentId}-${citation.start}-${citation.end}`} />
    </>
  );
}

/** Beside the page where there is room. Esc closes it and the focus goes back to the citation. */
function Aside({ source, onClose }: Props) {
  const { t } = useTranslation();
  const opener = useRef<Element | null>(document.activeElement);
  useEffect(() => {
    opener.current = document.querySelector('.cite[data-open]') ?? opener.current;
  });
  const close = () => {
    const chip = opener.current;
    onClose();
    if (chip instanceof HTMLElement) chip.focus();
  };
  return (
    <aside
      className="source"
      data-testid="source-viewer"
      aria-label={t('source.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <Viewer source={source} onClose={close} />
    </aside>
  );
}

export const SOURCE_BESIDE = '(width >= 1024px)';

/** True where the source stands beside the page; elsewhere it covers it. */
export function useSourceBeside(): boolean {
  return useMediaQuery(SOURCE_BESIDE, matchMedia(SOURCE_BESIDE).matches) ?? true;
}

export function SourceViewer({ source, onClose, beside }: Props & { beside: boolean }): ReactNode {
  const { t } = useTranslation();
  if (beside) return <Aside source={source} onClose={onClose} />;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(560px, 100%)"
      padding={0}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t('source.label') } }}
      styles={{ body: { height: '100%' } }}
    >
      <div className="source" data-testid="source-viewer">
        <Viewer source={source} onClose={onClose} />
      </div>
    </Drawer>
  );
}
