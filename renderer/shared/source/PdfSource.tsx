import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box } from '../../../core/contract/models.ts';
import { useFormat } from '../format.ts';
import { keys } from '../keys.ts';
import { ProblemNote } from '../Problem.tsx';
import { useServices } from '../services.tsx';
import { Waiting } from '../Waiting.tsx';
import { PdfPage } from './PdfPage.tsx';
import { openPdf, type Pdf } from './pdf.ts';
import { type Extent, textExtent, WHOLE_PAGE } from './textExtent.ts';

/** Relative to the text filling the width. */
const ZOOMS = [0.7, 1, 1.25, 1.5, 2, 3];
const FIT = 1;
const NO_BOXES: Box[] = [];

interface Passage {
  documentId: string;
  page: number | null;
  start: number;
  end: number;
}

function usePdf(id: string) {
  const [state, setState] = useState<{ pdf: Pdf | null; error: unknown }>({ pdf: null, error: null });
  useEffect(() => {
    let current = true;
    setState({ pdf: null, error: null });
    const opening = openPdf(id);
    opening.ready.then(
      (pdf) => current && setState({ pdf, error: null }),
      (error: unknown) => current && setState({ pdf: null, error }),
    );
    return () => {
      current = false;
      opening.destroy();
    };
  }, [id]);
  return state;
}

function Tool({
  label,
  icon: Icon,
  disabled,
  onClick,
}: {
  label: string;
  icon: typeof IconZoomIn;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-disabled={disabled}
        style={disabled ? { opacity: 0.4 } : undefined}
        onClick={() => !disabled && onClick()}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** A PDF at the cited page, with paging and zoom. */
export function PdfSource({ passage }: { passage: Passage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useServices();
  const { pdf, error } = usePdf(passage.documentId);
  const { ref, width } = useElementSize();
  const [page, setPage] = useState(passage.page ?? 1);
  const [zoom, setZoom] = useState(FIT);
  const [extent, setExtent] = useState<Extent | null>(null);
  const view = useRef<HTMLElement>(null);
  const boxes = useQuery({
    queryKey: keys.boxes(passage.documentId, passage.start, passage.end),
    queryFn: ({ signal }) =>
      client.documents.boxes({ id: passage.documentId, start: passage.start, end: passage.end }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const list = boxes.data ?? NO_BOXES;
  const cited = list[0]?.page ?? passage.page ?? 1;
  useEffect(() => setPage(cited), [cited]);

  useEffect(() => {
    if (!pdf || !boxes.isFetched) return;
    let current = true;
    textExtent(pdf, Math.min(cited, pdf.numPages)).then(
      (found) => current && setExtent(found),
      // A page without readable text is shown whole; drawing it will say what is wrong with it.
      () => current && setExtent(WHOLE_PAGE),
    );
    return () => {
      current = false;
    };
  }, [pdf, cited, boxes.isFetched]);

  const pages = pdf?.numPages ?? 0;
  const scale = ZOOMS[zoom] ?? 1;
  const room = Math.max(200, Math.floor(width));
  const pageWidth = extent ? Math.round((room / (extent.right - extent.left)) * scale) : 0;
  const left = extent ? extent.left * pageWidth : 0;

  const onShown = useCallback(
    (first: HTMLElement | null) => {
      const box = view.current;
      if (!box) return;
      if (first) first.scrollIntoView({ block: 'center', inline: 'nearest' });
      else box.scrollTop = 0;
      box.scrollLeft = left;
    },
    [left],
  );
  return (
    <>
      <Group justify="space-between" px={10} py={4} gap={4} wrap="nowrap" className="source-tools">
        <Group gap={2} wrap="nowrap">
          <Tool
            label={t('source.previous')}
            icon={IconChevronLeft}
            disabled={page <= 1}
            onClick={() => setPage((now) => now - 1)}
          />
          <span data-testid="source-page" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {format.number(page)} / {pages === 0 ? '…' : format.number(pages)}
          </span>
          <Tool
            label={t('source.next')}
            icon={IconChevronRight}
            disabled={page >= pages}
            onClick={() => setPage((now) => now + 1)}
          />
        </Group>
        <Group gap={2} wrap="nowrap">
          <Tool
            label={t('source.zoomOut')}
            icon={IconZoomOut}
            disabled={zoom === 0}
            onClick={() => setZoom((now) => now - 1)}
          />
          <Tool
            label={t('source.zoomIn')}
            icon={IconZoomIn}
            disabled={zoom === ZOOMS.length - 1}
            onClick={() => setZoom((now) => now + 1)}
          />
        </Group>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
      <section className="source-view" ref={view} tabIndex={0} aria-label={t('source.pageLabel', { page })}>
        <div ref={ref} />
        {error ? <ProblemNote error={error} /> : null}
        {(!pdf || !extent) && !error && <Waiting label={t('source.opening')} />}
        {pdf && extent && width > 0 && (
          <PdfPage pdf={pdf} page={page} width={pageWidth} boxes={list} onShown={onShown} />
        )}
      </section>
    </>
  );
}
