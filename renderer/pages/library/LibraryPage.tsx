import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../app/PageHead.tsx';
import { AddDocuments } from '../../shared/AddDocuments.tsx';
import { useStore } from '../../shared/createStore.ts';
import { useFormat } from '../../shared/format.ts';
import { ImportPanel } from '../../shared/ImportPanel.tsx';
import { isBusy } from '../../shared/imports.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useDocuments, useLibrary, useServices } from '../../shared/services.tsx';
import { useLibraryName } from '../../shared/useLibraryName.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { DocumentTable } from './DocumentTable.tsx';
import { FailedFiles } from './FailedFiles.tsx';
import { WatchedLine } from './WatchedLine.tsx';

function DropZone() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  return (
    // The drop itself is taken by the window; here it only shows that this is a good place.
    <section
      className="drop"
      data-testid="drop-zone"
      data-over={over || undefined}
      aria-label={t('import.zone')}
      onDragEnter={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      <Text flex={1} miw={200}>
        {t('import.zoneText')}
      </Text>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        <AddDocuments />
      </div>
    </section>
  );
}

/** Documents of the library in use: what is there, what is coming, and what could not be read. */
export function LibraryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { imports } = useServices();
  const library = useLibrary();
  const nameOf = useLibraryName();
  const documents = useDocuments(library?.id);
  const busy = useStore(imports.store, isBusy);
  const list = documents.data ?? [];
  const pages = list.reduce((sum, document) => sum + (document.pages ?? 0), 0);
  return (
    <>
      <PageHead title={library ? t('library.heading', { name: nameOf(library) }) : t('nav.library')}>
        {list.length > 0 && (
          <Text c="dimmed" size="sm" className="wide">
            {t('library.documents', { count: list.length })}
            {pages > 0 && ` · ${t('library.pagesTotal', { count: pages, formatted: format.number(pages) })}`}
          </Text>
        )}
      </PageHead>
      <div className="body" style={{ display: 'flex', flexDirection: 'column', gap: 14, overflow: 'hidden' }}>
        <DropZone />
        {library && <WatchedLine library={library.id} />}
        <ImportPanel />
        <FailedFiles />
        {documents.isError && <ProblemNote error={documents.error} onRetry={() => documents.refetch()} />}
        {documents.isPending && <Waiting label={t('library.loading')} />}
        {documents.isSuccess && list.length === 0 && !busy && (
          <Text c="dimmed" ta="center" py="xl">
            {t('library.empty')}
          </Text>
        )}
        {list.length > 0 && <DocumentTable documents={list} />}
      </div>
    </>
  );
}
