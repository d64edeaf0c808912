import { ActionIcon, Button, Group, Modal, Text, TextInput, VisuallyHidden } from '@mantine/core';
import {
  IconFileText,
  IconFileTypeDocx,
  IconFileTypePdf,
  IconMarkdown,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document, DocumentFormat } from '../../../core/contract/models.ts';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices, useVersions } from '../../shared/services.tsx';
import { useVersionLabel } from '../../shared/VersionTag.tsx';
import { accentOf } from '../../shared/versionLabel.ts';

const ROW_PX = 44;
const ROWS_BEYOND = 8;
/** Below this many documents a filter is only in the way. */
const FILTER_FROM = 8;

const formatIcons = {
  pdf: IconFileTypePdf,
  docx: IconFileTypeDocx,
  text: IconFileText,
  markdown: IconMarkdown,
} satisfies Record<DocumentFormat, unknown>;

function States({ document }: { document: Document }) {
  const { t } = useTranslation();
  const { list } = useVersions();
  const label = useVersionLabel();
  return (
    <span className="states">
      {document.versions.map((entry) => {
        const pointer = list.find((version) => version.id === entry.version)?.pointer ?? null;
        if (pointer === null) return null;
        return (
          <span key={entry.version} className="state" data-state={entry.state}>
            <span className="dot" data-accent={accentOf(pointer)} aria-hidden />
            {label(entry.version, pointer)}: {t(`library.state.${entry.state}`)}
          </span>
        );
      })}
    </span>
  );
}

function Row({ document, index, onRemove }: { document: Document; index: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = formatIcons[document.format];
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a windowed table are placed by position.
    // biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive; its button is.
    <div className="document-grid row" role="row" aria-rowindex={index + 2} data-testid="document-row">
      {/* biome-ignore-start lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: as above. */}
      <span role="cell" style={{ display: 'flex', gap: 8, alignItems: 'center', minWidth: 0 }}>
        <Icon size={18} aria-hidden style={{ flex: 'none', color: 'var(--dim)' }} />
        <Text span truncate title={document.name}>
          {document.name}
        </Text>
      </span>
      <span role="cell" className="n wide">
        {document.pages === null ? '–' : format.number(document.pages)}
      </span>
      <span role="cell" className="n wide">
        {format.number(document.chunks)}
      </span>
      <span role="cell" style={{ minWidth: 0 }}>
        <States document={document} />
      </span>
      <span role="cell" className="wide">
        {format.date(document.addedAt)}
      </span>
      <span role="cell" className="n wide">
        {format.bytes(document.bytes)}
      </span>
      <span role="cell">
        <ActionIcon aria-label={t('library.removeName', { name: document.name })} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </span>
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: as above. */}
    </div>
  );
}

function RemoveQuestion({ document, onDone }: { document: Document; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.documents.remove({ id: document.id }),
    onSuccess: () => {
      for (const queryKey of [keys.allDocuments, keys.libraries, keys.versions])
        void cache.invalidateQueries({ queryKey });
      onDone();
    },
    onError: notifyProblem,
  });
  return (
    <>
      <Text>{t('library.removeText', { name: document.name })}</Text>
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          variant="filled"
          data-testid="remove-confirm"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('library.remove')}
        </Button>
      </Group>
    </>
  );
}

/** All documents in a windowed table: only the rows in sight exist. */
export function DocumentTable({ documents }: { documents: Document[] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const [removing, setRemoving] = useState<Document | null>(null);
  const shown = useMemo(() => {
    const wanted = filter.trim().toLocaleLowerCase();
    return wanted === '' ? documents : documents.filter((one) => one.name.toLocaleLowerCase().includes(wanted));
  }, [documents, filter]);
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
            <span role="columnheader">{t('library.column.name')}</span>
            <span role="columnheader" className="n wide">
              {t('library.column.pages')}
            </span>
            <span role="columnheader" className="n wide">
              {t('library.column.chunks')}
            </span>
            <span role="columnheader">{t('library.column.state')}</span>
            <span role="columnheader" className="wide">
              {t('library.column.added')}
            </span>
            <span role="columnheader" className="n wide">
              {t('library.column.size')}
            </span>
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
                    <Row document={document} index={item.index} onRemove={() => setRemoving(document)} />
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
        {removing && <RemoveQuestion document={removing} onDone={() => setRemoving(null)} />}
      </Modal>
    </section>
  );
}
