import { Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from '../../../core/contract/models.ts';
import { ColumnHead } from './ColumnHead.tsx';
import { DocumentRow } from './DocumentRow.tsx';
import { RemoveDocument } from './RemoveDocument.tsx';
import { type Sorting, sortDocuments } from './sortDocuments.ts';

const ROW_PX = 44;
const ROWS_BEYOND = 8;
/** Below this many documents a filter is only in the way. */
const FILTER_FROM = 8;

/** All documents in a windowed table: only the rows in sight exist. */
export function DocumentTable({ documents }: { documents: Document[] }) {
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const [removing, setRemoving] = useState<Document | null>(null);
  const [sorting, setSorting] = useState<Sorting>({ key: 'added', descending: true });
  const shown = useMemo(() => {
    const wanted = filter.trim().toLocaleLowerCase();
    const found = wanted === '' ? documents : documents.filter((one) => one.name.toLocaleLowerCase().includes(wanted));
    return sortDocuments(found, sorting, i18n.language);
  }, [documents, filter, sorting, i18n.language]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: ROWS_BEYOND,
    getItemKey: (index) => shown[index]?.id ?? index,
  });
  return (
    <section className="card documents" aria-label={t('library.list')}>
      {documents.length >= FILTER_FROM && (
        <TextInput
          size="xs"
          m={8}
          maw={280}
          value={filter}
          placeholder={t('library.filter')}
          aria-label={t('library.filter')}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows of a windowed table are placed by position. */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: a header is not interactive. */}
      <div role="table" aria-rowcount={shown.length + 1} aria-label={t('library.list')} className="document-table">
        <div role="rowgroup">
          <div className="document-grid heading" role="row" aria-rowindex={1}>
            <ColumnHead column="name" sorting={sorting} onSort={setSorting} />
            <ColumnHead column="pages" sorting={sorting} onSort={setSorting} figures />
            <ColumnHead column="chunks" sorting={sorting} onSort={setSorting} figures />
            <span role="columnheader">{t('library.column.state')}</span>
            <ColumnHead column="added" sorting={sorting} onSort={setSorting} wide />
            <ColumnHead column="size" sorting={sorting} onSort={setSorting} figures />
            <span role="columnheader">
              <VisuallyHidden>{t('library.column.actions')}</VisuallyHidden>
            </span>
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
        <div ref={scroller} className="document-rows" role="rowgroup" tabIndex={0}>
          <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {rows.getVirtualItems().map((item) => {
              const document = shown[item.index];
              return (
                document && (
                  <div
                    key={item.key}
                    role="presentation"
                    style={{ position: 'absolute', inset: '0 0 auto', transform: `translateY(${item.start}px)` }}
                  >
                    <DocumentRow document={document} index={item.index} onRemove={() => setRemoving(document)} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: as above. */}
      <Modal
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('library.removeTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {removing && <RemoveDocument document={removing} onDone={() => setRemoving(null)} />}
      </Modal>
    </section>
  );
}
